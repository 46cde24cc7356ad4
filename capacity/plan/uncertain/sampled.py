"""Few paths to plan on and fresh ones to judge by: their chains, the plan over the few, their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np

from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network.parts import Array
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.solver.bare import Picks
from capacity.plan.solver.cores import on_cores
from capacity.plan.solver.highs import Basis
from capacity.plan.solver.stopping import Brake
from capacity.plan.uncertain.at_once import ChainsAtOnce
from capacity.plan.uncertain.even_last import EvenLast, Near
from capacity.plan.uncertain.judging import Judge, Judged
from capacity.plan.uncertain.path_problems import PathProblem, PathProblems
from capacity.plan.uncertain.reduction import Reduced, bed_need, fresh, nearest, reduced
from capacity.plan.uncertain.two_stage import TwoStage, eur_weights, leads, shared_columns, two_stage

NATION = "NL"
FIRST_OF = 5
"""One in so many of the few paths is solved before the others."""
ROUNDS_END = (2, 5)
"""Times the few paths: rounds of the drawn ones end there, and the others are the last."""
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class OnPath:
    """One fresh path: persons late in the chain, and the places with each first stage held or none.

    Args:
        chain_eur: money of the chain in the weeks shown.
        figures: figures of the chain alone, as `PathProblem` has them.
    """

    late: Mapping[str, Array]
    chain_eur: float
    figures: Mapping[str, float]
    at_hand: Judged
    over_paths: Judged
    hindsight: Judged

    @property
    def late_at_hand(self) -> dict[tuple[str, str], Array]:
        """Late per duty and region with the plan at hand: chain and places."""
        return {**{(duty, NATION): persons for duty, persons in self.late.items()}, **self.at_hand.late}


@dataclass(frozen=True)
class Sampled:
    """The plan over few paths, and every fresh path.

    Args:
        at_hand: the shared decisions of the plan at hand by name.
    """

    few: Reduced
    over_paths: TwoStage
    at_hand: Mapping[str, float]
    judged: Sequence[OnPath]


def sampled(plan: SolvedPlan, worst: float, progress: Progress, brake: Brake | None) -> Sampled:
    """Plans over the reduced paths and judges by the fresh ones; arguments and errors as `judge_plan`."""
    number = plan.parameters.number
    if plan.given.paths is None:
        raise ValueError("this plan rests on no paths")
    need = bed_need(plan.given.paths, plan.given.weeks)
    few = reduced(need, round(number("reduced_paths")))
    drawn = fresh(need.size, few.paths, round(number("fresh_paths")), round(number("paths_seed")))
    eur = eur_weights(plan.parameters, sum(plan.places.problem.task.values()))
    delayed = leads(plan.parameters, plan.scenario.delay)
    shared = shared_columns(plan.places.problem, delayed, number("long_lead_weeks"))
    steps = Steps(plan, np.concatenate((few.paths, drawn)), progress, few.paths.size + 2 * drawn.size, brake)
    of_few, of_drawn = in_rounds(few.paths.size, drawn.size)
    steps.chains(of_few)
    known, made = [steps.solved(one).problem for one in range(few.paths.size)], list[TwoStage]()
    steps.chains(
        of_drawn, lambda: made.append(two_stage(known, few.weights, shared, eur, worst, brake)), last=True
    )
    over_paths, at_hand = made[0], held_by(plan, shared)
    held = {"at_hand": at_hand, "over_paths": over_paths.first_stage, "hindsight": {}}
    chains = [steps.solved(few.paths.size + one) for one in range(drawn.size)]
    judged = steps.judged(chains, known, eur, held)
    return Sampled(few, over_paths, at_hand, judged)


def in_rounds(few: int, drawn: int) -> tuple[list[Picks], list[Picks]]:
    """Few paths and drawn ones in the order in which they are solved: each round starts from those before.

    The more are solved, the nearer is one of them.

    Args:
        few, drawn: how many; the drawn ones stand behind the few, and these in the order of what ranks them.
    """
    of_few, of_drawn = np.arange(few), np.arange(few, few + drawn)
    first = of_few[FIRST_OF // 2 :: FIRST_OF]
    return [first, np.setdiff1d(of_few, first)], np.split(of_drawn, [few * times for times in ROUNDS_END])


class Steps:
    """What is done path by path on all cores, and how much of it is done.

    Args:
        paths: places among those of the plan.
        total: all steps that will be done.
    """

    def __init__(
        self, plan: SolvedPlan, paths: Picks, progress: Progress, total: int, brake: Brake | None
    ) -> None:
        self._plan, self._progress, self._total, self._brake = plan, progress, total, brake
        own = ChainsAtOnce(plan, [plan.chain.chain.network])
        self._chain = EvenLast(plan.chain.chain, plan.chain.solved, own.arrays(0))
        self._problems = PathProblems(plan, paths.tolist())
        self._found: dict[int, tuple[PathProblem, Near]] = {}
        self._before = 0

    def solved(self, one: int) -> PathProblem:
        """What was found on one of the paths."""
        return self._found[one][0]

    def chains(
        self, rounds: Sequence[Picks], before: Callable[[], object] | None = None, last: bool = False
    ) -> None:
        """The chain solved on paths, each from the nearest of earlier rounds; at first from the plan's start.

        Args:
            before: what one core does first; it has no models of the chain until that is done.
            last: whether none follow.
        """
        filled = [ones for ones in rounds if ones.size]
        for number, ones in enumerate(filled, start=1):
            self._round(ones, before if number == 1 else None, ends=not last or number < len(filled))

    def _round(self, ones: Picks, before: Callable[[], object] | None, ends: bool) -> None:
        known = np.array(list(self._found), dtype=np.int64)
        workers = chain([self._chain], iter(self._chain.apart, None))
        found = on_cores(
            lambda: next(workers),
            lambda own, one: self._problems.answered(
                one, partial(own.answer, ends=ends), self._near(known, one)
            ),
            ones.tolist(),
            self._tell,
            self._brake,
            before,
        )
        self._found.update(zip(ones.tolist(), found, strict=True))
        self._before += len(found)

    def _near(self, known: Picks, one: int) -> Near | None:
        """Where a path starts: as the nearest of those that are known; None at first."""
        return self._found[int(known[nearest(self._problems.limits, known, one)])][1] if known.size else None

    def judged(
        self,
        chains: Sequence[PathProblem],
        few: Sequence[PlacesProblem],
        eur: Mapping[str, float],
        held: Mapping[str, Mapping[str, float]],
    ) -> list[OnPath]:
        """The places of every path with each set of decisions held.

        Args:
            few: places of a few paths; where the plan at hand ends on the nearest of them each path starts.
        """
        own = Judge(self._plan, eur, held)
        starts = [own.start_on(problem) for problem in few]
        residents = np.stack([problem.total_residents() for problem in few])

        def near(problem: PlacesProblem) -> Basis:
            return starts[int(np.square(residents - problem.total_residents()).sum(axis=1).argmin())]

        others = (Judge(plan, eur, held) for plan in iter(self._plan.places_apart, None))
        judges = chain([own], others)
        return on_cores(
            lambda: next(judges),
            lambda judge, place: OnPath(
                chains[place].late,
                chains[place].eur,
                chains[place].figures,
                **judge.on(chains[place].problem, near(chains[place].problem)),
            ),
            range(len(chains)),
            self._tell,
            self._brake,
        )

    def _tell(self, done: int) -> None:
        self._progress(self._before + done, self._total)


def held_by(plan: SolvedPlan, shared: frozenset[str]) -> dict[str, float]:
    """The shared decisions of the plan at hand by name."""
    names, values = plan.places.places.program.column_names, plan.places.solved.answer.values
    return {name: float(values[place]) for place, name in enumerate(names) if name in shared}
