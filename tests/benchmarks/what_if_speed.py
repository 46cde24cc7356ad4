"""Prints how fast a what-if is answered on live models, against the bar of 12 provinces and 52 weeks.

Run from the checkout: python -m tests.benchmarks.what_if_speed
"Re-solved" is the program that the change touches: numbers pushed into the live model, solved on all goals
weighted, values read, in seconds of one processor. It goes the way of every plan: from where the baseline's
goals ended, or those of the baseline with more people at the border, which is made ahead; where that takes
too many steps those are counted too, and it starts where they began (the chain's rows of even weeks taken
back last). "In order" is the same with one goal after another. "Whole" is
the answer a planner waits for: both programs, goals in order, whole places, tables and checks. Each change
is solved several times.
"Compared" is four scenarios at once, as a page that compares them asks for them: the wall clock of a pool of
one and of a whole pool, and the processor time of its processes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from capacity.plan.chain.goals import aside_until_even, chain_goals
from capacity.plan.chain.rows import build_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.live import Base, LivePlan, fingerprint
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.places.dutch import PlacesInput, dutch_places
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.solver.goal_weights import separated_weights
from capacity.plan.solver.in_order import Aside, reaches_parted, solve_in_order
from capacity.plan.solver.loading import Seed, Warm
from capacity.plan.whole import chain_input, places_input, solve_plan
from capacity.scenario import Setting, scenario_from
from capacity.service import PlanPool, open_service, refresh
from capacity.service.inputs import load_inputs
from capacity.service.opening import MOST_WORKERS
from capacity.service.solving import ProcessWorker
from tests.plan.dutch import dutch_input, dutch_scenario, dutch_settings

RUNS = 3
NOTHING = (0.0, 0.0, 0.0)
P95 = 94
FOUR_COMPARED_BAR = 2
COMPARED = ({"inflow": 20}, {"decisions": 500}, {"delay": 26}, {"housing": -10})
TOGETHER: dict[str, dict[str, object]] = {
    "shock_weeks": {"shock": 50},
    "outage_level": {"outage": 2},
    "catchup": {"outage": 2},
    "support_weeks": {"support": 50},
}
"""Settings that say nothing alone, with what they say something of."""


def half_way(setting: Setting) -> list[object]:
    """Values of a setting: halfway from its usual one to each end of its range, or each other choice."""
    if setting.value == "switch":
        return [not setting.default]
    if setting.value == "choice":
        return [one for one in setting.choices if one != setting.default]
    if setting.value not in ("number", "whole") or setting.low is None or setting.high is None:
        return []
    usual, step = float(str(setting.default)), setting.step or 1.0
    values = [usual + round((end - usual) / 2 / step) * step for end in (setting.low, setting.high)]
    return [int(one) if setting.value == "whole" else one for one in values if one != usual]


def every_change() -> list[dict[str, object]]:
    """Each setting of a planner changed alone, by one rule for all."""
    settings = dutch_settings().values()
    return [{**TOGETHER.get(one.id, {}), one.id: value} for one in settings for value in half_way(one)]


def resolved(warm: Warm, program, goals, aside: Aside | None = None) -> tuple[float, float]:
    """Processor seconds in which a program's numbers are pushed and it is solved: weighted, and in order."""
    begin = process_time()
    model = warm.load(program)
    if reaches_parted(model, goals):
        pass
    elif aside is None:
        model.minimise(separated_weights([goal.costs for goal in goals], model.free))
    else:
        model.set_aside(aside.rows, aside.columns)
        early = goals[: [goal.id for goal in goals].index(aside.until)]
        model.minimise(separated_weights([goal.costs for goal in early], model.free))
        model.take_back(aside.rows, aside.up, aside.down)
        model.minimise(separated_weights([goal.costs for goal in goals], model.free), primal=True)
    weighted = process_time() - begin
    begin = process_time()
    solve_in_order(warm.load(program), goals, aside=aside)
    return weighted, process_time() - begin


def inputs_of(live: LivePlan, changes) -> tuple[ChainInput, PlacesInput]:
    """What chain and places of a scenario are made of."""
    given, scenario = dutch_input(), dutch_scenario(**changes)
    parameters = scenario_parameters(scenario, given.parameters)
    chain_given = chain_input(given, scenario, parameters)
    return chain_given, places_input(given, scenario, parameters, live.chain(chain_given))


def nearest_start(base: Base, given: ChainInput) -> Seed:
    """Where a live plan starts the chain, before a ground at the border is lifted."""
    seed, network = base.seed_for(given.parameters), dutch_network(given)
    if seed is not base.chain_seed or network.regular_work:
        return seed
    started = base.with_more_arrivals(network)
    return seed if started is None else started.first


