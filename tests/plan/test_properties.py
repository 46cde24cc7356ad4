"""What must hold for any chain: more hands never hurt, sizes scale, halves add up, other ways agree."""

import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.chain.goals import chain_goals, duty_terms
from capacity.plan.chain.rows import build_chain
from capacity.plan.network.parts import (
    OUTSIDE,
    Arrival,
    Network,
    Pool,
    Station,
    Way,
)
from capacity.plan.network.waiting import Queue
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.whole import solve_plan
from tests.plan.dutch import dutch_input, dutch_scenario
from tests.plan.small import DESK, small_network

WEEKS, DUTIES = 6, ("duties",)
OTHER = ("other", "any")
ARRIVALS = st.lists(st.integers(0, 30), min_size=WEEKS, max_size=WEEKS)
HOURS = st.integers(5, 30)
FEW = settings(max_examples=20, deadline=None)
MANY = settings(max_examples=100, deadline=None)


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


@dataclass(frozen=True)
class Desk:
    """One desk of a chain of any shape: its work, its term, and who goes on to the desk after it."""

    arrivals: list[int]
    opening: int
    hours: float
    term: float | None
    closes: bool
    rank: int
    minimum: float
    leaves: float
    also: bool
    onward: float

    def station(self, place: int, pools: int, size: float) -> Station:
        """The desk as a station; its work takes hours of a second pool where there is one."""
        term = {} if self.term is None else {"term_weeks": np.full(WEEKS, self.term), "rank": self.rank}
        return Station(
            ("desk", str(place)),
            f"pool{place % pools}",
            self.hours,
            Queue(np.array([self.opening * size])),
            also=((f"pool{(place + 1) % pools}", 0.5),) if self.also and pools > 1 else (),
            closes=self.closes and self.term is not None,
            minimum_weeks=self.minimum,
            left_share=self.leaves,
            leaving_rate=0.2 if self.leaves else 0.0,
            **term,
        )


DESKS = st.builds(
    Desk,
    arrivals=ARRIVALS,
    opening=st.integers(0, 20),
    hours=st.sampled_from([0.5, 1.0, 2.0]),
    term=st.sampled_from([None, 1.0, 1.5, 3.0]),
    closes=st.booleans(),
    rank=st.integers(1, 3),
    minimum=st.sampled_from([0.0, 0.5, 1.0]),
    leaves=st.sampled_from([0.0, 0.25]),
    also=st.booleans(),
    onward=st.sampled_from([0.0, 0.5, 1.0]),
)
CHAINS = st.lists(DESKS, min_size=1, max_size=4)
SHARES = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=WEEKS, max_size=WEEKS)
MORE = st.lists(st.sampled_from([0, 0, 4, 10]), min_size=WEEKS, max_size=WEEKS)
POOLS = st.lists(st.integers(5, 40), min_size=1, max_size=3)


def any_chain(desks, pools, size=1.0) -> Network:
    """Desks in a row, each handing a share of whom it served or left unfinished on to the next."""
    stations = tuple(desk.station(place, len(pools), size) for place, desk in enumerate(desks))
    ways = [Way(station.key, "left", OUTSIDE, 1.0) for station in stations if station.left_share]
    for place, station in enumerate(stations):
        onward = desks[place].onward if place + 1 < len(stations) else 0.0
        for leaving in ("served", "unfinished") if station.closes else ("served",):
            if onward:
                ways.append(Way(station.key, leaving, stations[place + 1].key, onward))
            ways.append(Way(station.key, leaving, OUTSIDE, 1.0 - onward))
    none = np.zeros(WEEKS)
    return replace(
        small_network([0] * WEEKS, 0),
        stations=stations,
        ways=tuple(ways),
        pools=tuple(
            Pool(f"pool{place}", "NL", np.full(WEEKS, size * hours), none, none)
            for place, hours in enumerate(pools)
        ),
        arrivals=tuple(
            Arrival(station.key, size * np.asarray(desk.arrivals, dtype=float))
            for station, desk in zip(stations, desks, strict=True)
        ),
        gate=(stations[0].key, (), 0.0),
    )


