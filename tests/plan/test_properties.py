"""What must hold for any chain: more hands never hurt, sizes scale, halves add up, other ways agree."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.chain import build_chain
from capacity.plan.chain_duties import over_term
from capacity.plan.chain_goals import chain_goals, duty_terms
from capacity.plan.chain_run import run_chain
from capacity.plan.in_order import solve_in_order
from capacity.plan.network import OUTSIDE, Arrival, Network, Pool, Queue, Station, Way
from capacity.plan.solver import LiveModel
from capacity.plan.whole import solve_plan
from tests.plan.dutch import dutch_chain_input, dutch_input, dutch_scenario
from tests.plan.small import DESK, small_network

WEEKS, DUTIES = 6, ("duties",)
OTHER = ("other", "any")
ARRIVALS = st.lists(st.integers(0, 30), min_size=WEEKS, max_size=WEEKS)
HOURS = st.integers(5, 30)
FEW = settings(max_examples=12, deadline=None)


def two_desks(first, second, hours, size=1.0) -> Network:
    """Two streams with terms of 1 and 2 weeks that share one pool; persons and hours may be scaled."""
    other = Station(
        OTHER, "clerks", 2.0, Queue(np.array([6.0 * size])), term_weeks=np.full(WEEKS, 2.0), rank=2
    )
    ways = (Way(DESK, "served", OUTSIDE, 1.0), Way(OTHER, "served", OUTSIDE, 1.0))
    network = small_network(
        [size * persons for persons in first],
        hours * size,
        ways=ways,
        stations=(other,),
        term_weeks=np.full(WEEKS, 1.0),
        rank=1,
    )
    return replace(
        network, arrivals=(*network.arrivals, Arrival(OTHER, size * np.asarray(second, dtype=float)))
    )


def goals_of(network) -> list[tuple[str, float]]:
    """The value of every goal, in order; tie-breaks are none."""
    chain = build_chain(network)
    goals = chain_goals(chain)
    values = solve_in_order(LiveModel(chain.program), goals).values
    return [(goal.id, float(goal.costs @ values)) for goal in goals if goal.id != "ties"]


def no_worse(one, other):
    """Whether the first vector of duties is not worse than the second: the first that differs is smaller."""
    for (name, mine), (_, theirs) in zip(one, other, strict=True):
        if name in DUTIES and abs(mine - theirs) > 1e-5 * max(1.0, abs(theirs)):
            return mine < theirs
    return True


@FEW
@given(first=ARRIVALS, second=ARRIVALS, hours=HOURS, more=st.integers(1, 10))
def test_with_more_hands_no_duty_gets_worse_in_their_order(first, second, hours, more):
    assert no_worse(
        goals_of(two_desks(first, second, hours + more)), goals_of(two_desks(first, second, hours))
    )


@FEW
@given(first=ARRIVALS, second=ARRIVALS, hours=HOURS)
def test_with_fewer_arrivals_no_duty_gets_worse_in_their_order(first, second, hours):
    fewer = [persons / 2 for persons in first]
    assert no_worse(goals_of(two_desks(fewer, second, hours)), goals_of(two_desks(first, second, hours)))


@FEW
@given(first=ARRIVALS, second=ARRIVALS, hours=HOURS)
def test_persons_and_hours_scaled_together_scale_every_goal(first, second, hours):
    small, large = goals_of(two_desks(first, second, hours)), goals_of(two_desks(first, second, hours, 3.0))
    for (_, one), (_, three) in zip(small, large, strict=True):
        assert three == pytest.approx(3 * one, rel=1e-6, abs=1e-4)


@FEW
@given(first=ARRIVALS, second=ARRIVALS, hours=HOURS)
def test_a_stream_split_into_two_equal_halves_leaves_every_goal_as_it_was(first, second, hours):
    whole = two_desks(first, second, hours)
    half = tuple(0.5 * arrival.persons for arrival in whole.arrivals)
    desk, other = whole.stations
    twin = replace(desk, key=("desk", "twin"))
    halves = replace(
        whole,
        stations=(desk, twin, other),
        ways=(*whole.ways, Way(twin.key, "served", OUTSIDE, 1.0)),
        arrivals=(Arrival(DESK, half[0]), Arrival(twin.key, half[0]), whole.arrivals[1]),
    )
    for (_, one), (_, two) in zip(goals_of(whole), goals_of(halves), strict=True):
        assert two == pytest.approx(one, rel=1e-6, abs=1e-4)


def cohort_lateness(first, second, hours) -> float:
    """Least person-weeks over term by a program that knows every week's entrants by themselves."""
    problem = pulp.LpProblem("cohorts", pulp.LpMinimize)
    late = []
    work: dict[int, list] = {week: [] for week in range(WEEKS)}
    for name, persons, effort, term, opening in (("a", first, 1.0, 1, 0), ("b", second, 2.0, 2, 6)):
        for born, size in enumerate((opening, *persons), start=-1):
            stays = size
            for week in range(max(0, born), WEEKS):
                x = problem.add_variable(f"{name}{born + 1}_{week}", 0)
                work[week].append(effort * x)
                stays = stays - x
                problem.addConstraint(stays >= 0)
                if week - born >= term:
                    late.append(stays)
    for week in range(WEEKS):
        problem.addConstraint(pulp.lpSum(work[week]) <= hours)
    problem.setObjective(pulp.lpSum(late))
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(problem.objective) or 0.0)


