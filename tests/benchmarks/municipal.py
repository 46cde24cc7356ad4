"""Prints every bar of a plan of 342 municipalities: time, memory, what-if, store, whole places.

Run from the checkout: python -m tests.benchmarks.municipal [--single] [weeks]
Two levels: the chain and the provinces are planned, then whole places are handed down. With --single the
places of all municipalities are also solved as one program: its optimum is set beside that of the
provinces, and its time beside the bare solver. The task of the spreading law is in the program when the legal
date lies in the weeks shown (32 weeks or more at the shipped dates); the first line says so.
"""

from __future__ import annotations

import io
import resource
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from capacity.plan.chain.run import run_chain
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.live import Base, LivePlan
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.scenario_values import scenario_levers, scenario_parameters
from capacity.plan.places.dutch import dutch_places
from capacity.plan.places.municipal import Division, above_ceiling, divided, division, handed_down
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import PlacesSolution, read_places
from capacity.plan.places.tables import places_table
from capacity.plan.solver.goal_weights import separated_weights
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.stopping import TimeUpError
from capacity.plan.whole import chain_input, places_input
from capacity.service.inputs import load_inputs
from capacity.service.municipal import municipal_plan
from capacity.service.municipal_store import asked_of, municipal_documents, municipal_tables, stored_municipal
from capacity.service.planning import Ground, make_result
from capacity.service.snapshots import result_documents, result_tables, stored_result
from capacity.service.spreading import legal_date
from capacity.sources.shipped import load_table
from capacity.spreading import PLANNED_CYCLE
from capacity.store import SnapshotStore
from tests.benchmarks.plan_speed import bare, one_run
from tests.benchmarks.what_if_speed import every_change, p95, touched
from tests.plan.dutch import dutch_input, dutch_scenario

WEEKS = next((int(word) for word in sys.argv[1:] if word.isdecimal()), 104)
PATIENCE_SECONDS = 900.0
RUNS = 3


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


def places_short(solution: PlacesSolution, over: Division) -> tuple[float, float]:
    """Places of the task that municipalities lack, and that provinces lack, in the week of the legal date.

    A surplus of one municipality fills the gap of another in its province, never that of another province.
    """
    week = solution.problem.task_week
    if week is None:
        return 0.0, 0.0
    lasting = {
        part.block.region: float(part.lasting[week])
        for part in solution.blocks
        if part.block.type == "regular"
    }
    alone = sum(max(0.0, over.task[code] - lasting[code]) for code in over.task)
    together = sum(
        max(0.0, sum(over.task[code] - lasting[code] for code in codes)) for codes in over.members.values()
    )
    return alone, together


def two_levels(over: Division) -> tuple[PlacesProblem, dict[str, float], PlacesSolution]:
    """Plans cold and prints time, memory and what whole places cost; returns problem, optima and answer."""
    given, scenario = dutch_input(WEEKS), dutch_scenario(weeks=WEEKS)
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
    print(f"  provinces with the chain {planned - begin:.2f} s, handed down {down - planned:.2f} s")
    print("  chain: " + ", ".join(f"{phase} {seconds:.2f} s" for phase, seconds in chain.seconds.items()))
    for name, size in (("chain", chain.solved.size), ("places", build_places(problem).program.size)):
        print(f"  {name}: " + ", ".join(f"{count} {what}" for what, count in size.items()))
    print(f"  table of {len(table)} rows {done - down:.2f} s")
    shown = problem.weeks.shown
    whole = sum(float(part.eur[:shown].sum()) for part in above.blocks)
    print(
        f"  whole places over the linear optimum: {whole / above.cost_before_rounding - 1:.5%} (bar 0.005%)"
    )
    apart = sum(float(part.eur[:shown].sum()) for part in below.blocks) - whole
    print(f"  municipalities less provinces: {apart:.2f} EUR")
    print(f"  municipalities and weeks above a ceiling: {len(above_ceiling(below))}")
    return problem, best, below


def over_the_floor(problem: PlacesProblem, over: Division) -> None:
    """What a plan of the municipalities costs beside the bare solver on the same matrices."""
    given, scenario = dutch_input(WEEKS), dutch_scenario(weeks=WEEKS)
    above, _ = solved(problem)
    ratios = []
    for _ in range(RUNS):
        run = one_run(given, scenario)
        begin = perf_counter()
        handed_down(above, over)
        ratios.append((run["weighted"] + perf_counter() - begin) / run["floor"])
    print(f"one weighted solve of both programs, handed down, over the floor: {median(ratios):.2f} (bar 1.3)")


