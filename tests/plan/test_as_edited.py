"""A plan as edited: hand-made edits of the Dutch plan whose effect is known beforehand."""

from functools import cache

import pandas as pd
import pytest

from capacity.domain.pins import Pin
from capacity.plan.edited.as_edited import as_edited
from tests.plan.dutch import dutch_baseline, dutch_input, dutch_plan, dutch_scenario

MONDAYS = [day.isoformat() for day in dutch_input().weeks.mondays()]
SHOWN = 52
NUMBER = dutch_input().parameters.number


def edited(*pins):
    return as_edited(dutch_input(), dutch_scenario(), dutch_baseline().tables, pins)


def cost():
    costs = dutch_baseline().tables["costs"]
    return float(costs[costs.goal == "money"].eur.sum())


def unit_price(line, region="NL"):
    costs = dutch_baseline().tables["costs"]
    return float(costs[(costs.line == line) & (costs.region == region)].unit_price_eur.iloc[0])


def place(week, column, value, region="PV28", kind="emergency"):
    return Pin("places", (MONDAYS[week], region, kind), column, float(value))


def served(week, stage, stream, value):
    return Pin("plan", (MONDAYS[week], "NL", stage, stream, "served"), "value", float(value))


def pool(week, name, site, column, value):
    return Pin("pools", (MONDAYS[week], name, site), column, float(value))


def before(pin):
    table = dutch_baseline().tables[pin.table]
    if pin.table == "plan":
        rows = table[(table.stage == pin.key[2]) & (table.stream == pin.key[3]) & (table.measure == "served")]
    else:
        rows = table[(table.region == pin.key[1]) & (table.type == pin.key[2])]
    return float(rows[rows.week == pin.week][pin.column].iloc[0])


def late(duties, duty):
    return duties[duties.duty == duty].over_term.to_numpy(dtype=float)


def kinds(found):
    return [limit.kind for limit in found.broken]


STRAINED = {"sessions": 50, "inflow": 20, "border_share": 12, "parameters": {"appeal_sessions": 80}}


@cache
def strained():
    """A plan of 26 weeks in which the border appeal ends out of time for some."""
    return dutch_plan(26, **STRAINED)


def test_an_unedited_plan_comes_back_as_it_was():
    found = edited()
    assert found.broken == []
    assert found.cost_eur == pytest.approx(cost(), abs=1e-6)
    pd.testing.assert_frame_equal(found.duties, dutch_baseline().tables["duties"], check_dtype=False)
    pd.testing.assert_frame_equal(found.costs, dutch_baseline().tables["costs"], check_dtype=False)


def test_ten_places_more_cost_ten_prices_in_every_week_they_stand_and_once_their_opening():
    week = 6
    found = edited(place(week, "opened", 10))
    price = unit_price("emergency", "PV28")
    once = 10 * dutch_input().parameters.number("eur_per_opening")
    assert found.cost_eur - cost() == pytest.approx(10 * price * (SHOWN - week) + once)
    assert late(found.duties, "beds").sum() == 0


def test_more_than_a_period_allows_is_named_with_its_limit():
    found = edited(place(8, "opened", 5000))
    assert kinds(found) == ["opening_limit", "ceiling"]
    assert found.broken[0].key == (MONDAYS[8], "PV28", "emergency")
    assert (found.broken[0].value, found.broken[0].limit < 5000) == (5000.0, True)


def test_places_closed_leave_people_without_a_bed_and_break_the_contract():
    pin = place(5, "closed", 300, kind="regular")
    found = edited(pin)
    assert kinds(found) == ["contract"]
    assert found.broken[0].limit == 5
    gone = 300 - before(pin)
    task = (
        late(found.duties, "spreading_task").sum()
        - late(dutch_baseline().tables["duties"], "spreading_task").sum()
    )
    weeks = len(set(found.duties[found.duties.duty == "spreading_task"].week))
    assert task == pytest.approx(gone * weeks)
    assert late(found.duties, "beds").max() == pytest.approx(gone * NUMBER("usable_share_regular"), rel=0.2)


def test_more_closed_than_there_is_closes_what_is_there_and_is_named_by_row():
    found = edited(place(5, "closed", 1_000_000, kind="regular"))
    first = found.broken[0]
    assert (first.kind, first.key, first.column) == ("not_there", (MONDAYS[5], "PV28", "regular"), "closed")
    assert first.limit < 10_000


def test_announced_places_that_do_not_come_are_named():
    table = dutch_baseline().tables["places"]
    regular = table[(table.region == "PV20") & (table.type == "regular") & (table.opened > 0)]
    week = MONDAYS.index(regular.week.iloc[0])
    assert kinds(edited(place(week, "opened", 0, "PV20", "regular"))) == ["announced"]


def test_an_old_case_less_is_late_until_the_end_and_costs_its_penalty_every_week():
    week = 9
    pin = served(week, "decision", "old", 0)
    found = edited(pin)
    fewer = before(pin)
    more_late = late(found.duties, "decide_old") - late(dutch_baseline().tables["duties"], "decide_old")
    assert more_late.tolist() == pytest.approx([0] * week + [fewer] * (SHOWN - week))
    assert found.cost_eur - cost() == pytest.approx(
        fewer * (SHOWN - week) * unit_price("old_cases_over_term")
    )
    assert kinds(found) == ["old_share"]


