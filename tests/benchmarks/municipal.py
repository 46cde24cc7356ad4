"""Prints time, memory and cost of a plan of 342 municipalities: two levels against one linear program.

Run from the checkout: python -m tests.benchmarks.municipal [--single] [weeks]
Two levels: the chain and the provinces are planned, then whole places are handed down. With --single the
places of all municipalities are also solved as one program, and its optimum is set beside that of the
provinces. The task of the spreading law is in the program when the legal date lies in the weeks shown (32
weeks or more at the shipped dates); the first line says so.
"""

from __future__ import annotations

import resource
import sys
from time import perf_counter, process_time

from capacity.plan.arrivals import planned_arrivals
from capacity.plan.chain_run import run_chain
from capacity.plan.dutch_keys import ChainInput
from capacity.plan.dutch_places import dutch_places
from capacity.plan.in_order import solve_in_order
from capacity.plan.municipal import above_ceiling, divided, division, handed_down
from capacity.plan.places import build_places, places_goals
from capacity.plan.places_problem import PlacesProblem
from capacity.plan.places_solution import PlacesSolution, read_places
from capacity.plan.places_tables import places_table
from capacity.plan.scenario_values import scenario_levers, scenario_parameters
from capacity.plan.solver import LiveModel, TimeUpError
from capacity.plan.whole import places_input
from capacity.sources.shipped import load_table
from capacity.spreading import municipal_tasks
from tests.plan.dutch import dutch_input, dutch_scenario

WEEKS = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 104)
PATIENCE_SECONDS = 900.0


def megabytes() -> float:
    """Most memory this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def solved(problem: PlacesProblem) -> tuple[PlacesSolution, dict[str, float]]:
    """The places in whole numbers, and the optimum of each goal before rounding."""
    places = build_places(problem)
    goals = places_goals(places)
    answer = solve_in_order(LiveModel(places.program, PATIENCE_SECONDS), goals)
    return read_places(places, answer.values), {goal.id: float(goal.costs @ answer.values) for goal in goals}


def task_told(problem: PlacesProblem) -> str:
    """Whether the program has rows for the task, and in which week."""
    if problem.task_week is None:
        return f"task: not in the program, the legal date lies beyond the {problem.weeks.shown} weeks shown"
    return f"task: in the program, in week {problem.task_week} of {problem.weeks.shown} shown"


def main() -> None:
    """Prints the figures of both ways."""
    given, scenario = dutch_input(WEEKS), dutch_scenario(weeks=WEEKS)
    municipalities = load_table("regions/municipalities")
    tasks = municipal_tasks(municipalities, load_table("spreading/municipality_tasks"), given.tasks, "2026")
    over = division(municipalities, dict(zip(tasks.region, tasks.task, strict=True)), {})
    begin, worked = perf_counter(), process_time()
    parameters = scenario_parameters(scenario, given.parameters)
    arrivals = planned_arrivals(scenario, given.paths, parameters, given.weeks)
    levers = scenario_levers(scenario, parameters, given.weeks)
    chain = run_chain(ChainInput(parameters, given.parameters, given.state, arrivals, levers, given.weeks))
    problem = dutch_places(places_input(given, scenario, parameters, chain))
    above, best = solved(problem)
    planned = perf_counter()
    below = handed_down(above, over)
    down = perf_counter()
    table = places_table(below)
    done = perf_counter()
    print(task_told(problem))
    wall, work = done - begin, process_time() - worked
    print(f"two levels, 342 x {WEEKS}, cold: {wall:.2f} s, {work:.2f} s of work (bar 6)")
    print(f"  {megabytes():.0f} MB at most (bar 700)")
    print(f"  provinces with the chain {planned - begin:.2f} s, handed down {down - planned:.2f} s (bar 2)")
    print(f"  table of {len(table)} rows {done - down:.2f} s")
    shown = problem.weeks.shown
    whole = sum(float(part.eur[:shown].sum()) for part in above.blocks)
    print(
        f"  whole places over the linear optimum: {whole / above.cost_before_rounding - 1:.5%} (bar 0.005%)"
    )
    apart = sum(float(part.eur[:shown].sum()) for part in below.blocks) - whole
    print(f"  municipalities less provinces: {apart:.2f} EUR")
    print(f"  municipalities and weeks above a ceiling: {len(above_ceiling(below))}")
    if "--single" in sys.argv:
        begin = perf_counter()
        try:
            _, single = solved(divided(problem, over))
        except TimeUpError:
            print(f"one program of the places: no optimum within {PATIENCE_SECONDS:.0f} s")
            return
        seconds = perf_counter() - begin
        print(f"one program of the places: {seconds:.2f} s beside the chain, {megabytes():.0f} MB")
        print(f"  beds {best['beds']:.1f} against {single['beds']:.1f} person-weeks in two levels and one")
        print(f"  task {best['task']:.1f} against {single['task']:.1f} places short in two levels and one")
        print(f"  money of two levels less one program: {best['money'] / single['money'] - 1:.6%}")


if __name__ == "__main__":
    main()
