"""What a plan brings a municipality, on a plan of one municipality made by hand."""

from datetime import date

import numpy as np

from capacity.plan.places.solution import house
from capacity.plan.places.whole_places import Decisions
from capacity.plan.portfolio.lots import Lot
from capacity.service.municipal_progress import municipal_progress
from tests.plan.small_places import block, small_places

WEEKS, TOWN, LEGAL_DATE = 8, "GM0014", date(2026, 12, 21)


def a_lot(name, places, durable, first=0, end=None):
    """Places under a contract that is not renewed; there from the start unless they come later."""
    return Lot(name, float(places), first, first == 0, end, 0.0, 0, 1.0, 2.0, durable=durable)


def a_block(kind, *lots):
    there = sum(lot.places for lot in lots if lot.present)
    return block(WEEKS, TOWN, kind, there, lots=lots, eur_per_place_week=2.0)


def held(*blocks):
    """A plan that decides nothing: contracts begin and end as they were made."""
    problem = small_places(blocks, [0] * WEEKS)
    opened, closed = [], []
    for own in blocks:
        opened.append(np.zeros(WEEKS))
        closed.append(np.zeros(WEEKS))
        for lot in own.lots:
            if not lot.present:
                opened[-1][lot.first] += lot.places
            if lot.end is not None:
                closed[-1][lot.end] += lot.places
    moved = Decisions(opened, closed, [(0.0,) * len(own.lots) for own in blocks])
    return house(problem, moved, np.zeros(WEEKS), np.zeros(WEEKS))


def progress(solution, task=1000.0, left_out=()):
    return municipal_progress(solution, {TOWN: task}, LEGAL_DATE, 52.0, left_out).iloc[0]


def test_lasting_places_of_minors_are_in_no_figure_of_a_town_when_they_are_left_out():
    young = a_block("minors", a_lot("villa", 300, True), a_lot("home", 200, True))
    solution = held(a_block("regular"), young)
    assert progress(solution).lasting_now == 500
    seen = progress(solution, left_out=("minors",))
    assert (seen.lasting_now, seen.lasting_at_date, seen.lasting_end) == (0, 0, 0)
    assert (seen.gap_at_date, seen.gap_end) == (1000, 1000)
    assert (seen.other_now, seen.eur_year) == (0, 0)
    assert progress(solution, 400.0).closes == "2026-11-16"
    assert progress(solution, 400.0, ("minors",)).closes == ""


def test_lasting_places_of_a_hotel_are_not_told_again_among_the_other_places():
    solution = held(a_block("regular"), a_block("hotel", a_lot("inn", 600, True), a_lot("annex", 40, False)))
    found = progress(solution)
    assert (found.lasting_now, found.other_now) == (600, 40)


def test_what_is_there_and_comes_less_what_goes_is_what_lasts_with_both_kinds_of_places_of_both_types():
    regular = a_block(
        "regular", a_lot("camp", 100, True), a_lot("hall", 1000, False, end=2), a_lot("site", 30, True, 4)
    )
    hotel = a_block("hotel", a_lot("inn", 60, True, end=3), a_lot("annex", 40, False, 2))
    found = progress(held(regular, hotel))
    assert (found.lasting_now, found.preparing, found.expiring, found.lasting_end) == (160, 30, 60, 130)


def test_every_place_of_a_town_is_told_once_among_those_that_last_or_among_the_others():
    regular = a_block("regular", a_lot("camp", 100, True), a_lot("tents", 70, False))
    hotel = a_block("hotel", a_lot("inn", 60, True), a_lot("annex", 40, False))
    found = progress(held(regular, hotel))
    assert (found.lasting_now, found.other_now) == (160, 110)
    assert found.lasting_now + found.other_now == regular.now + hotel.now