def no_worse_in_order(one, other):
    """Whether the first goal that differs is smaller in the first of two chains; all are minimised."""
    for (_, mine), (_, theirs) in zip(one, other, strict=True):
        if abs(mine - theirs) > 1e-5 * max(1.0, abs(theirs)):
            return mine < theirs
    return True


@FEW
@given(desks=CHAINS, pools=POOLS, more=st.lists(MORE, min_size=3, max_size=3))
def test_in_a_chain_of_any_shape_more_hands_in_any_weeks_make_no_goal_worse_in_their_order(
    desks, pools, more
):
    chain = any_chain(desks, pools)
    larger = [
        replace(pool, hours=pool.hours + np.array(extra, dtype=float))
        for pool, extra in zip(chain.pools, more, strict=False)
    ]
    assert no_worse_in_order(goals_of(replace(chain, pools=tuple(larger))), goals_of(chain))


@FEW
@given(desks=CHAINS, pools=POOLS)
def test_in_desks_that_hand_nobody_on_fewer_arrivals_make_no_duty_worse(desks, pools):
    alone = [replace(desk, onward=0.0) for desk in desks]
    fewer = [replace(desk, arrivals=[persons / 2 for persons in desk.arrivals]) for desk in alone]
    assert no_worse(goals_of(any_chain(fewer, pools)), goals_of(any_chain(alone, pools)))


def duties_of(network) -> list[tuple[str, float]]:
    """The values of the duties in order, with no goal before them."""
    chain = build_chain(network)
    goals = [goal for goal in chain_goals(chain) if goal.id in DUTIES]
    values = solve_in_order(LiveModel(chain.program), goals).values if goals else np.zeros(0)
    return [(goal.id, float(goal.costs @ values)) for goal in goals]


def only(stay, desks) -> list[Desk]:
    """The desks with a share of those who come to each, week by week."""
    return [
        replace(
            desk, arrivals=[share * persons for share, persons in zip(shares, desk.arrivals, strict=True)]
        )
        for shares, desk in zip(stay, desks, strict=False)
    ]


@FEW
@given(desks=CHAINS, pools=POOLS, stay=st.lists(SHARES, min_size=4, max_size=4))
def test_in_a_chain_of_any_shape_fewer_arrivals_in_any_weeks_make_no_duty_worse_by_themselves(
    desks, pools, stay
):
    fewer = only(stay, desks)
    assert no_worse(duties_of(any_chain(fewer, pools)), duties_of(any_chain(desks, pools)))


def work_to_come(network) -> dict[tuple[str, str], float]:
    """Hours of work that a person who comes to a station asks of all hands from there on, if served."""
    asked: dict[tuple[str, str], float] = {}
    for station in reversed(network.stations):
        onward = [way for way in network.ways if way.start == station.key and way.exit == "served"]
        later = sum(way.share * asked.get(way.to, 0.0) for way in onward)
        asked[station.key] = (1 - station.left_share) * (sum(hours for _, hours in station.uses) + later)
    return asked


def seen_goals(network) -> list[tuple[str, float]]:
    """Hands, duties and money in order, with the hands as work left to do instead of work done.

    Work left at a week's end is that of all who came less what was done. It differs from the work done by a
    number that follows from who comes, so the plan is the same. How even the weeks are is left out: one
    person fewer in one week is less even.
    """
    asked, weeks = work_to_come(network), np.arange(WEEKS)
    left = sum(asked[station.key] * station.opening.total * WEEKS for station in network.stations)
    left += sum(asked[one.to] * float(one.persons @ (WEEKS - weeks)) for one in network.arrivals)
    (hands, done), *others = [one for one in goals_of(network) if one[0] != "even"]
    return [(hands, done + left), *others]


