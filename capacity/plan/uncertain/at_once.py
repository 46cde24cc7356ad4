"""The chain built once for many paths of arrivals: its rows are the same, only what persons limit differs.

Every limit is a sum of arrivals and of numbers that no path changes. So the chain is built on arrays with one
number for each path where a single plan has a number, and each path takes its own out of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from capacity.plan.bare import Picks
from capacity.plan.chain import build_chain
from capacity.plan.chain_pins import pin_chain
from capacity.plan.chain_program import Amount, ChainProgram
from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network import Array, Network
from capacity.plan.program import Arrays, Limits


@dataclass(frozen=True)
class Varied:
    """Numbers of which those at some places differ from path to path.

    Args:
        usual: all numbers, at those places of no meaning.
        own: the numbers at those places, a row for each.
    """

    usual: Array
    places: Picks
    own: Array

    @classmethod
    def of(cls, amounts: Sequence[Amount], paths: int) -> Varied:
        """Of numbers, and arrays with one for each path."""
        varied = [isinstance(amount, np.ndarray) for amount in amounts]
        places: Picks = np.flatnonzero(varied)
        usual = [0.0 if differs else amount for amount, differs in zip(amounts, varied, strict=True)]
        own = np.array([amounts[place] for place in places.tolist()], dtype=np.float64)
        return cls(np.array(usual, dtype=np.float64), places, own.reshape(places.size, paths))

    def on(self, path: int) -> Array:
        """The numbers of one path."""
        found = self.usual.copy()
        found[self.places] = self.own[:, path]
        return found


class ChainsAtOnce:
    """The chain of a plan on several sets of arrivals.

    Args:
        networks: the plan's network with each set of arrivals.
    """

    def __init__(self, plan: SolvedPlan, networks: Sequence[Network]) -> None:
        known = plan.chain.solved
        limits = Limits(known.program, known.first)
        self._networks, self._first = networks, known.first
        self._chain = build_chain(_together(networks), limits)
        pin_chain(self._chain, plan.pins)
        self._bounds = [Varied.of(amounts, len(networks)) for amounts in limits.bounds()]

    def arrays(self, one: int) -> Arrays:
        """All numbers of the chain on one set."""
        column_low, column_high, row_low, row_high = (bound.on(one) for bound in self._bounds)
        return replace(
            self._first, column_low=column_low, column_high=column_high, row_low=row_low, row_high=row_high
        )

    def chain(self, one: int) -> ChainProgram:
        """The chain on one set, to read its answer with."""
        return replace(self._chain, network=self._networks[one])


def _together(networks: Sequence[Network]) -> Network:
    """One network whose arrivals have a row for each of these."""
    if len(networks) == 1:
        return networks[0]
    arrivals = [
        replace(same[0], persons=np.stack([arrival.persons for arrival in same]))
        for same in zip(*(network.arrivals for network in networks), strict=True)
    ]
    return replace(networks[0], arrivals=tuple(arrivals))
