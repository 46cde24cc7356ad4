"""The chain from its inputs to its answer: network, program, goals in order, weekly numbers, residents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pandas as pd

from capacity.domain.pins import Pin
from capacity.plan.chain import build_chain
from capacity.plan.chain_goals import chain_goals, goal_values
from capacity.plan.chain_pins import pin_chain, pin_hires
from capacity.plan.chain_solution import ChainSolution, read_solution
from capacity.plan.chain_tables import flows_table, plan_table, pools_table, resources_table
from capacity.plan.dutch_chain import dutch_network
from capacity.plan.dutch_keys import ChainInput
from capacity.plan.residents import Residents, residents_of
from capacity.plan.solver import LiveModel, solve_in_order


@dataclass(frozen=True)
class ChainOutcome:
    """The solved chain with its tables; `seconds` per phase; `optimum`: its money goal as in the MPS file."""

    solution: ChainSolution
    residents: Residents
    tables: Mapping[str, pd.DataFrame]
    goals: list[dict[str, object]]
    size: Mapping[str, int]
    optimum: float
    seconds: Mapping[str, float]


def run_chain(given: ChainInput, write_model: Path | None = None, pins: Sequence[Pin] = ()) -> ChainOutcome:
    """Solves the chain, goals in order.

    Args:
        write_model: where to write the program at its money goal as MPS, if anywhere.
        pins: cells that keep their value; they come before every goal.

    Raises:
        SolveError: the solver reached no optimum.
    """
    started = perf_counter()
    chain = build_chain(pin_hires(dutch_network(given), pins))
    pinned = pin_chain(chain, pins)
    goals = chain_goals(chain)
    built = perf_counter()
    model = LiveModel(chain.program)
    loaded = perf_counter()
    answer = solve_in_order(model, [*pinned, *goals], write_at="money", path=write_model)
    solved = perf_counter()
    solution = read_solution(chain, answer.values)
    residents = residents_of(solution, given.parameters)
    tables = {
        "plan": plan_table(solution),
        "flows": flows_table(solution),
        "pools": pools_table(solution),
        "resources": resources_table(solution),
    }
    read = perf_counter()
    return ChainOutcome(
        solution=solution,
        residents=residents,
        tables=tables,
        goals=goal_values(chain, goals, solution),
        size=chain.program.size,
        optimum=answer.optimum,
        seconds={
            "build": built - started,
            "load": loaded - built,
            "solve": solved - loaded,
            "read": read - solved,
        },
    )