def test_more_served_than_the_hours_allow_names_the_hours():
    found = edited(served(0, "responsibility", "responsibility", 200))
    assert "hours" in kinds(found)
    hours = next(limit for limit in found.broken if limit.kind == "hours")
    requests = before(served(0, "responsibility_request", "responsibility", 0))
    half = NUMBER("responsibility_request_work")
    assert hours.value == pytest.approx(half * requests + (1 - half) * 200)
    assert (hours.table, hours.limit) == ("pools", NUMBER("decisions_responsibility"))


def test_more_served_than_are_present_is_physics_and_named_by_row():
    pin = served(3, "screening_territory", "territory", 6000)
    found = edited(pin)
    assert found.broken[0].kind == "not_there"
    assert (found.broken[0].key, found.broken[0].value) == (pin.key, 6000.0)
    assert found.broken[0].limit < 1000


def test_who_is_not_screened_at_the_term_leaves_unfinished():
    week = 3
    found = edited(served(week, "screening_territory", "territory", 0))
    duties = found.duties[found.duties.duty == "screening_territory"]
    missed = (duties.due - duties.met_in_time).to_numpy(dtype=float)
    assert missed[:week].max() == pytest.approx(0, abs=1e-4)
    assert missed[week : week + 2].sum() > 100


def test_overtime_costs_its_price_and_is_named_when_more_than_may_be_asked():
    found = edited(pool(3, "ind_deciders", "NL", "overtime", 100_000))
    assert found.cost_eur - cost() == pytest.approx(100_000 * unit_price("overtime_hours"))
    assert kinds(found) == ["overtime"]


def test_overtime_of_a_pool_counted_in_outcomes_is_paid_by_the_hours_behind_them():
    found = edited(pool(3, "dtv_border", "NL", "overtime", 5))
    hours = 5 * NUMBER("productive_hours_per_fte") / NUMBER("outcomes_per_fte_dtv_border")
    assert found.cost_eur - cost() == pytest.approx(hours * NUMBER("overtime_price"))


def test_more_minors_than_representatives_may_have_at_once_are_named_in_the_first_week():
    """160 with 30 minors each: the 4,800 who are with them today leave room only as they go."""
    few = {"parameters": {"representatives": 160}}
    plan = dutch_plan(26, **few)
    rows = plan.tables["plan"]
    rows = rows[(rows.stage == "representative") & (rows.measure == "served")]
    wanted = {3: float(rows.value.iloc[3]) + 5, 4: float(rows.value.iloc[4]) - 5}
    pins = [served(week, "representative", "minors", persons) for week, persons in wanted.items()]
    broken = as_edited(dutch_input(26), dutch_scenario(**few), plan.tables, pins).broken
    assert [(limit.kind, limit.key) for limit in broken] == [("caseload", pins[0].key)]
    assert broken[0].value - broken[0].limit == pytest.approx(5, abs=1e-3)


def test_hires_bring_hours_where_the_plan_knows_what_a_person_gives():
    asked = served(3, "decision", "normal", before(served(3, "decision", "normal", 0)) + 9)
    assert "hours" in kinds(edited(asked))
    assert "hours" not in kinds(edited(asked, pool(3, "ind_deciders", "NL", "hired", 20)))
    assert kinds(edited(pool(3, "municipalities", "NL", "hired", 5))) == ["no_hires"]


def heard_sooner(tables, persons):
    """The court hears some a week sooner, in the first week before one in which others leave unfinished."""
    plan = tables["plan"]
    appeal = plan[(plan.stage == "appeal") & (plan.stream == "border")]
    by_week = appeal.pivot(index="week", columns="measure", values="value")
    week = int((by_week.unfinished > 1).to_numpy().argmax()) - 1
    sooner, later = by_week.served.iloc[week : week + 2]
    heard = ((week, sooner + persons), (week + 1, later - persons))
    return [served(at, "appeal", "border", value) for at, value in heard]


def test_an_unedited_plan_with_a_court_that_is_too_small_breaks_no_limit():
    tables = strained().tables
    appeals = tables["plan"][(tables["plan"].stage == "appeal") & (tables["plan"].stream == "border")]
    assert appeals[appeals.measure == "unfinished"].value.sum() > 10
    assert as_edited(dutch_input(26), dutch_scenario(**STRAINED), tables, []).broken == []


def test_an_edit_that_has_the_court_hear_people_who_are_let_go_too_names_its_row():
    """All who came to the court in time are heard or let go in the plan, so 4 more are not there."""
    pins = heard_sooner(strained().tables, 4)
    found = as_edited(dutch_input(26), dutch_scenario(**STRAINED), strained().tables, pins)
    twice = next(limit for limit in found.broken if limit.kind == "one_way_out")
    assert (twice.key, twice.value) == (pins[0].key, pytest.approx(pins[0].value, abs=1e-4))
    assert twice.value - twice.limit == pytest.approx(4, abs=1e-3)
