from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.chain.goals import aside_until_even, chain_goals, duty_terms
from capacity.plan.chain.residents import residents_of
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.solution import read_solution
from capacity.plan.dutch.pools import IN_OUTCOMES
from capacity.plan.explain.following import Shift, followed
from capacity.plan.explain.pools_in_places import pools_in_places
from capacity.plan.explain.prices import (
    Resource,
    chain_prices,
    chain_resources,
    places_prices,
    places_resources,
    prices_table,
)
from capacity.plan.explain.ranging import Ranging
from capacity.plan.explain.solved import solved, solved_places, solved_plan, with_limits
from capacity.plan.explain.vertex import Vertex
from capacity.plan.live import Base
from capacity.plan.network.scenario_values import SHARED_TYPES
from capacity.plan.places.rows import build_places
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import Numbers
from capacity.texts import LANGUAGES, say, thing
from tests.plan.dutch import dutch_input, dutch_scenario
from tests.plan.small import small_network
from tests.plan.small_places import block, small_places

WEEKS = 8


def prices_of(problem, resource, goal):
    return {
        price.week: price
        for price in places_prices(solved_places(problem))
        if (price.resource, price.goal) == (resource, goal)
    }


def short_of_three(**limits):
    emergency = block(WEEKS, kind="emergency", now=10, ceiling=40.0, **limits)
    return small_places([emergency], [13] * WEEKS)


def test_a_bed_more_in_a_week_without_enough_beds_gives_one_person_week_as_long_as_somebody_lacks_one():
    found = prices_of(short_of_three(open_limit=np.array([0.0, 5.0])), "bed", "beds")
    assert sorted(found) == [0, 1, 2, 3]
    assert [(price.value, price.more) for price in found.values()] == [(1.0, 3.0)] * 4


def test_an_opening_more_gives_a_bed_in_every_week_of_its_period_and_after():
    problem = short_of_three(open_limit=np.array([2.0, 0.0]))
    price = prices_of(problem, "opening_emergency", "beds")[0]
    assert (price.value, price.more, price.fewer) == (8.0, 1.0, 2.0)


def test_a_limit_that_does_not_bind_has_no_price():
    assert prices_of(short_of_three(open_limit=np.array([9.0, 9.0])), "opening_emergency", "beds") == {}


def test_a_cheaper_place_allowed_saves_the_difference_in_price_for_every_week_it_stands():
    regular = block(WEEKS, now=0, open_limit=np.array([4.0, 0.0]), eur_per_place_week=1.0)
    dear = block(WEEKS, "PV21", "emergency", open_limit=np.full(2, 20.0), eur_per_place_week=3.0)
    price = prices_of(small_places([regular, dear], [10] * WEEKS), "opening_regular", "money")[0]
    assert (price.value, price.more) == (16.0, 6.0)


def test_a_temporary_place_allowed_saves_a_hall():
    limits = {"spare_share": 0.95, "eur_per_spare_week": 2.2, "eur_per_move": 1.0}
    temporary = block(WEEKS, kind="emergency", open_limit=np.array([4.0, 0.0]))
    hall = block(WEEKS, kind="crisis", open_limit=np.array([50.0, 0.0]), contract_periods=1)
    problem = replace(small_places([temporary, hall], [10] * WEEKS), **limits)
    assert prices_of(problem, "opening_emergency", "steps")[0].value == 1.0


def test_a_lasting_place_allowed_where_the_gap_is_widest_narrows_it_by_its_part_of_the_task():
    least = block(WEEKS, now=2, open_limit=np.array([3.0, 0.0]))
    other = block(WEEKS, "PV21", now=16)
    problem = small_places([least, other], [0] * WEEKS, {"PV20": 20.0, "PV21": 20.0}, task_week=4)
    price = prices_of(replace(problem, fair=True), "opening_regular", "fair")[0]
    assert (price.value, price.more) == pytest.approx((1 / 20, 11))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scarce_thing_that_is_no_hour_has_a_word_of_its_own(language):
    limits = [f"{what}_{kind}" for what in ("opening", "renewal", "ceiling") for kind in SHARED_TYPES]
    hour = say("price.thing.hour", language, pool="")
    assert not [one for one in (*IN_OUTCOMES, *limits) if thing(one, language).startswith(hour)]


