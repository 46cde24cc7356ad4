import numpy as np
import pytest

from capacity.domain.pins import PLANNED_TYPES, Pin
from capacity.plan.dutch.pools import IN_OUTCOMES
from capacity.plan.explain.repair import repairs, repairs_table
from capacity.plan.explain.repair_hands import NEAR_TOLERANCE
from capacity.plan.explain.repair_places import beds_repairs
from capacity.plan.explain.solved import solved_plan
from capacity.plan.whole import solve_plan
from tests.plan.dutch import dutch_input, dutch_scenario

INFLOW = 60
HIRED_WEEKS = 26


@pytest.fixture(scope="module")
def short():
    """A plan without enough beds from the first weeks on."""
    return solved_plan(dutch_input(), dutch_scenario(inflow=INFLOW))


@pytest.fixture(scope="module")
def ways(short):
    """The ways to mend each duty, by the duty that they are for."""
    return {found[0].mends[0].duty: found for found in repairs(short)}


@pytest.fixture(scope="module")
def table(short):
    return repairs_table(short)


def late_of(tables, duty):
    rows = tables["duties"]
    return rows[rows.duty == duty].groupby("week").over_term.sum().to_numpy()


def money(plan):
    costs = plan.tables["costs"]
    return float(costs[costs.goal == "money"].eur.sum())


def by_lever(ways, lever):
    return next(way for found in ways.values() for way in found if way.steps[0].lever == lever)


def applied(pins, **changes):
    return solve_plan(dutch_input(), dutch_scenario(inflow=INFLOW, **changes), pins=pins)


def outplaced(short, way):
    more = max(step.units for step in way.steps if step.lever == "outplacement")
    return {"intake_outplacement_max": short.parameters.number("intake_outplacement_max") + more}


def test_a_plan_in_which_beds_and_intake_hold_needs_no_repair_of_them():
    found = repairs(solved_plan(dutch_input(), dutch_scenario(inflow=-30)))
    duties = {late.duty for one in found for way in one for late in way.mends}
    assert not duties & {"beds", "intake_cap"}


def test_places_ordered_today_come_after_their_lead_time(short, ways):
    places = [step for step in ways["beds"][0].steps if step.lever == "emergency"]
    lead = short.parameters.number("lead_weeks_emergency")
    assert min(step.week for step in places) >= lead
    assert all(step.week - step.decide_by == lead for step in places)
    assert all(step.units == int(step.units) and step.eur > 0 for step in places)


def test_the_repair_of_beds_applied_to_the_plan_mends_what_it_says_at_the_cost_it_says(short, ways):
    way = ways["beds"][0]
    pins = [pin for step in way.steps for pin in step.pins]
    plan = applied(pins, parameters=outplaced(short, way))
    said = {late.duty: late for late in way.mends}
    assert late_of(plan.tables, "beds").sum() == pytest.approx(said["beds"].after, abs=2)
    assert late_of(plan.tables, "beds")[said["beds"].holds_from :].max() < 0.5
    assert late_of(plan.tables, "intake_cap").max() < 0.5
    assert money(plan) - money(applied(())) == pytest.approx(way.eur, rel=0.01)


def test_the_repair_of_a_plan_that_is_short_late_mends_it_with_all_else_as_it_was_decided():
    changes = {"inflow": 35}
    plan = solved_plan(dutch_input(), dutch_scenario(**changes))
    way = beds_repairs(plan)[0]
    asked = [pin for step in way.steps for pin in step.pins]
    cells = {pin.cell for pin in asked}
    before = solve_plan(dutch_input(), dutch_scenario(**changes))
    kept = [
        Pin("places", (row.week, row.region, row.type), column, getattr(row, column))
        for row in before.tables["places"].itertuples()
        for column in ("opened", "closed")
        if row.type in PLANNED_TYPES
    ]
    kept = [pin for pin in kept if pin.cell not in cells]
    scenario = dutch_scenario(**changes, parameters=outplaced(plan, way))
    after = solve_plan(dutch_input(), scenario, pins=[*kept, *asked])
    assert late_of(before.tables, "beds").sum() > 1
    assert late_of(after.tables, "beds").max() < 0.5
    assert money(after) - money(before) == pytest.approx(way.eur, rel=0.01)


def test_the_same_places_in_a_province_named_as_an_alternative_mend_the_same(short, ways):
    way = ways["beds"][0]
    rows = applied(()).tables["places"]
    usual = rows[rows.type == "emergency"].set_index(["week", "region"]).opened
    pins = []
    for step in way.steps[:-1]:
        monday, other = short.given.weeks.monday(step.week).isoformat(), way.elsewhere[-1]
        opened = float(usual[monday, other]) + step.units
        pins.append(Pin("places", (monday, other, step.lever), "opened", opened))
    plan = applied(pins, parameters=outplaced(short, way))
    said = {late.duty: late for late in way.mends}["beds"]
    assert late_of(plan.tables, "beds")[said.holds_from :].max() < 0.5


def test_more_deciders_hired_as_said_mend_their_duty_and_one_in_a_hundred_fewer_do_not(ways):
    way = by_lever(ways, "ind_deciders")
    step, duty = way.steps[0], way.mends[0].duty
    assert late_of(applied(step.pins).tables, duty)[-1] < 0.5
    near = max(1.0, float(np.floor(step.units * NEAR_TOLERANCE)))
    late = [late_of(applied((), fte=step.units - fewer).tables, duty)[-1] for fewer in (0, near)]
    assert late[0] < 0.5 <= late[1]
    assert step.eur == pytest.approx(step.units * HIRED_WEEKS * 97000 / 52.18)


