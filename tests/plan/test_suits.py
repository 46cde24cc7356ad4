"""Which class of residents may live where: it binds the plan, and everybody sleeps where they may."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.plan_result import CLASSES
from capacity.plan.explain.shortfall import shortfall_terms
from capacity.plan.explain.solved import solved_places
from capacity.plan.places.dutch import contract_periods
from capacity.plan.places.tables import occupancy_table, residents_table
from capacity.plan.portfolio.ground import PlacesGround
from capacity.plan.portfolio.suits import EVERYBODY, bounded_sets, seated, suits_of
from tests.plan.dutch import dutch_input, dutch_scenario
from tests.plan.small_places import block, small_places, solve
from tests.plan.test_lots import block_of, lot

WEEKS = 12
MINORS, HOLDERS = frozenset({"minors"}), frozenset({"status_holders"})
SUITS = st.sets(st.sampled_from(CLASSES), min_size=1).map(frozenset)


def with_classes(blocks, weeks=WEEKS, **persons):
    """Places of given blocks for so many residents of each class in every week."""
    problem = small_places(blocks, [0] * weeks)
    return replace(problem, residents={name: np.full(weeks, float(persons.get(name, 0))) for name in CLASSES})


def housed(solution):
    """Persons in a bed by type and class in the first week."""
    table = occupancy_table(solution)
    first = table[(table.week == table.week.min()) & (table.occupied > 0)]
    return {(row.type, row._4): row.occupied for row in first.itertuples()}


def test_free_beds_that_do_not_suit_a_class_leave_it_without_a_bed():
    places = [
        block(WEEKS, kind="minors", now=5, suits=MINORS),
        block(WEEKS, kind="transit", now=20, suits=HOLDERS),
    ]
    solution = solve(with_classes(places, minors=8, status_holders=6))
    assert housed(solution) == {("minors", "minors"): 5, ("transit", "status_holders"): 6}
    assert solution.without_bed == pytest.approx([3] * WEEKS)
    residents = residents_table(solution, occupancy_table(solution)).groupby("class").without_bed.max()
    assert residents.to_dict() == {
        **dict.fromkeys(CLASSES, 0),
        "minors": 3,
    }


def test_who_may_live_anywhere_leaves_the_places_of_few_to_those_few():
    places = [block(WEEKS, now=10), block(WEEKS, kind="minors", now=5, suits=MINORS)]
    solution = solve(with_classes(places, minors=6, adults_families=9))
    assert housed(solution) == {
        ("minors", "minors"): 5,
        ("regular", "minors"): 1,
        ("regular", "adults_families"): 9,
    }
    assert not solution.without_bed.any()


def test_the_contract_that_suits_is_renewed_although_another_is_cheaper():
    cheap = lot(places=10.0, block="cheap", suits=HOLDERS, eur_per_place_week=1.0)
    right = lot(places=10.0, block="right", suits=MINORS, eur_per_place_week=3.0)
    solution = solve(with_classes([block_of(cheap, right)], minors=10))
    assert solution.blocks[0].renewed == (0, 10)
    assert not solution.without_bed.any()


def test_types_for_one_class_say_so_without_a_portfolio_and_all_others_suit_everybody():
    assert (suits_of("minors"), suits_of("transit"), suits_of("hotel")) == (MINORS, HOLDERS, HOLDERS)
    assert suits_of("regular") == suits_of("emergency") == EVERYBODY


def test_only_sets_of_classes_that_some_places_refuse_need_a_row():
    assert bounded_sets([EVERYBODY]) == []
    assert bounded_sets([MINORS, EVERYBODY]) == [EVERYBODY - MINORS]
    assert set(bounded_sets([MINORS, HOLDERS])) == {
        EVERYBODY - MINORS,
        EVERYBODY - HOLDERS,
        EVERYBODY - MINORS - HOLDERS,
    }


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=4, max_size=4),
    st.lists(st.tuples(SUITS, st.integers(0, 30)), min_size=1, max_size=5),
)
def test_as_many_find_a_bed_as_the_worst_set_of_classes_allows_and_nobody_where_they_may_not(counts, groups):
    residents = {name: np.array([float(count)]) for name, count in zip(CLASSES, counts, strict=True)}
    places = [(suits, np.array([float(beds)])) for suits, beds in groups]
    inside = seated(residents, places)
    for (suits, beds), persons in zip(groups, inside, strict=True):
        assert persons.sum() <= beds + 1e-6
        assert all(persons[at, 0] == 0 for at, name in enumerate(CLASSES) if name not in suits)
    without = sum(counts) - sum(persons.sum() for persons in inside)
    worst = max(
        sum(count for name, count in zip(CLASSES, counts, strict=True) if name in classes)
        - sum(beds for suits, beds in groups if suits & set(classes))
        for many in range(5)
        for classes in combinations(CLASSES, many)
    )
    assert without == pytest.approx(worst, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 20), min_size=4, max_size=4),
    st.lists(st.tuples(SUITS, st.integers(0, 20)), min_size=1, max_size=3),
)
def test_the_program_and_the_beds_agree_on_who_has_none_and_the_shortfall_is_owned_in_full(counts, groups):
    parts = [
        lot(places=float(places), block=str(number), suits=suits, usable_share=0.9)
        for number, (suits, places) in enumerate(groups)
        if places
    ]
    whole = with_classes(
        [block_of(*parts), block(WEEKS, now=7)], **dict(zip(CLASSES, map(float, counts), strict=True))
    )
    found = solved_places(whole)
    short = found.solved.amounts()[0]
    assert solve(whole).without_bed.sum() == pytest.approx(short, abs=len(parts) + 1)
    terms = list(shortfall_terms(found, whole.residents))
    assert sum(term.person_weeks for term in terms) == pytest.approx(short, abs=1e-6)


def test_whole_renewals_leave_nobody_without_a_bed_for_whom_a_part_of_a_place_was_rounded_away():
    """1.1 places for one class and 4.4 for another are 2 and 5 whole ones: six for both are too few."""
    parts = [
        lot(places=places, block=name, suits=suits, usable_share=0.9)
        for name, places, suits in (("few", 2.0, frozenset({"adults_families"})), ("young", 5.0, MINORS))
    ]
    people = dict(zip(CLASSES, (1.0, 4.0, 0.0, 7.0), strict=True))
    whole = with_classes([block_of(*parts), block(WEEKS, now=7)], **people)
    assert solve(whole).without_bed.sum() == pytest.approx(0.0, abs=1e-6)


def periods_of(kind, **values):
    given = dutch_input()
    parameters = given.parameters.with_values(values)
    ground = PlacesGround(parameters, given.state, dutch_scenario(), given.provinces, given.weeks)
    return contract_periods(ground, kind)


def test_a_hotel_place_stays_no_longer_than_the_six_months_of_its_scheme_and_others_as_emergency_places():
    assert periods_of("hotel") == (1, 6)
    assert periods_of("transit") == periods_of("emergency") == (7, 26)


def test_a_longest_contract_below_the_shortest_counts_as_the_shortest_so_that_every_plan_solves():
    assert periods_of("crisis", contract_weeks_crisis=8, contract_most_weeks_crisis=4) == (2, 2)
