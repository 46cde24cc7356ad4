"""The whole Dutch plan: identities over random scenarios, and what the plan must never do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.plan.chain.goals import chain_goals
from capacity.plan.chain.rows import build_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import STATIONS, ChainInput
from capacity.plan.identities import broken_identities
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.levers import Levers
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from tests.plan.dutch import dutch_baseline, dutch_input, dutch_plan, dutch_scenario

HALF_A_YEAR, TRAINED = 26, 52
"""Weeks within which a setting shows in the plan; deciders who are hired decide only after their training."""


def served(plan, stage, stream):
    table = plan.tables["plan"]
    chosen = table[(table.stage == stage) & (table.stream == stream) & (table.measure == "served")]
    return chosen.value.to_numpy()


def goal(plan, program, name):
    return sum(row["value"] for row in plan.goals if row["program"] == program and row["id"] == name)


def test_every_table_has_its_columns():
    for name, table in dutch_baseline().tables.items():
        assert tuple(table.columns) == TABLE_COLUMNS[name]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    inflow=st.integers(-50, 100),
    decisions=st.integers(150, 800),
    old_share=st.integers(0, 100),
    border_share=st.sampled_from([2, 5.3, 9, 15]),
    stay=st.sampled_from([4, 8, 12]),
    outage=st.integers(0, 8),
    delay=st.sampled_from([0, 10, 52]),
    housing=st.integers(-50, 50),
    renew=st.sampled_from(["plan", "all", "none"]),
)
def test_every_scenario_has_a_plan_that_keeps_every_identity(**changes):
    plan = dutch_plan(**changes)
    assert broken_identities(plan.tables, {"goals": plan.goals}) == []


def test_a_table_that_breaks_an_identity_is_found():
    plan = dutch_baseline()
    tables = {name: table.copy() for name, table in plan.tables.items()}
    tables["plan"].loc[tables["plan"].measure == "served", "value"] += 0.01
    assert len(broken_identities(tables, {"goals": plan.goals})) >= 2


def test_the_same_plan_twice_is_the_same_to_the_last_digit():
    again = dutch_plan()
    for name, table in dutch_baseline().tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name], check_exact=True)


def test_no_desk_is_idle_while_somebody_waits_who_may_be_served():
    pools = dutch_baseline().tables["pools"]
    assert pools.idle_while_queue.max() <= 1e-3


def test_who_is_decided_does_not_depend_on_beds():
    wide, tight = dutch_baseline(), dutch_plan(usable=85, housing=-30, renew="none")
    for stream in ("old", "normal", "accelerated", "border"):
        assert served(tight, "decision", stream) == pytest.approx(served(wide, "decision", stream), abs=1e-3)
    assert goal(tight, "places", "beds") > goal(wide, "places", "beds")


def test_no_decision_slows_in_any_week_when_more_are_granted_and_stay_as_residents():
    few, many = dutch_plan(HALF_A_YEAR, grant=20), dutch_plan(HALF_A_YEAR, grant=75)
    streams = [stream for stage, stream in STATIONS if stage == "decision"]
    assert {"border", "admissibility"} < set(streams)
    for stream in streams:
        assert served(few, "decision", stream).sum() > 0
        assert served(many, "decision", stream) == pytest.approx(served(few, "decision", stream), abs=1e-3)
    holders = [
        plan.tables["residents"].query("`class` == 'status_holders'").residents.sum() for plan in (few, many)
    ]
    assert holders[1] > 1.05 * holders[0]


def test_the_old_stock_gets_its_least_share_of_hours_and_no_more_than_asked_costs_the_pact_terms():
    plan = dutch_baseline()
    resources = plan.tables["resources"]
    deciders = resources[resources.pool == "ind_deciders"]
    old = deciders[deciders.stream == "old"].hours_used.sum()
    assert old / deciders.hours_used.sum() == pytest.approx(0.6, abs=1e-4)


@pytest.mark.parametrize(("share", "old_cases"), [(0, 0), (30, 4_680), (60, 9_360)])
def test_the_share_for_the_old_stock_is_what_settles_how_many_old_cases_are_decided(share, old_cases):
    plan = dutch_plan(old_share=share)
    assert served(plan, "decision", "old").sum() == pytest.approx(old_cases, abs=10)


def test_courts_work_although_no_term_binds_them():
    assert served(dutch_baseline(), "appeal", "territory").sum() > 5_000


def test_nobody_leaves_the_border_procedure_unfinished_when_hands_and_places_suffice():
    plan = dutch_baseline().tables["plan"]
    border = plan[plan.stage.isin(["decision", "appeal", "return_border"]) & (plan.stream == "border")]
    assert border[border.measure == "unfinished"].value.sum() == pytest.approx(0, abs=0.01)


def test_work_goes_on_in_the_last_weeks_shown_because_the_plan_looks_further():
    border = served(dutch_baseline(), "decision", "border")
    assert border[-4:].sum() > 0.5 * border.mean() * 4


def test_no_stream_is_served_in_one_burst():
    accelerated = served(dutch_baseline(), "decision", "accelerated")
    assert accelerated.max() < 2.5 * accelerated.mean()


def test_an_outage_delays_records_but_drops_none():
    calm, outage = dutch_baseline(), dutch_plan(outage=3)
    stream = ("eurodac_transmission", "territory")
    assert served(outage, *stream).sum() == pytest.approx(served(calm, *stream).sum(), abs=1)
    duties = outage.tables["duties"]
    late = duties[duties.duty == "eurodac_territory"].over_term
    assert late.max() > 500
    assert late.iloc[-1] == pytest.approx(0, abs=0.01)


def test_no_outcome_on_responsibility_comes_before_its_record_was_sent():
    calm, outage = dutch_baseline(), dutch_plan(outage=8)
    before = served(calm, "responsibility", "responsibility").cumsum()
    after = served(outage, "responsibility", "responsibility").cumsum()
    assert (before - after).max() > 30


def test_a_longer_stay_at_the_border_fills_the_pot():
    def occupied(plan):
        places = plan.tables["places"]
        return places[places.type == "border"].occupied.mean()

    long, short = (dutch_plan(HALF_A_YEAR, stay=weeks) for weeks in (12, 4))
    assert occupied(long) > occupied(short) + 50


def test_full_border_places_divert_and_the_weeks_in_which_that_was_not_lawful_are_named():
    plan = dutch_plan(border_share=15, stay=12, buffer=False)
    table = plan.tables["plan"]
    assert table[table.measure == "diverted"].value.sum() > 50
    assert plan.notices["unlawful_diversion_weeks"]


def test_places_are_whole_and_rounding_costs_next_to_nothing():
    places = dutch_baseline().tables["places"]
    for column in ("available", "opened", "closed"):
        assert np.array_equal(places[column], places[column].round())
    assert (
        0
        <= dutch_baseline().notices["whole_places_cost_eur"]
        < 1e-4 * goal(dutch_baseline(), "places", "money")
    )


def test_a_gap_that_no_lever_can_close_in_time_is_said_to_be_so():
    plan = dutch_baseline()
    gap = goal(plan, "places", "task")
    assert gap == pytest.approx(38_000, rel=0.05)
    assert gap == pytest.approx(plan.notices["task_gap_at_best"], abs=12)


def test_delayed_openings_widen_the_gap():
    assert goal(dutch_plan(delay=26), "places", "task") > goal(dutch_baseline(), "places", "task") + 1_000


def test_contracts_make_the_floor_less_inflow_saves_less_than_more_inflow_costs():
    less, base, more = (
        goal(plan, "places", "money")
        for plan in (dutch_plan(inflow=-20), dutch_baseline(), dutch_plan(inflow=20))
    )
    assert more > base >= less


def test_emergency_places_that_are_no_longer_needed_close_after_their_contract():
    plan = dutch_plan(inflow=60, shock=-80, shock_start="2027-06-07", shock_weeks=60, weeks=52)
    emergency = plan.tables["places"]
    emergency = emergency[emergency.type == "emergency"].groupby("week")[["opened", "closed"]].sum()
    assert emergency.opened.sum() > 0


def test_the_run_out_keeps_places_open_in_the_last_weeks():
    places = dutch_baseline().tables["places"]
    regular = places[places.type == "regular"].groupby("week").available.sum()
    assert regular.iloc[-1] >= regular.iloc[-8]


def test_nobody_is_passed_on_unfinished_while_the_desk_can_still_finish_in_time():
    plan = dutch_baseline().tables["plan"]
    screening = plan[plan.stage.str.startswith("screening_") & (plan.measure == "unfinished")]
    assert screening.value.sum() == pytest.approx(0, abs=0.01)


def test_what_screening_leaves_unfinished_comes_back_as_work():
    plan = dutch_plan(screen_territory=-40).tables["plan"]
    unfinished = plan[(plan.stage == "screening_territory") & (plan.measure == "unfinished")].value.sum()
    completion = plan[(plan.stage == "screening_completion") & (plan.stream == "territory")]
    assert unfinished > 1_000
    assert completion[completion.measure == "inflow"].value.sum() == pytest.approx(unfinished, rel=1e-6)


def test_a_grant_brings_nobody_into_reception_who_was_not_there():
    few, many = dutch_plan(HALF_A_YEAR, grant=20), dutch_plan(HALF_A_YEAR, grant=75)
    first_week = [
        plan.tables["residents"].query("week == '2026-11-23'").residents.sum() for plan in (few, many)
    ]
    assert first_week[0] == pytest.approx(first_week[1], abs=30)


def test_the_daily_penalty_is_settled_after_the_plan_and_never_steers_it():
    free, dear = (
        dutch_plan(HALF_A_YEAR, inflow=40, parameters=open_part)
        for open_part in ({}, {"intake_penalty_open": 5_000_000})
    )
    nights = "goal == 'after_solve' and line == 'intake_penalty_nights'"
    assert 0 < dear.tables["costs"].query(nights).eur.sum() <= 5_000_000
    assert free.tables["costs"].query(nights).empty
    pd.testing.assert_frame_equal(free.tables["places"], dear.tables["places"], check_exact=True)


def test_a_later_goal_never_takes_from_an_earlier_one():
    chain = build_chain(dutch_network(chain_input()))
    goals = chain_goals(chain)
    alone = LiveModel(chain.program)
    first = goals[0].costs @ alone.minimise(goals[0].costs, primal=False)
    alone.hold(goals[0].costs)
    second = goals[1].costs @ alone.minimise(goals[1].costs, primal=True)
    values = solve_in_order(LiveModel(chain.program), goals).values
    assert goals[0].costs @ values == pytest.approx(first, rel=1e-9)
    assert goals[1].costs @ values == pytest.approx(second, rel=1e-6, abs=1e-3)


def chain_input():
    given, scenario = dutch_input(HALF_A_YEAR), dutch_scenario()
    parameters = scenario_parameters(scenario, given.parameters)
    arrivals = planned_arrivals(scenario, None, parameters, given.weeks)
    return ChainInput(parameters, given.parameters, given.state, arrivals, Levers(), given.weeks)


@pytest.mark.parametrize(
    "change",
    [
        {"inflow": 10},
        {"shock": 50},
        {"family": 20},
        {"family_link": True},
        {"screen_border": -30},
        {"screen_territory": -40},
        {"outage": 2},
        {"intake_cap": 1500},
        {"intake_extra": 200},
        {"decisions": 330},
        {"fte": 100},
        {"old_share": 40},
        {"grant": 55},
        {"sessions": 80},
        {"border_share": 8},
        {"stay": 10},
        {"jcs": 150, "stay": 12, "border_share": 9},
        {"buffer": False, "stay": 12, "border_share": 9},
        {"return_leg": 100},
        {"transfer": 40},
        {"delay": 10},
        {"delivered": 50},
        {"delay_by_province": {"PV28": 20}},
        {"delivered_by_province": {"PV28": 50}},
        {"usable": 91},
        {"lead_em": 8, "inflow": 20},
        {"renew": "none"},
        {"crisis_steps": True, "inflow": 40},
        {"housing": -10},
        {"ceiling": 3000},
        {"steady": 10},
        {"regimes": [{"regime": "mass", "weeks": 26}]},
        {"regimes": [{"regime": "crisis", "weeks": 40}]},
        {"pact_from": "2026-07-01"},
        {"support": 100, "support_pool": "ind_deciders"},
        {"outage": 2, "outage_level": 50},
        {"parameters": {"attrition_per_year": 0.1}},
        {"parameters": {"overtime_share": 0.05}},
        {"parameters": {"lend_share_ind_ova_ind_deciders": 0.3}},
        {"parameters": {"old_extended_share": 0.5}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_setting_changes_the_plan(change):
    weeks = TRAINED if "fte" in change else HALF_A_YEAR
    plan, baseline = dutch_plan(weeks, **change), dutch_baseline(weeks)
    assert any(
        not plan.tables[name].equals(baseline.tables[name]) for name in ("plan", "places", "pools", "duties")
    )


def test_catching_up_faster_after_an_outage_clears_the_records_sooner():
    def late(plan):
        duties = plan.tables["duties"]
        return duties[duties.duty == "eurodac_territory"].over_term.sum()

    fast, slow = (dutch_plan(HALF_A_YEAR, outage=4, catchup=percent) for percent in (300, 110))
    assert late(fast) < late(slow)


def test_the_old_stock_has_its_share_of_hours_until_nobody_of_it_is_left():
    plan = dutch_plan(decisions=800)
    hours = plan.tables["resources"]
    hours = hours[hours.pool == "ind_deciders"].pivot_table(
        index="week", columns="stream", values="hours_used", aggfunc="sum"
    )
    measures = plan.tables["plan"]
    queue = measures[(measures.stream == "old") & (measures.measure == "queue")].set_index("week").value
    some_left = queue[queue > 2000].index
    assert 20 < len(some_left) < 52 + 1
    assert (hours.old / hours.sum(axis=1))[some_left].min() > 0.599