def what_ifs(over: Division) -> None:
    """A what-if of 52 weeks in processor seconds: the program touched solved warm, its places handed down."""
    given, usual = dutch_input(), dutch_scenario()
    base = Base(given, usual)
    live = LivePlan(base)
    seconds = []
    for changes in every_change():
        timed = touched(base, live, changes)
        if timed is None:
            continue
        _, again, _ = timed
        scenario = dutch_scenario(**changes)
        parameters = scenario_parameters(scenario, given.parameters)
        chain = live.chain(chain_input(given, scenario, parameters))
        above = live.places(places_input(given, scenario, parameters, chain)).solution
        begin = process_time()
        handed_down(above, over)
        seconds.append(again + process_time() - begin)
    print(
        f"what-if, 342 x 52, re-solved warm and handed down: p50 {median(seconds) * 1e3:.0f} ms, "
        f"p95 {p95(seconds) * 1e3:.0f} ms (bar 250 and 800)"
    )


def from_the_store() -> None:
    """A plan of the municipalities written to a store and read back as a page does, time printed."""
    inputs = load_inputs()
    scenario = dutch_scenario(weeks=WEEKS)
    ground = Ground("benchmark", inputs.shipped_state(), None, "")
    plan = make_result(inputs, ground, scenario)
    day = legal_date(PLANNED_CYCLE, plan, inputs.parameters)
    asked = asked_of(PLANNED_CYCLE)
    below = municipal_plan(inputs, ground, plan, asked, day)
    with TemporaryDirectory() as folder:
        tables = {**result_tables(plan), **municipal_tables(below)}
        documents = {**result_documents(plan), **municipal_documents(below, asked)}
        snapshot = SnapshotStore(Path(folder)).publish(tables, documents, {"as_of": "2026-11-23"})
        begin, worked = perf_counter(), process_time()
        store = SnapshotStore(Path(folder))
        rows = len(stored_result(store, snapshot).tables["places"])
        read = stored_municipal(store, snapshot, asked)
        seconds, work = perf_counter() - begin, process_time() - worked
    count = 0 if read is None else len(read.places)
    print(
        f"from the store, 342 x {WEEKS}: {seconds:.2f} s, {work:.2f} s of work, for {rows} rows of provinces "
        f"and {count} of municipalities (bar 2)"
    )


def single(
    problem: PlacesProblem, over: Division, best: dict[str, float], two_levels_down: PlacesSolution
) -> None:
    """The places of all municipalities as one program: its optimum, and its time beside the bare solver."""
    small = divided(problem, over)
    begin, worked = perf_counter(), process_time()
    try:
        answer, one = solved(small)
    except TimeUpError:
        print(f"one program of the places: no optimum within {PATIENCE_SECONDS:.0f} s")
        return
    seconds, work = perf_counter() - begin, process_time() - worked
    print(
        f"one program of the places: {seconds:.2f} s, {work:.2f} s of work, beside the chain, "
        f"{megabytes():.0f} MB"
    )
    print(f"  beds {best['beds']:.1f} against {one['beds']:.1f} person-weeks in two levels and one")
    for who, two, together in zip(
        ("municipalities", "provinces"),
        places_short(two_levels_down, over),
        places_short(answer, over),
        strict=True,
    ):
        print(f"  task: {who} lack {two:.1f} places in two levels, {together:.1f} in one")
    print(f"  money of two levels less one program: {best['money'] / one['money'] - 1:.6%}")
    begin = perf_counter()
    places = build_places(small)
    model = LiveModel(places.program, PATIENCE_SECONDS)
    weights = separated_weights([goal.costs for goal in places_goals(places)], model.free)
    model.minimise(weights, primal=False)
    weighted = perf_counter() - begin
    print(f"  its weighted solve over the floor: {weighted / bare(places.program, weights):.2f} (bar 1.3)")


def main() -> None:
    """Prints the figures of both ways, each as soon as it is known."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    municipalities = load_table("regions/municipalities")
    over = division(municipalities, asked_of(PLANNED_CYCLE), {})
    problem, best, below = two_levels(over)
    over_the_floor(problem, over)
    what_ifs(over)
    from_the_store()
    if "--single" in sys.argv:
        single(problem, over, best, below)


if __name__ == "__main__":
    main()
