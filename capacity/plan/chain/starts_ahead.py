"""Starts beside that of the baseline: where its chain ends with more people, solved ahead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from capacity.plan.chain.run import SolvedNetwork, run_chain, solve_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.parts import Network
from capacity.plan.solver.loading import Seed, Warm
from capacity.plan.solver.stopping import Brake, SolveError, StoppedError

ARRIVALS_TIMES = ((1.02, 1.11), (1.075, 1.25), (1.17, 1.38), (1.262, 1.53), (1.46, 1.8), (1.56, 2.0))
"""From how many times the arrivals of the baseline on a start is nearer than the one before it, and of which
baseline it is the end: with so many times the people whom the setting of all arrivals counts. Some come
whatever it says, so all who arrive are fewer times as many. The goals stay parted on the way to fewer people,
and hardly on the way to more: up to the end of the next start its way down is the shorter one."""
MOST_STEPS_BETWEEN = 1500
"""From the end of a start between which and the next all scenarios lie; few of them take more steps."""


@dataclass(frozen=True)
class Started:
    """Where the chain starts, and where it does once a ground at the border is lifted.

    Args:
        later: None where the start itself came to no second solve.
    """

    first: Seed
    later: Seed | None


class MoreArrivals:
    """The start from so many times the arrivals; solved once, for whoever asks first. Safe to share.

    Args:
        from_times: of the baseline's arrivals; from where on it is nearer than another start.
        given: the chain of the baseline with more arrivals.
        near: where its solve starts.
        known: where it starts, if that was solved before.
    """

    def __init__(self, from_times: float, given: ChainInput, near: Seed, known: Started | None) -> None:
        self.from_times, self._given, self._near = from_times, given, near
        self._lock = Lock()
        self.known = known

    def started(self, brake: Brake | None = None) -> Started:
        """Where it starts; the baseline's own start where it has no answer.

        Raises:
            StoppedError: the brake was pulled.
        """
        with self._lock:
            if self.known is None:
                try:
                    self.known = self._solved(brake)
                except StoppedError:
                    raise
                except SolveError:
                    self.known = Started(self._near, None)
            return self.known

    def _solved(self, brake: Brake | None) -> Started:
        seeds: list[Seed] = []
        warm = Warm(self._near)
        warm.limit(brake=brake)

        def solve(network: Network, _pins: object, _path: object, near: Seed | None) -> SolvedNetwork:
            if near is not None and not network.regular_work:
                warm.seed, near = seeds[-1], None
            solved = solve_network(network, solving=warm, near=near, parts=True)
            seeds.append(_reaching_far(solved.seed))
            return solved

        run_chain(self._given, solve=solve)
        return Started(seeds[0], seeds[1] if len(seeds) > 1 else None)


def _reaching_far(seed: Seed) -> Seed:
    parting = seed.parting
    return seed if parting is None else replace(seed, parting=replace(parting, most_steps=MOST_STEPS_BETWEEN))


def times_arrivals(network: Network, usual: Network) -> float:
    """How many times as many people arrive as usually, in the weeks that both networks have."""
    weeks = min(network.weeks.count, usual.weeks.count)
    now, before = (
        sum(float(np.sum(arrival.persons[..., :weeks])) for arrival in one.arrivals)
        for one in (network, usual)
    )
    return now / before if before else 1.0