def touched(base: Base, live: LivePlan, changes) -> tuple[float, float, float] | None:
    """Seconds to build the numbers of the program that a change touches, and to re-solve it in two ways.

    The chain where it touches both; None where it touches neither.
    """
    (chain_given, housing), (usual_chain, usual_housing) = (inputs_of(live, one) for one in (changes, {}))
    if fingerprint(dutch_network(chain_given)) != fingerprint(dutch_network(usual_chain)):
        warm = Warm(nearest_start(base, chain_given))
        warm.load(build_chain(dutch_network(chain_given), warm.builder("chain")).program)
        begin = perf_counter()
        chain = build_chain(dutch_network(chain_given), warm.builder("chain"))
        goals = chain_goals(chain)
        return perf_counter() - begin, *resolved(warm, chain.program, goals, aside_until_even(chain))
    if fingerprint(dutch_places(housing)) == fingerprint(dutch_places(usual_housing)):
        return None
    warm = Warm(base.places_seed)
    warm.load(build_places(dutch_places(usual_housing), warm.builder("places")).program)
    begin = perf_counter()
    places = build_places(dutch_places(housing), warm.builder("places"))
    goals = places_goals(places)
    return perf_counter() - begin, *resolved(warm, places.program, goals)


def whole(base: Base, changes) -> dict[str, float]:
    """Seconds per phase of a whole answer on models that hold another scenario."""
    live = LivePlan(base)
    live.plan(dutch_input(), dutch_scenario(inflow=1))
    begin = perf_counter()
    plan = live.plan(dutch_input(), dutch_scenario(**changes))
    return {**plan.seconds, "total": perf_counter() - begin}


def p95(seconds: Sequence[float]) -> float:
    """The value that 95 of 100 stay under."""
    return quantiles(seconds, n=100, method="inclusive")[P95]


def processor_seconds() -> float:
    """User and system time of the processes that this one started and that still run."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def compared(home: Path, size: int) -> tuple[float, float]:
    """Wall and processor seconds for the plans of four scenarios on a pool of warm processes."""
    inputs = load_inputs()

    def scenarios(changes):
        return [scenario_from(one, inputs.settings, inputs.parameters, inputs.regions) for one in changes]

    pool = PlanPool(ProcessWorker, size)
    service = open_service(home, pool)
    service.plans(scenarios({"inflow": 1 + number} for number in range(size)))
    begin, spent = perf_counter(), processor_seconds()
    service.plans(scenarios(COMPARED))
    taken = perf_counter() - begin, processor_seconds() - spent
    pool.close()
    return taken


def print_compared() -> None:
    """Four scenarios compared, on one process and on as many as the app starts here."""
    with TemporaryDirectory() as folder:
        refresh(offline=True, home=Path(folder))
        for size in sorted({1, min(MOST_WORKERS, os.cpu_count() or 1)}):
            wall, processor = compared(Path(folder), size)
            took = f"{wall:.2f} s (bar {FOUR_COMPARED_BAR}), {processor:.2f} s of processor time"
            print(f"four compared, pool of {size}: {took}")


def main() -> None:
    """Prints p50 and p95 of each measure and the bar beside it."""
    given, usual = dutch_input(), dutch_scenario()
    base = Base(given, usual)
    live = LivePlan(base)
    changes = [one for one in every_change() if touched(base, live, one) is not None]
    found = [touched(base, live, one) or NOTHING for one in changes for _ in range(RUNS)]
    built, solved, in_order = zip(*found, strict=True)
    for what, seconds, bar in (
        ("program touched, re-solved warm", solved, " (bar 75 and 200)"),
        ("  its goals in order", in_order, ""),
        ("  building its numbers besides", built, ""),
    ):
        print(f"{what}: p50 {median(seconds) * 1e3:.0f} ms, p95 {p95(seconds) * 1e3:.0f} ms{bar}")
    for place, one in enumerate(changes):
        print(f"  {one}: {median(solved[place * RUNS : (place + 1) * RUNS]) * 1e3:.0f} ms")
    answers = [whole(base, one) for one in changes for _ in range(RUNS)]
    totals = [answer["total"] for answer in answers]
    print(f"whole answer: p50 {median(totals):.2f} s, p95 {p95(totals):.2f} s (bar 1)")
    for phase in answers[0]:
        print(f"  {phase}: {median(answer[phase] for answer in answers) * 1e3:.0f} ms")
    cold = []
    for _ in range(RUNS):
        begin = perf_counter()
        solve_plan(given, dutch_scenario(inflow=20))
        cold.append(perf_counter() - begin)
    print(f"the same afresh: {median(cold):.2f} s, {median(cold) / median(totals):.1f} times as long")
    print_compared()


if __name__ == "__main__":
    main()
