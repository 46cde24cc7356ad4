"""Stages that the law closes at their deadline: nobody leaves one unfinished before the term ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from capacity.plan.chain_solution import ChainSolution
from capacity.plan.network import Key, Network

NOISE_TOLERANCE = 1e-4


def early_closings(solution: ChainSolution) -> frozenset[Key]:
    """Stations where more have left unfinished than first in, first out leaves at their terms.

    A full border would otherwise be relieved by letting go of people whose time is not over, and a later
    desk be kept busy. First in, first out leaves `U(t) = max over s <= t of (due(s) - X(s))`.
    """
    found = set()
    for station in solution.network.stations:
        if station.closes:
            weeks = solution.stations[station.key]
            must = np.maximum.accumulate(np.maximum(0.0, weeks.due_total - np.cumsum(weeks.served)))
            if float((np.cumsum(weeks.unfinished) - must).max()) > NOISE_TOLERANCE:
                found.add(station.key)
    return frozenset(found)


def with_only_due(network: Network, keys: Collection[Key]) -> Network:
    """The network with rows that hold these stations to their closing; itself where they hold already.

    The rows are costly and most plans keep them of themselves, so only a plan that did not has them.
    """
    stations = tuple(
        replace(station, only_due=True) if station.key in keys else station for station in network.stations
    )
    changed = any(not network.station(key).only_due for key in keys)
    return replace(network, stations=stations) if changed else network