@MANY
@given(desks=CHAINS, pools=POOLS, stay=st.lists(SHARES, min_size=4, max_size=4))
def test_in_a_chain_of_any_shape_fewer_arrivals_in_any_weeks_make_no_goal_worse_in_their_order(
    desks, pools, stay
):
    """Who does not come is taken out of the plan of all: every goal of what is left is no larger."""
    fewer = only(stay, desks)
    assert no_worse_in_order(seen_goals(any_chain(fewer, pools)), seen_goals(any_chain(desks, pools)))


def test_no_plan_in_which_no_hands_idle_keeps_duties_from_getting_worse_with_fewer_arrivals():
    """Ten hours serve desk B, whose 20 go on to C, and desk A, to which ten come a week; C has five hours.

    With them hands do 5 of A and 5 of B a week: C serves each in the week of coming. Without them hands that
    may not idle have one thing to do: B is done in two weeks. At the end of week 3 C has served 15 of the 20
    who came by week 2, and 5 are late. So it is in every order of goals in which no hands idle while somebody
    waits; asked for the duties alone nobody is late.

    Less work is left all the same, and that comes first. At the ends of the weeks C still has 15, 10 and 5 of
    the 20 before it in both. B has 10 left after week 1; with A it has 15, 10 and 5 left, and A itself has 5,
    10, 15 and three times 20.
    """
    desk = Desk([0] * WEEKS, 0, 1.0, None, False, 1, 0.0, 0.0, False, 0.0)
    row = [replace(desk, opening=20, onward=1.0), replace(desk, term=1.0)]
    busy, calm = (any_chain([*row, replace(desk, arrivals=[n] * WEEKS)], [10, 5]) for n in (10, 0))
    late = [sum(value for name, value in goals_of(chain) if name in DUTIES) for chain in (busy, calm)]
    assert late == [pytest.approx(0.0, abs=1e-6), pytest.approx(5.0)]
    assert sum(value for _, value in duties_of(calm)) == pytest.approx(0.0, abs=1e-6)
    assert seen_goals(calm)[0] == ("hands", pytest.approx(30 + 10))
    assert seen_goals(busy)[0] == ("hands", pytest.approx(30 + 30 + 90))


@FEW
@given(desks=CHAINS, hours=st.lists(st.integers(5, 40), min_size=4, max_size=4))
def test_where_each_desk_has_hands_of_its_own_fewer_arrivals_make_no_duty_worse_further_on(desks, hours):
    own = [replace(desk, also=False) for desk in desks]
    fewer = [replace(desk, arrivals=[persons / 2 for persons in desk.arrivals]) for desk in own]
    pools = hours[: len(own)]
    assert no_worse(goals_of(any_chain(fewer, pools)), goals_of(any_chain(own, pools)))


@FEW
@given(desks=CHAINS, pools=POOLS)
def test_a_chain_of_any_shape_scales_with_its_persons_and_hours(desks, pools):
    small, large = goals_of(any_chain(desks, pools)), goals_of(any_chain(desks, pools, 3.0))
    for (_, one), (_, three) in zip(small, large, strict=True):
        assert three == pytest.approx(3 * one, rel=1e-6, abs=1e-4)


@FEW
@given(desks=CHAINS, pools=POOLS)
def test_in_a_chain_of_any_shape_a_first_stream_in_two_halves_leaves_every_goal_as_it_was(desks, pools):
    whole = any_chain(desks, pools)
    first = whole.stations[0]
    half = replace(first, opening=Queue(first.opening.by_age / 2))
    twin = replace(half, key=("desk", "twin"))
    arriving = Arrival(first.key, whole.arrivals[0].persons / 2)
    halves = replace(
        whole,
        stations=(half, twin, *whole.stations[1:]),
        ways=(*whole.ways, *(replace(way, start=twin.key) for way in whole.ways if way.start == first.key)),
        arrivals=(arriving, replace(arriving, to=twin.key), *whole.arrivals[1:]),
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
