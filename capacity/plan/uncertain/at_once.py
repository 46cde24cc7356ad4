"""The chain built once for many paths of arrivals: its rows are the same, only numbers in them differ.

Every limit is a sum of arrivals and of numbers that no path changes. So the chain is built on arrays with one
number for each path where a single plan has a number, and each path takes its own out of them. Shares that
may be diverted stand as factors in rows of their own, built in full and taken for the share at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from capacity.plan.chain.columns import Amount, ChainProgram
from capacity.plan.chain.diversions import diverting, with_lifted
from capacity.plan.chain.pins import pin_chain
from capacity.plan.chain.rows import build_chain
from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network.parts import Array, Key, Network
from capacity.plan.solver.bare import Picks
from capacity.plan.solver.program import Arrays, Numbers


@dataclass(frozen=True)
class Varied:
    """Numbers of which those at some places differ from path to path.

    Args:
        usual: all numbers, at those places of no meaning.
        places: sorted.
        own: the numbers at those places, a row for each path.
    """

    usual: Array
    places: Picks
    own: Array

    @classmethod
    def of(cls, amounts: Sequence[Amount], places: Picks, own: Array) -> Varied:
        """Of numbers, and arrays with one for each path at some places."""
        usual = np.zeros(len(amounts))
        fixed = np.setdiff1d(np.arange(len(amounts)), places)
        usual[fixed] = [amounts[place] for place in fixed.tolist()]
        return cls(usual, places, own)

    def on(self, path: int) -> Array:
        """The numbers of one path."""
        found = self.usual.copy()
        found[self.places] = self.own[path]
        return found


def all_varied(parts: Sequence[Sequence[Amount]], paths: int) -> tuple[list[Varied], Array]:
    """Several kinds of numbers, and together those that differ from path to path, a row for each path."""
    places = [np.flatnonzero([isinstance(amount, np.ndarray) for amount in part]) for part in parts]
    ends = np.cumsum([picks.size for picks in places])
    together = np.empty((paths, int(ends[-1])))
    differing = (part[place] for part, picks in zip(parts, places, strict=True) for place in picks.tolist())
    for at, amount in enumerate(differing):
        together[:, at] = amount
    found = [
        Varied.of(part, picks, together[:, end - picks.size : end])
        for part, picks, end in zip(parts, places, ends.tolist(), strict=True)
    ]
    return found, together


@dataclass(frozen=True)
class _Diverting:
    """Rows that say how many of who enters a station may be diverted, as they are where all may.

    Args:
        rows: their places, one per week; entries: places of the factors of who enters; weeks: theirs.
    """

    station: Key
    rows: Picks
    entries: Picks
    weeks: Picks

    @classmethod
    def of(cls, chain: ChainProgram, station: Key, starts: Picks, indices: Picks) -> _Diverting:
        """The rows of a station in a program built with all its shares in full."""
        block = chain.blocks[station]
        found = [
            (entry, week)
            for week, (row, diverted) in enumerate(zip(block.divert_rows, block.diverted, strict=True))
            for entry in range(starts[row], starts[row + 1])
            if indices[entry] != int(diverted)
        ]
        entries, weeks = np.array(found, dtype=np.int64).reshape(-1, 2).T
        return cls(station, np.array(block.divert_rows, dtype=np.int64), entries, weeks)


class ChainsAtOnce:
    """The chain of a plan on several sets of arrivals, and with any shares that may be diverted.

    Args:
        networks: the plan's network with each set of arrivals.

    `limits` are bounds and limits that differ from set to set, a row for each set.
    """

    def __init__(self, plan: SolvedPlan, networks: Sequence[Network]) -> None:
        self.networks = networks
        whole, numbers = _together(networks), Numbers()
        built = build_chain(with_lifted(whole, np.ones(whole.weeks.count)), numbers)
        pin_chain(built, plan.pins)
        self._bounds, self.limits = all_varied(numbers.bounds(), len(networks))
        self._starts, self._indices, self._values = numbers.matrix()
        starts, indices = self._starts.astype(np.int64), self._indices.astype(np.int64)
        self._diverting = [_Diverting.of(built, key, starts, indices) for key in diverting(whole)]
        self._chain = replace(plan.chain.chain, network=networks[0])

    def arrays(self, one: int, network: Network | None = None) -> Arrays:
        """All numbers of the chain on one set.

        Args:
            network: the one of the set with grounds lifted; as it was given if not given.
        """
        column_low, column_high, row_low, row_high = (bound.on(one) for bound in self._bounds)
        lifted, values = network or self.networks[one], self._values.copy()
        for at in self._diverting:
            shares = lifted.station(at.station).divertible(lifted.weeks.count)
            values[at.entries] *= shares[at.weeks]
            row_high[at.rows] *= shares
        return Arrays(column_low, column_high, row_low, row_high, self._starts, self._indices, values)

    def chain(self, network: Network) -> ChainProgram:
        """The chain of one set's network, to read its answer with."""
        return replace(self._chain, network=network)


def _together(networks: Sequence[Network]) -> Network:
    """One network whose arrivals have a row for each of these."""
    if len(networks) == 1:
        return networks[0]
    arrivals = [
        replace(same[0], persons=np.stack([arrival.persons for arrival in same]))
        for same in zip(*(network.arrivals for network in networks), strict=True)
    ]
    return replace(networks[0], arrivals=tuple(arrivals))
