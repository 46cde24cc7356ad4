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
AHEAD_TIMES = 2
"""Of the few paths: so many of the drawn ones are solved before the others."""
FIRST_OF = 5
"""Of so many of the few paths one is solved before the others."""
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
    steps = Steps(plan, progress, few.paths.size + 2 * drawn.size, brake)
    on_few = steps.few(few.paths)
    known, made = [found.problem for found, _ in on_few], list[TwoStage]()
    chains = steps.by_neighbours(
        (few.paths, [near for _, near in on_few]),
        drawn,
        lambda: made.append(two_stage(known, few.weights, shared, eur, worst, brake)),
    )
    over_paths, at_hand = made[0], held_by(plan, shared)
    held = {"at_hand": at_hand, "over_paths": over_paths.first_stage, "hindsight": {}}
    judged = steps.judged(chains, known, eur, held)
    return Sampled(few, over_paths, at_hand, judged)


class Steps:
    """What is done path by path on all cores, and how much of it is done.

    Args:
        total: all steps that will be done.
    """

    def __init__(self, plan: SolvedPlan, progress: Progress, total: int, brake: Brake | None) -> None:
        self._plan, self._progress, self._total, self._brake = plan, progress, total, brake
        own = ChainsAtOnce(plan, [plan.chain.chain.network])
        self._chain = EvenLast(plan.chain.chain, plan.chain.solved, own.arrays(0))
        self._before = 0

    def few(self, paths: Picks) -> list[tuple[PathProblem, Near]]:
        """The chain solved on a few paths: one in five from the plan's start, the others from the nearest of these.

        Args:
            paths: in the order of what ranks them.
        """
        assert self._plan.given.paths is not None
        places = np.arange(paths.size)
        first = places[FIRST_OF // 2 :: FIRST_OF] if paths.size >= FIRST_OF else places
        then = np.setdiff1d(places, first)
        found = dict(zip(first.tolist(), self.chains(paths[first], ends=True), strict=True))
        known = nearest(self._plan.given.paths, paths[first], paths[then]).tolist()
        starts = [found[first[one]][1] for one in known]
        found |= zip(then.tolist(), self.chains(paths[then], starts, ends=True), strict=True)
        return [found[place] for place in places.tolist()]

    def by_neighbours(
        self, few: tuple[Picks, list[Near]], drawn: Picks, before: Callable[[], object]
    ) -> list[PathProblem]:
        """The chain solved on drawn paths: some from the nearest of a few, the others from that of both.

        The more are solved, the nearer is one of them: a seventh of the steps is spared that way.

        Args:
            few: paths that are solved, and where the chain of a like path may start.
            before: what one core does first, as `chains` has it.
        """
        assert self._plan.given.paths is not None
        (solved, known), ahead = few, AHEAD_TIMES * few[0].size
        first = nearest(self._plan.given.paths, solved, drawn[:ahead]).tolist()
        found = self.chains(drawn[:ahead], [known[one] for one in first], before, ends=ahead < drawn.size)
        if ahead < drawn.size:
            known = known + [near for _, near in found]
            solved = np.concatenate((solved, drawn[:ahead]))
            then = nearest(self._plan.given.paths, solved, drawn[ahead:]).tolist()
            found += self.chains(drawn[ahead:], [known[one] for one in then])
        return [problem for problem, _ in found]

    def chains(
        self,
        paths: Picks,
        near: Sequence[Near] = (),
        before: Callable[[], object] | None = None,
        ends: bool = False,
    ) -> list[tuple[PathProblem, Near]]:
        """The chain solved on paths, and where the chain of a like path may start.

        Args:
            near: where each starts; where the plan's own does, if not given.
            before: what one core does first; it has no models of the chain until that is done.
            ends: whether others may start where these ended.
        """
        problems = PathProblems(self._plan, paths.tolist())
        workers = chain([self._chain], iter(self._chain.apart, None))
        found = on_cores(
            lambda: next(workers),
            lambda own, one: problems.answered(
                one, partial(own.answer, ends=ends), near[one] if near else None
            ),
            range(paths.size),
            self._tell,
            self._brake,
            before,
        )
        self._before += len(found)
        return found

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
