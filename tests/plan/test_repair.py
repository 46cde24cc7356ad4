import pytest

from capacity.plan.dutch_pools import IN_OUTCOMES
from capacity.plan.explain.repair import repairs, repairs_table
from capacity.plan.explain.solved import solved_plan
from capacity.plan.whole import solve_plan
from tests.plan.dutch import dutch_input, dutch_scenario


@pytest.fixture(scope="module")
def short():
    """A plan without enough beds from the first weeks on."""
    return solved_plan(dutch_input(), dutch_scenario(inflow=60))


@pytest.fixture(scope="module")
def steps(short):
    return repairs(short)


def late_of(tables, duty):
    rows = tables["duties"]
    return rows[rows.duty == duty].groupby("week").over_term.sum().to_numpy()


def test_a_plan_in_which_beds_and_intake_hold_needs_no_repair_of_them():
    levers = {step.lever for step in repairs(solved_plan(dutch_input(), dutch_scenario(inflow=-30)))}
    assert not levers & {"emergency", "outplacement"}


def test_places_ordered_today_come_after_their_lead_time(short, steps):
    places = [step for step in steps if step.lever == "emergency"]
    lead = short.parameters.number("lead_weeks_emergency")
    assert min(step.week for step in places) >= lead
    assert all(step.week - step.decide_by == lead for step in places)
    assert all(step.units == int(step.units) and step.eur > 0 for step in places)


def test_the_repair_of_beds_applied_to_the_plan_mends_what_it_says(short, steps):
    places = [step for step in steps if step.lever == "emergency"]
    pins = [pin for step in places for pin in step.pins]
    most = short.parameters.number("intake_outplacement_max") + max(
        step.units for step in steps if step.lever == "outplacement"
    )
    scenario = dutch_scenario(inflow=60, parameters={"intake_outplacement_max": most})
    applied = solve_plan(dutch_input(), scenario, pins=pins)
    said = {late.duty: late for late in places[0].mends}
    assert late_of(applied.tables, "beds").sum() == pytest.approx(said["beds"].after, abs=2)
    assert late_of(applied.tables, "beds")[said["beds"].holds_from :].max() < 0.5
    assert late_of(applied.tables, "intake_cap").max() < 0.5


def test_more_deciders_hired_as_said_mend_their_duty_and_one_fewer_does_not(steps):
    step = next(step for step in steps if step.lever == "ind_deciders")
    duty = step.mends[0].duty
    scenario = dutch_scenario(inflow=60)
    applied = solve_plan(dutch_input(), scenario, pins=step.pins)
    assert late_of(applied.tables, duty)[-1] < 0.5
    fewer = dutch_scenario(inflow=60, fte=step.units - 1)
    assert late_of(solve_plan(dutch_input(), fewer).tables, duty)[-1] >= 0.5
    assert step.eur == pytest.approx(step.units * 26 * 97000 / 52.18)


def test_a_step_at_hands_counted_in_outcomes_says_whom_to_hire_and_what_they_cost(short, steps):
    hired = [step for step in steps if step.lever in IN_OUTCOMES]
    assert hired
    for step in hired:
        persons = step.units / short.parameters.number(f"outcomes_per_fte_{step.lever}")
        assert [pin.value for pin in step.pins] == pytest.approx([persons] * 26)
        assert step.eur == pytest.approx(persons * 26 * 97000 / 52.18)


def test_the_table_lists_every_step_with_what_it_mends(short, steps):
    table = repairs_table(short)
    assert table.step.nunique() == len(steps)
    assert (table.before > table.after).all()
    assert (table.decide_by <= table.week).all()
