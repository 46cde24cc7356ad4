"""Prints what planning on many paths is worth on three instances, and what it takes, against its bars.

From the checkout:
    python -m tests.benchmarks.many_paths [--weeks W] [--fresh 200] [--few 20] [--larger 40] [--home H]
A plan is judged as a page has it done: in a process of its own, which reads the snapshot, solves the plan and
every path. Seconds on the clock, seconds of work and the most memory are those of that process from its start
to its end; the bars are 30 s and 500 MB. Without a home the shipped data are refreshed first. Every figure
comes with its interval: value of the stochastic solution, expected value of perfect information, cost on
fresh paths and regret, of the plan over paths and of the plan on the mean path. "Of larger" is what the first
stage of the few paths costs on a larger set of paths, above the optimum on that set (a share; the bar is
0.001). With `--weeks 26 --larger 200` an instance takes minutes and the larger set is as large as the bar
asks; `--larger 0` leaves it out.
"""

from __future__ import annotations

import argparse
import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from capacity.plan.explain.solved import SolvedPlan, solved_plan
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.uncertain.judging import Judge
from capacity.plan.uncertain.path_problems import PathProblems
from capacity.plan.uncertain.reduction import bed_need, reduced
from capacity.plan.uncertain.two_stage import eur_weights, leads, shared_columns, two_stage
from capacity.scenario import scenario_from
from capacity.service import open_service, refresh
from capacity.service.inputs import load_inputs
from capacity.service.planning import plan_input

INSTANCES: tuple[dict[str, object], ...] = ({}, {"inflow": 20}, {"housing": -20, "renew": "none"})
FIGURES = ("value_of_paths", "value_of_knowing", "plan_eur", "paths_eur", "regret_plan")
KIB_PER_MB = 1e6 / 1024
FEW = 20
LARGER_LIMIT_SECONDS = 1800.0
LONGEST_SECONDS = 1800.0


def above_larger(plan: SolvedPlan, count: int) -> float:
    """Share by which the plan on few paths costs more on a larger set than the optimum of that set."""
    number = plan.parameters.number
    eur = eur_weights(plan.parameters, sum(plan.places.problem.task.values()))
    need = bed_need(plan.given.paths, plan.given.weeks)
    shared = shared_columns(
        plan.places.problem, leads(plan.parameters, plan.scenario.delay), number("long_lead_weeks")
    )
    few, many = reduced(need, round(number("reduced_paths"))), reduced(need, count)
    on_few = two_stage(problems_on(plan, few.paths.tolist()), few.weights, shared, eur)
    problems = problems_on(plan, many.paths.tolist())
    on_many = two_stage(problems, many.weights, shared, eur, time_limit_seconds=LARGER_LIMIT_SECONDS)
    judge = Judge(plan, eur, {"few": on_few.first_stage})
    costs = np.array([judge.on(problem)["few"].eur for problem in problems])
    return float(costs @ many.weights / on_many.eur - 1)


def problems_on(plan: SolvedPlan, paths: list[int]) -> list[PlacesProblem]:
    """The places problem of each path."""
    chains = PathProblems(plan, paths)
    return [chains.solved(one).problem for one in range(len(paths))]


def report(home: Path, changes: dict[str, object], larger: int) -> str:
    """Has one instance judged, and says what came of it."""
    inputs, service = load_inputs(), open_service(home)
    scenario = scenario_from(dict(changes), inputs.settings, inputs.parameters, inputs.regions)
    result = service.plan(scenario)
    began = perf_counter()
    service.judge(result, scenario).wait(LONGEST_SECONDS)
    seconds, used = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    found = service.chances(result)
    if found is None:
        return f"{changes}: no answer"
    figures = found.figures
    lines = [
        f"{changes}: {seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of work, "
        f"{used.ru_maxrss / KIB_PER_MB:.0f} MB; {figures['reduced_paths']:.0f} paths for all "
        f"(distance {figures['distance']:.3f}), judged on {figures['fresh_paths']:.0f}"
    ]
    for name in FIGURES:
        low, high = figures[f"{name}_low"] / 1e6, figures[f"{name}_high"] / 1e6
        lines.append(f"  {name:18} EUR {figures[name] / 1e6:10.1f} m  ({low:.1f} to {high:.1f})")
    if larger:
        plan = solved_plan(plan_input(inputs, service.ground(scenario), scenario), scenario)
        lines.append(f"  of larger ({larger})  {above_larger(plan, larger):+.7f}")
    return "\n".join(lines)


def main() -> None:
    """Runs all instances, each from a process of its own: the system counts the work of children together."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--fresh", type=int, default=200)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--larger", type=int, default=40)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    counts = {"fresh_paths": given.fresh, "reduced_paths": given.few}
    with TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        if given.home is None:
            refresh(offline=True, home=home)
        for changes in INSTANCES:
            asked = {**changes, "weeks": given.weeks, "parameters": counts}
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
                print(apart.submit(report, home, asked, given.larger).result(), flush=True)


if __name__ == "__main__":
    main()
