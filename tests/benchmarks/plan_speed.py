"""Prints how fast a plan is made, by phase, and what the program costs over the bare solver.

Run from the checkout: python -m tests.benchmarks.plan_speed
The floor is the same matrix in the same order handed to HiGHS as arrays in one call, solved for the
same weighted goals, arrays read back. What is set against it makes network and places of their inputs,
builds both programs with their goals, loads, solves and reads them. Ratios are medians of interleaved
runs in one process.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

import highspy
import numpy as np

from capacity.plan.chain.goals import chain_goals
from capacity.plan.chain.rows import build_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.scenario_values import scenario_levers, scenario_parameters
from capacity.plan.places.dutch import dutch_places
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.solver.goal_weights import separated_weights
from capacity.plan.solver.highs import pass_arrays
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.whole import places_input, run_chain, solve_plan
from tests.plan.dutch import dutch_input, dutch_scenario

RUNS, LONG_RUNS = 9, 3


def bare(program, costs) -> float:
    """Seconds of the floor: arrays that already exist, one solve, values read."""
    arrays = program.arrays()
    begin = perf_counter()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    pass_arrays(highs, arrays, costs)
    highs.run()
    np.array(highs.getSolution().col_value)
    return perf_counter() - begin


def one_run(given, scenario) -> dict[str, float]:
    """Seconds of floor, of one weighted solve through the program, and of all goals in order."""
    parameters = scenario_parameters(scenario, given.parameters)
    arrivals = planned_arrivals(scenario, given.paths, parameters, given.weeks)
    levers = scenario_levers(scenario, parameters, given.weeks)
    chain_input = ChainInput(parameters, given.parameters, given.state, arrivals, levers, given.weeks)
    outcome = run_chain(chain_input)
    housing = places_input(given, scenario, parameters, outcome)
    seconds = {"floor": 0.0, "weighted": 0.0, "in_order": 0.0, "rows_and_columns": 0.0}
    for build in (
        lambda: (chain := build_chain(dutch_network(chain_input))) and (chain.program, chain_goals(chain)),
        lambda: (places := build_places(dutch_places(housing))) and (places.program, places_goals(places)),
    ):
        begin = perf_counter()
        program, goals = build()
        model = LiveModel(program)
        weights = separated_weights([goal.costs for goal in goals], model.free)
        solve_begin = perf_counter()
        model.minimise(weights, primal=False)
        solve = perf_counter() - solve_begin
        seconds["weighted"] += perf_counter() - begin
        seconds["floor"] += bare(program, weights)
        again = LiveModel(program)
        begin = perf_counter()
        solve_in_order(again, goals)
        seconds["in_order"] += (perf_counter() - begin) / solve if solve else 0.0
        seconds["rows_and_columns"] += program.size["rows"] + program.size["columns"]
    seconds["in_order"] /= 2
    return seconds


def main() -> None:
    """Prints phases and ratios for 12 provinces and 52 weeks, and the same with sizes for 104 weeks."""
    given, scenario = dutch_input(), dutch_scenario()
    runs = [one_run(given, scenario) for _ in range(RUNS)]
    floor, total = median(run["floor"] for run in runs), median(run["weighted"] for run in runs)
    ratio = median(run["weighted"] / run["floor"] for run in runs)
    size = runs[0]["rows_and_columns"]
    print(f"12 x 52, one weighted solve: {total:.3f} s, floor {floor:.3f} s, ratio {ratio:.2f} (bar 1.4)")
    print(f"overhead: {(total - floor) / size * 1e6:.1f} microseconds per row plus column (bar 6)")
    print(f"goals in order over one weighted solve: {median(run['in_order'] for run in runs):.2f} (bar 1.25)")
    plans = [solve_plan(given, scenario) for _ in range(RUNS)]
    for phase in plans[0].seconds:
        print(f"  {phase}: {median(plan.seconds[phase] for plan in plans):.3f} s")
    whole = median(sum(plan.seconds.values()) for plan in plans)
    print(f"whole plan, 12 x 52, both programs, goals in order, whole places, checks: {whole:.2f} s (bar 1)")
    long_given, long_scenario = dutch_input(104), dutch_scenario(weeks=104)
    long = [one_run(long_given, long_scenario) for _ in range(LONG_RUNS)]
    floor, total = (median(run[part] for run in long) for part in ("floor", "weighted"))
    print(f"12 x 104, one weighted solve: {total:.3f} s, floor {floor:.3f} s, ratio {total / floor:.2f}")
    begin = perf_counter()
    plan = solve_plan(long_given, long_scenario)
    print(f"cold plan, 12 x 104: {perf_counter() - begin:.2f} s (bar 3)")
    for phase, seconds in plan.seconds.items():
        print(f"  {phase}: {seconds:.3f} s")
    for program, size in plan.size.items():
        print(f"  {program}: " + ", ".join(f"{count} {what}" for what, count in size.items()))


if __name__ == "__main__":
    main()
