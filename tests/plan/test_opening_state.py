"""With the published flows the first 52 weeks agree with the published totals of a year.

Flows within 5 %, stocks within 1,500 persons of the year's reference (CBS, IND, COA and Eurostat
figures of 2024 and 2025 rolled forward).
"""

import pytest

from tests.plan.dutch import dutch_baseline, dutch_input

FLOW_TOLERANCE = 0.05
STOCK_TOLERANCE = 1500


def year(measure, stage, stream=None):
    plan = dutch_baseline().tables["plan"]
    chosen = plan[(plan.measure == measure) & (plan.stage == stage)]
    return float(chosen[chosen.stream == stream].value.sum() if stream else chosen.value.sum())


def at_end(stage):
    plan = dutch_baseline().tables["plan"]
    last = plan[(plan.measure == "queue") & (plan.stage == stage) & (plan.week == plan.week.max())]
    return float(last.value.sum())


def grants():
    share = dutch_input().parameters.number
    return sum(
        year("served", "decision", stream) * share(f"grant_{stream}")
        for stream in ("old", "normal", "accelerated", "border")
    )


def within(value, low, high):
    return low * (1 - FLOW_TOLERANCE) <= value <= high * (1 + FLOW_TOLERANCE)


def test_merits_decisions_of_a_year_agree():
    assert year("served", "decision") == pytest.approx(18_700, rel=FLOW_TOLERANCE)


def test_grants_of_a_year_agree():
    assert within(grants(), 5_300, 6_200)


def test_outcomes_of_responsibility_of_a_year_agree():
    assert year("served", "responsibility") == pytest.approx(4_870, rel=FLOW_TOLERANCE)


def test_homes_of_a_year_agree():
    assert year("served", "housing") == pytest.approx(25_500, rel=FLOW_TOLERANCE)


def test_residents_who_depart_in_a_year_agree():
    share = dutch_input().parameters.number("resident_share_appeal_departing")
    assert year("served", "departure") * share == pytest.approx(9_600, rel=FLOW_TOLERANCE)


def test_residents_who_leave_undecided_in_a_year_agree():
    number = dutch_input().parameters.number
    old = year("left", "decision", "old") * number("resident_share_old")
    pact = (year("left", "decision") - year("left", "decision", "old")) * number("resident_share_pact")
    assert old + pact == pytest.approx(4_000, rel=FLOW_TOLERANCE)


def test_applications_pending_after_a_year_agree():
    pending = at_end("decision") + at_end("responsibility")
    assert 49_800 - STOCK_TOLERANCE <= pending <= 52_600 + STOCK_TOLERANCE


def test_status_holders_waiting_after_a_year_agree():
    assert 17_100 - STOCK_TOLERANCE <= at_end("housing") <= 18_200 + STOCK_TOLERANCE


def test_the_change_of_residents_in_a_year_agrees():
    residents = dutch_baseline().tables["residents"].groupby("week").residents.sum()
    change = residents.iloc[-1] - dutch_baseline().notices["residents_explained"]
    assert 1_400 - STOCK_TOLERANCE <= change <= 1_800 + STOCK_TOLERANCE


def test_residents_that_the_queues_do_not_explain_are_shown():
    notices = dutch_baseline().notices
    assert notices["residents_known"] == 75_000
    assert notices["unexplained_residents"] == pytest.approx(30, abs=1)


def test_the_plan_tells_what_opens_without_a_decision_of_its_own():
    plan, rows = dutch_baseline(), dutch_input().state.rows
    ordered = rows[rows.measure == "commitment"].groupby(["week", "region", "type"]).value.sum()
    told = {(week, region, kind): places for week, region, kind, places in plan.notices["announced"]}
    assert told == {key: places for key, places in ordered.items() if key[0] in told_weeks(plan)}


def told_weeks(plan):
    return set(plan.tables["places"].week)