def test_an_hour_more_ends_one_lateness_from_its_week_on_until_nobody_is_late():
    network = small_network([10.0] * 6, [8.0] * 6, term_weeks=np.zeros(6), rank=1)
    chain = build_chain(network, Numbers())
    answer = solved(chain.program, chain_goals(chain))
    elastic = aside_until_even(chain).columns.tolist()
    ranging = Ranging(answer, [chain.program.costs(duty_terms(chain, 1))], elastic)
    hour = next(found for found in chain_resources(chain) if found.week == 2)
    effect = ranging.effect(hour.shift)
    assert (effect.per_unit.tolist(), effect.more) == ([-4.0], 6.0)


def by_solving_anew(program, goals, resource, units):
    """Values of all columns with some units more, solved from nothing."""
    arrays = with_limits(program.arrays(), resource.shift.rows, resource.shift.columns, units)
    changed = Numbers()
    changed.arrays = lambda: arrays
    return solve_in_order(LiveModel(changed), goals).values


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=12, max_size=12),
    st.floats(0.05, 0.95),
    st.integers(0, 10**6),
)
def test_units_within_the_stated_range_change_every_goal_by_the_stated_price(residents, part, pick):
    blocks = (
        block(12, now=20, expiring=np.eye(12)[2] * 5, renewable_share=0.5),
        block(12, kind="emergency", now=7, open_limit=np.array([0.0, 10.0, 10.0]), ceiling=15.0),
        block(12, "PV21", now=3, pipeline=np.eye(12)[5] * 4, open_limit=np.array([0.0, 3.0, 3.0])),
        block(12, "PV21", "emergency", open_limit=np.array([0.0, 5.0, 5.0]), usable_share=0.9, ceiling=9.0),
    )
    found = solved_places(small_places(blocks, residents, {"PV20": 18.0, "PV21": 9.0}, 8, shown=10))
    goals = found.solved.goals[:3]
    ranging = Ranging(found.solved, [goal.costs for goal in goals])
    resources = list(places_resources(found))
    resource = resources[pick % len(resources)]
    effect = ranging.effect(resource.shift)
    units = 1.0 if effect.fewer == 0 and effect.more == 1 else part * min(effect.more, 30.0)
    before = found.solved.amounts()[:3]
    anew = by_solving_anew(found.places.program, found.solved.goals, resource, units)
    change = np.array([goal.costs @ anew for goal in goals]) - before
    assert change == pytest.approx(units * effect.per_unit, abs=1e-5)


@pytest.fixture(scope="module")
def plan():
    return solved_plan(dutch_input(), dutch_scenario(inflow=15))


def test_prices_of_the_whole_dutch_plan_are_proven_by_solving_it_anew(plan):
    chain = plan.chain.chain
    resources = {(found.id, found.week): found for found in chain_resources(chain)}
    chosen = [price for price in chain_prices(plan) if price.goal == "duties_2"][::40]
    assert chosen
    terms = chain.program.costs(duty_terms(chain, 2))
    before = terms @ plan.chain.solved.answer.values
    for price in chosen:
        units = min(price.more, 20.0)
        resource = resources[price.resource, price.week]
        anew = by_solving_anew(chain.program, plan.chain.solved.goals, resource, units)
        assert terms @ anew - before == pytest.approx(-units * price.value, abs=1e-3)


def test_a_plan_solved_from_the_baseline_has_the_goals_and_prices_of_one_solved_from_nothing(plan):
    near = Base(dutch_input(), dutch_scenario()).starts
    found = solved_plan(dutch_input(), plan.scenario, near=near)
    assert found.chain.solved.amounts() == pytest.approx(plan.chain.solved.amounts(), rel=1e-6, abs=1e-4)
    assert found.places.solved.amounts() == pytest.approx(plan.places.solved.amounts(), rel=1e-6, abs=1e-4)
    mine, theirs = ([price.value for price in chain_prices(one)] for one in (found, plan))
    assert mine == pytest.approx(theirs, abs=1e-4)


def test_beds_of_the_whole_dutch_plan_are_proven_too(plan):
    found = plan.places
    resources = {(one.id, one.region, one.week): one for one in places_resources(found)}
    goals = [goal.id for goal in found.solved.goals]
    before = found.solved.amounts()
    chosen = [price for price in places_prices(found) if price.goal in ("beds", "money")][::60]
    assert {price.goal for price in chosen} == {"beds", "money"}
    for price in chosen:
        units = min(price.more, 3.0)
        resource = resources[price.resource, price.region, price.week]
        anew = by_solving_anew(found.places.program, found.solved.goals, resource, units)
        place = goals.index(price.goal)
        change = found.solved.goals[place].costs @ anew - before[place]
        assert change == pytest.approx(-units * price.value, rel=1e-6, abs=1e-3)


