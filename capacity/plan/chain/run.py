"""The chain from its inputs to its answer: network, program, goals in order, weekly numbers, residents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Protocol

from capacity.domain.pins import Pin
from capacity.plan.chain.columns import ChainProgram
from capacity.plan.chain.diversions import lawfully
from capacity.plan.chain.goals import aside_until_even, chain_goals, goal_values
from capacity.plan.chain.let_go import each_once
from capacity.plan.chain.overtime import duties_before_rest
from capacity.plan.chain.pins import pin_chain, pin_hires
from capacity.plan.chain.residents import Residents, residents_of
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.solution import ChainSolution, read_solution
from capacity.plan.chain.tables import ChainTables
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.parts import Network
from capacity.plan.solver.goal_weights import parting_weights
from capacity.plan.solver.highs import Parting
from capacity.plan.solver.in_order import Goal, InOrder, solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.loading import Afresh, Seed, Solving


@dataclass(frozen=True)
class SolvedNetwork:
    """The solved program of a network with its tables.

    Args:
        optimum: of the money goal as in the MPS file.
        gap: 0, or how far from its optimum the plan may be when the time was up (share).
        seed: where the solve of a like network may start.
        seconds: per phase.
        ended: tells where its goals ended, as long as nothing else was solved on its model.
    """

    solution: ChainSolution
    tables: ChainTables
    goals: list[dict[str, object]]
    size: Mapping[str, int]
    optimum: float
    gap: float
    seed: Seed
    seconds: Mapping[str, float]
    ended: Callable[[], Parting | None] | None = None

    def going_on(self) -> Seed:
        """Where the solve of nearly the same network starts: where the goals ended, if that can be told."""
        if self.seed.parting is not None or self.ended is None:
            return self.seed
        return replace(self.seed, parting=self.ended())


@dataclass(frozen=True)
class ChainOutcome:
    """The solved chain, and the residents that follow from it."""

    solved: SolvedNetwork
    residents: Residents
    seconds: Mapping[str, float]

    @property
    def solution(self) -> ChainSolution:
        """Every station and flow, week by week."""
        return self.solved.solution


class SolveNetwork(Protocol):
    """How a network is solved."""

    def __call__(
        self, network: Network, pins: Sequence[Pin], write_model: Path | None, near: Seed | None, /
    ) -> SolvedNetwork:
        """The solved network; `near` is where a solve of nearly the same network ended."""


def run_chain(
    given: ChainInput,
    write_model: Path | None = None,
    pins: Sequence[Pin] = (),
    solve: SolveNetwork | None = None,
) -> ChainOutcome:
    """Solves the chain, goals in order; a ground at the border is lifted only once its condition is true.

    Args:
        write_model: where to write the program at its money goal as MPS, if anywhere.
        pins: cells that keep their value; they come before every goal.
        solve: how the network is solved; afresh if not given.

    Raises:
        SolveError: the solver reached no optimum.
    """
    started = perf_counter()
    network = pin_hires(dutch_network(given), pins)
    networked = perf_counter()
    solver = solve or _afresh
    solve_one = duties_before_rest(
        lambda lifted, near: solver(lifted, pins, write_model, None if near is None else near.going_on()),
        _read,
    )
    solved = each_once(lambda told, near: lawfully(told, solve_one, _read, near), _read, network)
    read = perf_counter()
    residents = residents_of(solved.solution, given.parameters)
    seconds = dict(solved.seconds)
    seconds["build"] += networked - started
    seconds["read"] += perf_counter() - read
    return ChainOutcome(solved, residents, seconds)


def _read(solved: SolvedNetwork) -> ChainSolution:
    return solved.solution


def _afresh(
    network: Network, pins: Sequence[Pin], write_model: Path | None, near: Seed | None
) -> SolvedNetwork:
    return solve_network(network, pins, write_model, near=near)


def solve_network(
    network: Network,
    pins: Sequence[Pin] = (),
    write_model: Path | None = None,
    solving: Solving | None = None,
    near: Seed | None = None,
    parts: bool = False,
) -> SolvedNetwork:
    """Builds and solves the program of a network and reads its answer; raises as `run_chain`.

    Args:
        near: where the solve starts, in place of where it would start by itself.
        parts: whether the seed says where the goals ended, for others to start there.
    """
    solving = solving or Afresh()
    started = perf_counter()
    chain = build_chain(network, solving.builder("chain"))
    pinned = pin_chain(chain, pins)
    goals = chain_goals(chain)
    built = perf_counter()
    model = solving.load(chain.program, near)
    loaded = perf_counter()
    everything, aside = [*pinned, *goals], aside_until_even(chain)
    answer = solve_in_order(model, everything, write_at="money", path=write_model, aside=aside)
    ended = partial(_parting, chain, everything, model, answer)
    parting = ended() if parts else None
    solved = perf_counter()
    solution = read_solution(chain, answer.values)
    values = goal_values(chain, goals, solution)
    return SolvedNetwork(
        solution=solution,
        tables=ChainTables(solution),
        goals=values,
        size=chain.program.size,
        optimum=answer.optimum,
        gap=answer.gap,
        seed=Seed(answer.start, chain.program.column_names, chain.program.row_names, parting),
        seconds={
            "build": built - started,
            "load": loaded - built,
            "solve": solved - loaded,
            "read": perf_counter() - solved,
        },
        ended=ended,
    )


def _parting(chain: ChainProgram, goals: list[Goal], model: LiveModel, answer: InOrder) -> Parting | None:
    """Where the goals ended; None where no weights part them there, or the model has moved on."""
    if model.values is not answer.values:
        return None
    weights = parting_weights(model, [goal.costs for goal in goals], chain.program.arrays())
    if weights is None or answer.gap:
        return None
    return Parting(answer.basis, [goal.id for goal in goals], weights.tolist())