def test_the_overtime_that_is_said_mends_the_same_duty_when_it_is_worked(ways):
    way = by_lever(ways, "overtime_ind_deciders")
    assert way.mends_whole
    duty = way.mends[0].duty
    assert late_of(applied(way.steps[0].pins).tables, duty)[-1] < 0.5


def test_a_duty_that_several_hands_must_serve_together_is_mended_by_all_that_are_scarce(ways):
    way = next(way for way in ways["screening_territory"] if len(way.steps) > 1)
    levers = {step.lever.removeprefix("overtime_") for step in way.steps}
    assert levers == {"security_territory", "health_territory"}
    pins = [pin for step in way.steps for pin in step.pins]
    assert late_of(applied(pins).tables, "screening_territory")[-1] < 0.5


def test_lasting_places_beside_all_that_was_decided_close_the_gap_of_the_spreading_law(ways):
    way = ways["spreading_task"][0]
    week, asked = way.steps[0].week, [pin for step in way.steps for pin in step.pins]
    rows = applied(()).tables["places"]
    rows = rows[rows.type == "regular"]
    cells = {pin.key for pin in asked}
    kept = [
        Pin("places", (row.week, row.region, row.type), column, getattr(row, column))
        for row in rows.itertuples()
        for column in ("opened", "closed")
        if column == "closed" or (row.week, row.region, row.type) not in cells
    ]
    plan = applied([*kept, *asked])
    gap = plan.tables["places"].groupby("week").task_gap.sum().to_numpy()
    assert gap[week - 1] > 1
    assert gap[week:].max() == pytest.approx(0, abs=1)
    assert way.mends[0].holds_from == week


def test_hands_counted_in_outcomes_say_whom_to_hire_and_what_they_cost(short, ways):
    hired = [way.steps[0] for found in ways.values() for way in found if way.steps[0].lever in IN_OUTCOMES]
    assert hired
    for step in hired:
        persons = step.units / short.parameters.number(f"outcomes_per_fte_{step.lever}")
        at_work = [min(1.0, (week + 0.5) / 12) for week in range(HIRED_WEEKS)]
        assert [pin.value for pin in step.pins] == pytest.approx([persons * part for part in at_work])
        assert step.eur == pytest.approx(persons * HIRED_WEEKS * 97000 / 52.18)


def test_the_ways_to_mend_a_duty_stand_by_their_cost_and_those_that_mend_it_whole_come_first(table):
    ways = table.drop_duplicates(["repair", "choice"])
    for _, found in ways.groupby("repair"):
        whole = found[found.holds_from != ""].total_eur.dropna().round()
        assert whole.is_monotonic_increasing
        assert (found.holds_from != "").is_monotonic_decreasing
    assert ways.choice.max() > 1


def test_the_table_lists_every_step_and_its_steps_add_up_to_the_cost_of_the_repair(table):
    first = table.drop_duplicates(["repair", "choice"])
    assert (first.before > first.after).all()
    assert ((table.before > table.after) | (table.after >= table.before + 1)).all()
    assert (table.decide_by <= table.week).all()
    steps = table.drop_duplicates(["repair", "choice", "step"]).groupby(["repair", "choice"])
    total = steps.total_eur.first()
    priced = total.notna()
    added = steps.eur.sum()[priced]
    assert np.allclose(added, total[priced])


def test_representatives_who_have_their_hands_full_are_hired_for_the_minors_in_their_care_too():
    few, duty = dutch_scenario(parameters={"representatives": 150.0}), "representative_minors"
    found = [way for one in repairs(solved_plan(dutch_input(), few)) for way in one]
    way = next(way for way in found if way.mends[0].duty == duty)
    assert [step.lever for step in way.steps] == ["representatives"]
    before = solve_plan(dutch_input(), few).tables
    after = solve_plan(dutch_input(), few, pins=way.steps[0].pins).tables
    assert late_of(before, duty)[-1] >= 0.5 > late_of(after, duty)[-1]


def test_so_many_as_are_said_to_be_placed_elsewhere_mend_the_intake_site_and_one_fewer_does_not():
    plan = solved_plan(dutch_input(), dutch_scenario(inflow=10))
    (way,) = beds_repairs(plan)
    (step,) = way.steps
    assert (step.lever, [late.duty for late in way.mends]) == ("outplacement", ["intake_cap"])
    limit = plan.parameters.number("intake_outplacement_max")

    def late_with(more):
        own = {"intake_outplacement_max": limit + more}
        scenario = dutch_scenario(inflow=10, parameters=own)
        return late_of(solve_plan(dutch_input(), scenario).tables, "intake_cap")

    assert late_with(step.units).sum() < 0.5 <= late_with(step.units - 1).sum()


def test_places_are_ordered_where_placing_people_elsewhere_mends_the_intake_site_alone():
    found = beds_repairs(solved_plan(dutch_input(), dutch_scenario(inflow=35)))
    for way in found:
        assert {late.duty for late in way.mends if late.holds_from is not None} == {"beds", "intake_cap"}
        assert {step.lever for step in way.steps} > {"outplacement"}
    assert [way.steps[0].lever for way in found] == ["emergency", "crisis"]
