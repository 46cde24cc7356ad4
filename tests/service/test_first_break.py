"""Which duty gives way first, and how much more inflow it takes, on plans written by hand."""

from threading import Event

import pandas as pd
import pytest

from capacity.scenario import default_scenario
from capacity.service.first_break import (
    BreakHandle,
    find_first_to_break,
    first_break,
    held_as_high,
    solves,
)
from capacity.service.inputs import load_inputs
from capacity.service.solving import ready
from tests.service.tiny import WEEKS, tiny_plan

SETTINGS = load_inputs().settings
REGISTER = pd.DataFrame({"duty": ["screening", "beds", "old"], "rank": [1, 1, 3]})
NOBODY = (0.0,) * 4


def usual(**changes):
    return default_scenario(SETTINGS).model_copy(update=changes)


def plan_with(**late):
    """A plan with persons late by duty and week; duties that are not named hold."""
    return tiny_plan(
        duties={duty: (NOBODY, NOBODY, late.get(duty, NOBODY)) for duty in ("screening", "beds", "old")}
    )


def plan_of(scenario, limit=13.0):
    """The old stock is late from week 3; beds from `limit` percent of inflow, screening far above it."""
    beds = (0, 0, 0, 50.0) if scenario.inflow >= limit else NOBODY
    screening = (5.0, 0, 0, 0) if scenario.inflow >= 3 * limit else NOBODY
    old = (0, 7.0, 9.0, 9.0) if scenario.sized_to == "P95" else (0, 0, 7.0, 9.0)
    return plan_with(old=old, beds=beds, screening=screening)


def test_the_first_to_break_is_the_earliest_and_of_one_week_the_highest_in_rank():
    found = first_break(plan_with(old=(0, 4.0, 0, 0), beds=(0, 2.0, 2.0, 0)), REGISTER)
    assert (found.duty, found.week, found.late, found.region) == ("beds", WEEKS[1], 2.0, "NL")
    assert first_break(plan_with(old=(3.0, 0, 0, 0), beds=(0, 2.0, 0, 0)), REGISTER).duty == "old"
    assert first_break(plan_with(), REGISTER) is None


def test_of_one_week_and_rank_the_duty_with_most_persons_late_is_named():
    alike = REGISTER.assign(rank=REGISTER["rank"].where(REGISTER.duty != "old", 1))
    ranks = dict(zip(alike.duty, alike["rank"], strict=True))
    assert ranks["beds"] == ranks["old"]
    assert first_break(plan_with(old=(4.0, 0, 0, 0), beds=(2.0, 0, 0, 0)), alike).duty == "old"
    assert first_break(plan_with(old=(2.0, 0, 0, 0), beds=(4.0, 0, 0, 0)), alike).duty == "beds"


def test_the_place_is_where_most_are_late():
    plan = plan_with(beds=(0, 6.0, 0, 0))
    elsewhere = plan.tables["duties"].assign(region="PV20", over_term=lambda rows: rows.over_term / 2)
    plan.tables["duties"] = pd.concat([plan.tables["duties"], elsewhere], ignore_index=True)
    found = first_break(plan, REGISTER)
    assert (found.region, found.late) == ("NL", 9.0)


def test_only_duties_that_hold_and_rank_as_high_are_watched():
    plan = plan_with(beds=(0, 2.0, 0, 0))
    assert held_as_high(plan, REGISTER, first_break(plan, REGISTER)) == {"screening"}
    assert held_as_high(plan_with(), REGISTER, None) == {"screening", "beds", "old"}


@pytest.mark.parametrize("limit", [1.0, 13.0, 50.0, 100.0])
def test_the_inflow_that_breaks_a_further_duty_is_found_to_the_step_within_the_solves_told(limit):
    made, told = [], []

    def plan(scenario):
        made.append(scenario)
        return plan_of(scenario, limit)

    found = find_first_to_break(plan, usual(), SETTINGS, REGISTER, lambda *at: told.append(at))
    assert (found.holds_to, found.breaks_at, found.further.duty) == (limit - 1, limit, "beds")
    assert len(made) <= solves(usual(), SETTINGS)
    assert told[-1] == (len(made), solves(usual(), SETTINGS))


def test_harder_arrivals_have_a_first_break_of_their_own():
    found = find_first_to_break(plan_of, usual(), SETTINGS, REGISTER)
    weeks = {level: one.week for level, one in found.by_level.items()}
    assert weeks == {"now": WEEKS[2], "P80": WEEKS[2], "P95": WEEKS[1]}


def test_on_published_rates_there_are_no_ranks_of_arrivals():
    found = find_first_to_break(plan_of, usual(arrivals="rates"), SETTINGS, REGISTER)
    assert list(found.by_level) == ["now"]


def test_where_nothing_further_breaks_the_whole_range_is_said_to_hold():
    found = find_first_to_break(lambda _: plan_with(), usual(), SETTINGS, REGISTER)
    assert (found.further, found.breaks_at, found.holds_to) == (None, None, SETTINGS["inflow"].high)
    assert set(found.by_level.values()) == {None}


def search(plan, tell):
    return find_first_to_break(plan, usual(), SETTINGS, REGISTER, tell)


def test_a_search_ends_with_its_answer():
    found = BreakHandle(lambda scenario: ready(plan_of(scenario)), search)
    assert found.wait(30)
    assert (found.result.breaks_at, found.failed) == (13.0, False)


def test_a_search_that_is_stopped_makes_no_more_plans_and_has_no_answer():
    asked, begun, stopped = [], Event(), Event()

    def ask(scenario):
        asked.append(scenario)
        begun.set()
        stopped.wait(30)
        return ready(plan_of(scenario))

    found = BreakHandle(ask, search)
    assert begun.wait(30)
    found.cancel()
    stopped.set()
    assert found.wait(30)
    assert (found.failed, found.result, len(asked)) == (True, None, 1)
