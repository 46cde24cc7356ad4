"""Prints what planning on many paths is worth on three instances, and what it takes, against the bar of 30 s.

From the checkout:
    python -m tests.benchmarks.many_paths [--weeks W] [--fresh 200] [--few 20] [--larger 40] [--home H]
The phases are the chains of the few paths, the plan over them beside the chains of the fresh paths, and the
judging. Without a home the shipped data are refreshed first. Every figure comes with its interval: value
of the stochastic solution, expected value of perfect information, cost on fresh paths and regret, of the
plan over paths and of the plan on the mean path. "Of larger" is what the first stage of the few paths costs
on a larger set of paths, above the optimum on that set (share; the bar is 0.001). With
`--weeks 26 --larger 200` an instance takes minutes and the larger set is as large as the bar asks.
"""

from __future__ import annotations

import argparse
import resource
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

from capacity.plan.explain.solved import SolvedPlan, solved_plan
from capacity.plan.uncertain.chances import judge_plan
from capacity.plan.uncertain.judging import Judge
from capacity.plan.uncertain.path_problems import path_problem
from capacity.plan.uncertain.reduction import bed_need, reduced
from capacity.plan.uncertain.two_stage import eur_weights, leads, shared_columns, two_stage
from capacity.scenario import scenario_from
from capacity.service import open_service, refresh
from capacity.service.inputs import load_inputs
from capacity.service.planning import plan_input

INSTANCES: tuple[dict[str, object], ...] = ({}, {"inflow": 20}, {"housing": -20, "renew": "none"})
FIGURES = ("value_of_paths", "value_of_knowing", "plan_eur", "paths_eur", "regret_plan")
MIB = 1024
FEW = 20
LARGER_LIMIT_SECONDS = 1800.0


def plan_of(home: Path, changes: dict[str, object], fresh: int, few: int = FEW) -> SolvedPlan:
    """Both programs of an instance solved, to be judged on so many fresh paths."""
    inputs, service = load_inputs(), open_service(home)
    scenario = scenario_from(dict(changes), inputs.settings, inputs.parameters, inputs.regions)
    plan = solved_plan(plan_input(inputs, service.ground(scenario), scenario), scenario)
    counts = {"fresh_paths": fresh, "reduced_paths": few}
    return replace(plan, parameters=plan.parameters.with_values(counts))


def above_larger(plan: SolvedPlan, count: int) -> float:
    """Share by which the plan on few paths costs more on a larger set than the optimum of that set."""
    number = plan.parameters.number
    eur = eur_weights(plan.parameters, sum(plan.places.problem.task.values()))
    need = bed_need(plan.given.paths, plan.given.weeks)
    shared = shared_columns(
        plan.places.problem, leads(plan.parameters, plan.scenario.delay), number("long_lead_weeks")
    )
    few, many = reduced(need, round(number("reduced_paths"))), reduced(need, count)
    on_few = two_stage(
        [path_problem(plan, path).problem for path in few.paths.tolist()], few.weights, shared, eur
    )
    problems = [path_problem(plan, path).problem for path in many.paths.tolist()]
    on_many = two_stage(problems, many.weights, shared, eur, time_limit_seconds=LARGER_LIMIT_SECONDS)
    judge = Judge(plan, eur, {"few": on_few.first_stage})
    costs = np.array([judge.on(problem)["few"].eur for problem in problems])
    return float(costs @ many.weights / on_many.eur - 1)


def report(home: Path, changes: dict[str, object], fresh: int, few: int, larger: int) -> None:
    """Judges one instance and prints it."""
    plan = plan_of(home, changes, fresh, few)
    wall, work = perf_counter(), process_time()
    found = judge_plan(plan)
    figures = found.figures
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    print(
        f"{changes or 'baseline'}: {perf_counter() - wall:.1f} s, {process_time() - work:.1f} s of work, "
        f"{peak:.0f} MiB; {figures['reduced_paths']:.0f} paths for all (distance {figures['distance']:.3f}), "
        f"judged on {figures['fresh_paths']:.0f}"
    )
    print("  " + ", ".join(f"{phase} {seconds:.1f} s" for phase, seconds in found.seconds.items()))
    for name in FIGURES:
        low, high = figures[f"{name}_low"] / 1e6, figures[f"{name}_high"] / 1e6
        print(f"  {name:18} EUR {figures[name] / 1e6:10.1f} m  ({low:.1f} to {high:.1f})")
    print(f"  of larger ({larger})  {above_larger(plan, larger):+.5f}", flush=True)


def main() -> None:
    """Runs all instances."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--fresh", type=int, default=200)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--larger", type=int, default=40)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        if given.home is None:
            refresh(offline=True, home=home)
        for changes in INSTANCES:
            report(home, {**changes, "weeks": given.weeks}, given.fresh, given.few, given.larger)


if __name__ == "__main__":
    main()