def test_who_decides_more_frees_no_bed_and_the_sentence_says_what_binds(plan):
    deciders = [price for price in pools_in_places(plan) if price.resource == "ind_deciders"]
    assert all(price.value <= 0 for price in deciders)
    assert {price.binding for price in deciders} == {"municipalities"}
    table = prices_table(plan)
    lasting = table[(table.resource == "ind_deciders") & table.unit.str.endswith("every week")]
    assert "Binding: municipal home" in lasting.sentence.iloc[0]
    assert "Bindt: woning in een gemeente" in lasting.sentence_nl.iloc[0]


def test_what_a_pool_is_worth_in_the_places_is_proven_by_solving_both_programs_anew(plan):
    found = {(price.resource, price.goal): price.value for price in pools_in_places(plan)}
    chain, places = plan.chain.chain, plan.places
    pool = next(pool for pool in chain.network.pools if pool.id == "municipalities")
    hours = [row for row, name in enumerate(chain.program.row_names) if name.startswith(f"hours-{pool.id}-")]
    more = Resource(pool.id, "NL", 0, Shift(dict.fromkeys(hours, pool.unit_hours)))
    values = by_solving_anew(chain.program, plan.chain.solved.goals, more, 1.0)
    residents = residents_of(read_solution(chain, values), plan.parameters)
    problem = replace(places.problem, residents=residents.by_class)
    anew = solved(build_places(problem, Numbers()).program, places.solved.goals).amounts()
    for goal, before, after in zip(places.solved.goals, places.solved.amounts(), anew, strict=True):
        if goal.id in ("beds", "money"):
            assert found.get((pool.id, goal.id), 0.0) == pytest.approx(before - after, rel=1e-6, abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=12, max_size=12), st.floats(1.0, 12.0), st.integers(0, 10**6))
def test_the_optimum_followed_over_many_bases_is_the_one_found_anew(residents, units, pick):
    blocks = (
        block(12, now=20, expiring=np.eye(12)[2] * 5, renewable_share=0.5),
        block(12, kind="emergency", now=7, open_limit=np.array([0.0, 10.0, 10.0]), ceiling=15.0),
        block(12, "PV21", "emergency", open_limit=np.array([0.0, 5.0, 5.0]), usable_share=0.9, ceiling=9.0),
    )
    found = solved_places(small_places(blocks, residents, shown=10))
    resources = list(places_resources(found))
    one = resources[pick % len(resources)]
    many = {row: units * amount for row, amount in one.shift.rows.items()}
    shift = Shift(many, {column: units * amount for column, amount in one.shift.columns.items()})
    vertex = Vertex(found.solved)
    assert vertex.is_best
    reached = followed(vertex, shift)
    assert reached is not None
    anew = by_solving_anew(found.places.program, found.solved.goals, replace(one, shift=shift), 1.0)
    amounts = found.solved.amounts(found.solved.answer.values + reached.moved)
    assert amounts == pytest.approx(found.solved.amounts(anew), abs=1e-5)


def test_every_price_has_its_range_and_a_sentence_in_both_languages(plan):
    table = prices_table(plan)
    assert set(table.goal) <= {"duties", "beds", "task", "money"}
    assert (table.holds_from.fillna(0) <= 0).all()
    assert (table.holds_to.fillna(1) > 0).all()
    assert not table.duplicated(["goal", "unit", "resource", "region", "week"]).any()
    assert table.sentence.str.startswith("One more ").all()
    assert table.sentence_nl.str.startswith("Eén extra ").all()


def test_an_hour_that_nobody_needs_has_no_price():
    network = small_network([10.0] * 4, [11.0] * 4, term_weeks=np.zeros(4), rank=1)
    chain = build_chain(network, Numbers())
    ranging = Ranging(solved(chain.program, chain_goals(chain)), [chain.program.costs(duty_terms(chain, 1))])
    assert not any(ranging.has_price(hour.shift) for hour in chain_resources(chain))
