import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.explain.shortfall import shortfall, shortfall_terms
from capacity.plan.explain.solved import solved_places, solved_plan
from tests.plan.dutch import dutch_input, dutch_scenario
from tests.plan.small_places import block, small_places

WEEKS = 8


def terms_of(problem):
    found = solved_places(problem)
    terms = list(shortfall_terms(found, problem.residents))
    return terms, found.solved.amounts()[0]


def of(terms, cause):
    return sum(term.person_weeks for term in terms if term.cause == cause)


def test_residents_ask_and_places_give_in_the_weeks_that_are_short():
    emergency = block(WEEKS, kind="emergency", now=10, open_limit=np.array([0.0, 5.0]), ceiling=20.0)
    terms, short = terms_of(small_places([emergency], [13] * WEEKS))
    assert short == pytest.approx(12)
    assert of(terms, "residents") == pytest.approx(4 * 13)
    assert of(terms, "places_now") == pytest.approx(-4 * 10)


def test_a_limit_on_openings_owns_what_it_withholds():
    emergency = block(WEEKS, kind="emergency", now=10, open_limit=np.array([2.0, 0.0]), ceiling=40.0)
    terms, short = terms_of(small_places([emergency], [15] * WEEKS))
    assert short == pytest.approx(24)
    assert of(terms, "opened") == pytest.approx(-16)
    assert of(terms, "residents") == pytest.approx(120)


def test_the_cap_of_the_intake_site_and_who_can_be_placed_elsewhere_are_causes_of_their_own():
    site = {"places": 10.0, "cap": 10.0, "stay_weeks": 1.0, "outplacement_limit": 2.0}
    terms, short = terms_of(small_places([block(4, now=30)], [15] * 4, at_intake=15.0, **site))
    assert short == pytest.approx(12)
    assert (of(terms, "intake_present"), of(terms, "intake_cap"), of(terms, "outplaced")) == (60, -40, -8)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 70), min_size=12, max_size=12))
def test_the_terms_add_up_to_the_shortfall(residents):
    blocks = (
        block(12, now=20, expiring=np.eye(12)[2] * 5, renewable_share=0.5),
        block(12, kind="emergency", now=7, open_limit=np.array([0.0, 10.0, 10.0]), ceiling=15.0),
        block(12, "PV21", "emergency", open_limit=np.array([0.0, 5.0, 5.0]), usable_share=0.9, ceiling=9.0),
    )
    terms, short = terms_of(small_places(blocks, residents, {"PV20": 18.0, "PV21": 9.0}, 8, shown=10))
    assert sum(term.person_weeks for term in terms) == pytest.approx(short, abs=1e-6)


def test_the_shortfall_of_the_whole_dutch_plan_is_owned_to_the_last_person_week():
    plan = solved_plan(dutch_input(), dutch_scenario(inflow=40))
    table = shortfall(plan)
    assert table.person_weeks.sum() == pytest.approx(plan.places.solved.amounts()[0], abs=1e-6)
    asked = table[table.cause == "residents"].set_index("what").person_weeks
    assert asked["status_holders.housing"] > asked["departing.departure"] > 0
    outflow = table[table.cause == "outflow"].set_index("what").person_weeks
    assert outflow["status_holders.housing"] < outflow["departing.departure"] < 0


def test_who_left_asked_before_and_gives_as_much_back_so_that_the_sum_stays():
    emergency = block(WEEKS, kind="emergency", now=10, open_limit=np.array([0.0, 5.0]), ceiling=20.0)
    found = solved_places(small_places([emergency], [13] * WEEKS))
    gone = {"adults_families": np.arange(WEEKS, dtype=float)}
    terms = list(shortfall_terms(found, found.problem.residents, gone))
    assert of(terms, "outflow") == pytest.approx(-(0 + 1 + 2 + 3))
    assert of(terms, "residents") == pytest.approx(4 * 13 + 6)
    assert sum(term.person_weeks for term in terms) == pytest.approx(12)