@pytest.mark.filterwarnings("ignore")
@FEW
@given(first=ARRIVALS, second=ARRIVALS, hours=HOURS)
def test_the_cumulative_curves_find_the_same_least_lateness_as_explicit_cohorts(first, second, hours):
    chain = build_chain(two_desks(first, second, hours))
    costs = chain.program.costs(duty_terms(chain, 1)) + chain.program.costs(duty_terms(chain, 2))
    ours = float(costs @ LiveModel(chain.program).minimise(costs))
    assert ours == pytest.approx(cohort_lateness(first, second, hours), rel=1e-6, abs=1e-4)


def simulate(station, entering, served):
    """First in, first out by the plan's own weekly service: who waits, and who of them is over term."""
    stays = 1 - station.left_share
    waiting = [[-old, -young, persons * stays] for persons, young, old in station.opening.blocks]
    waiting.sort()
    found = []
    for week, (came, gone) in enumerate(zip(entering, served, strict=True)):
        waiting.append([float(week), week + 1.0, came * stays])
        for block in waiting:
            taken = min(gone, block[2])
            if block[2] > 0:
                block[0] += (block[1] - block[0]) * taken / block[2]
            block[2] -= taken
            gone -= taken
        limit = week + 1.0 - float(station.term_weeks[week])
        late = sum(
            persons * min(1.0, max(0.0, limit - start) / (end - start))
            for start, end, persons in waiting
            if end > start
        )
        found.append((sum(persons for *_, persons in waiting), late))
    return np.array(found)


@pytest.mark.parametrize("stream", ["old", "normal", "accelerated", "admissibility"])
def test_a_queue_served_first_in_first_out_as_planned_has_the_planned_lateness(stream):
    outcome = run_chain(dutch_chain_input(52))
    station = outcome.solution.network.station(("decision", stream))
    weeks = outcome.solution.stations[station.key]
    shown = outcome.solution.network.weeks.shown
    found = simulate(station, weeks.inflow - weeks.diverted, weeks.served)[:shown]
    planned = over_term(outcome.solution, station)[:shown]
    leavers = station.opening.total * station.left_share + np.cumsum(
        station.left_share * weeks.inflow - weeks.left
    )
    assert found[:, 0] + leavers[:shown] == pytest.approx(weeks.queue[:shown], abs=1e-3)
    assert found[:, 1] == pytest.approx(planned, abs=1.0)


def by_cbc(path: Path) -> float:
    """The optimum of a written model by CBC."""
    answer = path.with_suffix(".txt")
    command = [pulp.PULP_CBC_CMD().path, str(path), "-solve", "-solution", str(answer)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    first = answer.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("Optimal")
    return float(first.split()[-1])


@pytest.mark.filterwarnings("ignore")
def test_cbc_finds_the_optimum_of_the_written_models_of_twelve_provinces_and_26_weeks(tmp_path):
    plan = solve_plan(dutch_input(26), dutch_scenario(weeks=26), write_model=tmp_path)
    for name, optimum in plan.objective.items():
        assert by_cbc(tmp_path / f"{name}.mps") == pytest.approx(optimum, rel=1e-6)


@pytest.mark.filterwarnings("ignore")
def test_cbc_finds_the_optimum_of_a_written_miniature(tmp_path):
    network = small_network([10] * 6, 8, term_weeks=np.full(6, 1.0), rank=1)
    clerks = network.pools[0]
    network = replace(network, pools=(Pool("clerks", "NL", clerks.hours, np.full(6, 1.0), np.zeros(6)),))
    chain = build_chain(network)
    answer = solve_in_order(
        LiveModel(chain.program), chain_goals(chain), write_at="money", path=tmp_path / "small.mps"
    )
    assert by_cbc(tmp_path / "small.mps") == pytest.approx(answer.optimum, rel=1e-6)
    assert answer.optimum == pytest.approx(70 * 2)  # 60 come, 48 hours: 2 are over term in the last week
