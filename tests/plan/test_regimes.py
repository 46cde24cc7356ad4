"""Regimes by period: who comes in while one holds has its term, under its article, and nobody else has."""

import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.chain.diversions import lifted_shares
from capacity.plan.chain.duties import duty_rows
from capacity.plan.chain.goals import duty_terms
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.run import run_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import INCOMING, NORMAL, REGISTER_TERRITORY, RESPONSIBILITY
from capacity.plan.network.due import Part, Span, due_by_week
from capacity.plan.solver.live_model import LiveModel
from capacity.sources.shipped import data_folder, load_table
from tests.plan.dutch import dutch_chain_input, dutch_input
from tests.plan.small import small_network

WEEKS, USUAL = 7, 1
FEW = settings(max_examples=40, deadline=None)
HELD = st.tuples(st.integers(0, WEEKS), st.integers(1, WEEKS), st.integers(2, 4))


def chain(**changes) -> bytes:
    return pickle.dumps(dutch_network(dutch_chain_input(26, **changes)))


def mass(weeks, start=None):
    return {"regime": "mass", "start": start, "weeks": weeks}


def crisis(weeks, start=None):
    return {"regime": "crisis", "start": start, "weeks": weeks}


@pytest.mark.parametrize("regime", ["mass", "crisis"])
def test_one_period_is_the_regime_that_a_plan_had_before(regime):
    assert chain(regime=regime, regime_weeks=52) == chain(regimes=[{"regime": regime, "weeks": 52}])
    assert chain(regime=regime, regime_weeks=52) != chain()


def test_two_periods_that_follow_each_other_are_one():
    assert chain(regimes=[mass(10), mass(16, "2027-02-01")]) == chain(regimes=[mass(26)])


def test_the_order_in_which_periods_are_listed_does_not_matter():
    one, other = mass(4, "2026-12-07"), crisis(6, "2027-02-01")
    assert chain(regimes=[one, other]) == chain(regimes=[other, one])


def test_where_two_regimes_hold_the_longer_term_counts():
    """Registration: 15 days in a mass arrival, four weeks in a crisis (APR 27(5), CRI 10(1))."""
    both = dutch_network(dutch_chain_input(26, regimes=[mass(26), crisis(26)])).station(REGISTER_TERRITORY)
    one = dutch_network(dutch_chain_input(26, regimes=[crisis(26)])).station(REGISTER_TERRITORY)
    assert both.due == one.due
    assert set(both.articles[:26]) == {"CRI 10(1)"}


def test_a_crisis_that_is_asked_for_gives_four_weeks_to_register_for_ten_days_and_nothing_else():
    """CRI 10(6): who comes in the first 10/7 weeks has four weeks, whoever comes after it 5 days again."""
    asked = dutch_network(dutch_chain_input(26, regimes=[{"regime": "requested", "weeks": 2}]))
    usual = dutch_network(dutch_chain_input(26))
    station, tenth_day = asked.station(REGISTER_TERRITORY), 10 / 7 - 1
    assert np.array(station.due_at(3)) == pytest.approx(
        np.array([(1.0, -1.0), (-1.0, tenth_day), (1.0, 3 - 5 / 7)])
    )
    assert np.array(station.due_at(20)) == pytest.approx(np.array([(1.0, 20 - 5 / 7)]))
    assert asked.station(REGISTER_TERRITORY).articles[:3] == ("CRI 10(6)", "CRI 10(6)", "")
    changed = [
        one.key for one, other in zip(asked.stations, usual.stations, strict=True) if one.due != other.due
    ]
    assert {key[0] for key in changed} == {"registration"}


def test_after_the_first_period_of_a_crisis_of_mass_arrival_only_the_time_to_register_ends():
    """CRI 10(4): the other terms go on as if the crisis had not been divided."""
    parted = [crisis(13), {"regime": "prolonged", "start": "2027-02-22", "weeks": 13}]
    whole, two = (dutch_network(dutch_chain_input(26, regimes=held)) for held in ([crisis(26)], parted))
    changed = [
        one.key[0] for one, other in zip(whole.stations, two.stations, strict=True) if one.due != other.due
    ]
    assert set(changed) == {"registration"}
    assert np.array_equal(whole.pot.crisis_share, two.pot.crisis_share)
    assert two.station(REGISTER_TERRITORY).articles[12:14] == ("CRI 10(1)", "")


def test_a_row_of_the_duties_cites_the_article_of_the_term_that_holds_in_its_week():
    given_ = dutch_chain_input(26, regimes=[mass(4, "2026-12-07"), crisis(4, "2027-01-04")])
    register = dutch_input(26).duties
    articles = {row.duty: (row.article, row.bound) for row in register.itertuples()}
    rows = duty_rows(run_chain(given_).solution, articles)
    cited = {(row[0], row[4]): row[1] for row in rows}
    for duty, usual, in_mass, in_crisis in (
        ("registration_territory", "APR 27(1)", "APR 27(5)", "CRI 10(1)"),
        ("decide_normal", "APR 35(4)", "APR 35(5)", "APR 35(4)"),
        ("transfer", "AMMR 46(1)", "AMMR 46(1)", "CRI 12(2)(d)"),
        ("border_procedure", "APR 51(2)", "APR 51(2)", "CRI 11(1)"),
    ):
        assert cited[duty, "2026-11-30"] == usual
        assert {cited[duty, week] for week in ("2026-12-07", "2026-12-28")} == {in_mass}
        assert {cited[duty, week] for week in ("2027-01-04", "2027-01-25")} == {in_crisis}
        assert cited[duty, "2027-02-01"] == usual


@pytest.mark.parametrize(("week", "before"), [(50, 4.0), (60, 60 - 52.18)])
def test_the_end_of_a_period_gives_who_comes_after_it_the_usual_term_again(week, before):
    """Mass arrival in weeks 5 to 8 of the plan: a year for who comes then, half a year before and after it.

    Fallen due in week 50 is who came before the period, and who came half a year ago less who came until
    its end; in week 60 also who came in it more than a year ago.
    """
    station = dutch_network(dutch_chain_input(52, regimes=[mass(4, "2026-12-28")])).station(NORMAL)
    moments = {round(moment, 6): weight for weight, moment in station.due_at(week)}
    assert moments == {round(before, 6): 1.0, 8.0: -1.0, round(week - 52.18 / 2, 6): 1.0}


def test_whose_transfer_is_decided_in_a_crisis_comes_back_a_year_later_and_all_others_after_six_months():
    """CRI 12(2)(d): outcomes of weeks 3 to 6 of the plan; nobody is counted twice or lost."""
    given_ = dutch_chain_input(26, regimes=[crisis(4, "2026-12-07")])
    solution = run_chain(given_).solution
    flows = [flow for flow in solution.flows if flow.start == RESPONSIBILITY and flow.exit == "served"]
    back = {flow.lag_weeks: flow.persons[:10] for flow in flows if flow.lag_weeks}
    assert set(back) == {26, 52}
    assert np.flatnonzero(back[52]).tolist() == [2, 3, 4, 5]
    assert not back[26][2:6].any()
    assert back[26][6:].all()
    served = solution.stations[RESPONSIBILITY].served[:10]
    assert sum(flow.persons[:10] for flow in flows) == pytest.approx(served, abs=1e-6)


def test_in_a_crisis_the_ground_of_low_recognition_may_be_left_out_and_after_it_no_more():
    """CRI 11(2): only in the weeks of the crisis, whatever the places held."""
    given_ = dutch_chain_input(26, regimes=[crisis(4, "2026-12-07"), mass(4, "2027-02-01")])
    outcome = run_chain(given_)
    pot = outcome.solution.network.pot
    roomy = replace(
        outcome.solution.network, pot=replace(pot, adequate_capacity=1e9, yearly_maximum=np.zeros(0))
    )
    shares = lifted_shares(replace(outcome.solution, network=roomy))
    low = given_.number("border_ground_j_share")
    assert shares[:10] == pytest.approx([0, 0, low, low, low, low, 0, 0, 0, 0])
    assert shares[10:].max() == 0


def test_in_a_crisis_the_requests_to_take_back_of_which_the_state_is_relieved_need_no_answer():
    """CRI 13(1): of 100 requests a week 78 are to take back; half of these fall away in weeks 2 to 5."""
    relieved = {"crisis_take_back_relief_share": 0.5}
    network = dutch_network(dutch_chain_input(26, regimes=[crisis(4, "2026-12-07")], parameters=relieved))
    assert network.arriving(INCOMING)[:8].tolist() == pytest.approx([100] * 2 + [61] * 4 + [100] * 2)
    assert chain(parameters=relieved) == chain()


def test_a_recommendation_gives_a_share_of_the_normal_procedure_four_weeks_and_nobody_else():
    """CRI 14(2): a fifth of who comes in weeks 2 to 9 is due four weeks later, the rest after half a year."""
    named = {"regime": "expedited", "start": "2026-12-07", "weeks": 8}
    held = dutch_network(dutch_chain_input(26, regimes=[named], parameters={"expedited_share": 0.2}))
    usual = dutch_network(dutch_chain_input(26))
    due = {round(moment, 6): round(weight, 6) for weight, moment in held.station(NORMAL).due_at(9)}
    assert due == {round(9 - 52.18 / 2, 6): 1.0, 1.0: -0.2, 5.0: 0.2}
    changed = [
        one.key for one, other in zip(held.stations, usual.stations, strict=True) if one.due != other.due
    ]
    assert changed == [NORMAL]


def test_with_the_lower_threshold_only_who_is_above_five_percent_may_be_led_elsewhere_in_a_crisis():
    """CRI 11(3): 0.907 of the ground in weeks 2 to 5 of a crisis of eight weeks, all of it in the others."""
    lowered = {"regime": "low_threshold", "start": "2026-12-07", "weeks": 4}
    given_ = dutch_chain_input(26, regimes=[crisis(8, "2026-11-23"), lowered])
    low = given_.number("border_ground_j_share")
    shares = dutch_network(given_).pot.crisis_share
    assert shares[:9] == pytest.approx([low] * 2 + [0.907 * low] * 4 + [low] * 2 + [0])


def test_of_first_applicants_at_or_below_twenty_percent_nine_in_ten_are_above_five():
    """Counted from the shipped series of 2025 and the rates of the shipped list: 0.907."""
    applied = pd.read_csv(data_folder() / "series/eu_asylum_annual_citizen.csv.gz", keep_default_na=False)
    here = applied[(applied.geo == "NL") & (applied.year == 2025) & (applied.applicant == "UNHCR_N_FI")]
    rated = here.merge(load_table("law/recognition_list")[["citizen", "rate"]], on="citizen")
    rate = rated.rate.astype(float)
    low = rated[rate <= 20].persons.sum()
    share = rated[(rate <= 20) & (rate > 5)].persons.sum() / low
    assert dutch_chain_input(26).number("border_ground_j_above_five_share") == pytest.approx(share, abs=5e-4)


def cohorts(arrivals, hours, terms) -> float:
    """Least person-weeks over term by a program that knows every week's entrants with their own term."""
    problem, late = pulp.LpProblem("cohorts", pulp.LpMinimize), []
    work: dict[int, list] = {week: [] for week in range(WEEKS)}
    for born, (persons, term) in enumerate(zip(arrivals, terms, strict=True)):
        stays = persons
        for week in range(born, WEEKS):
            x = problem.add_variable(f"x{born}_{week}", 0)
            work[week].append(x)
            stays = stays - x
            problem.addConstraint(stays >= 0)
            if week - born >= term:
                late.append(stays)
    for week in range(WEEKS):
        problem.addConstraint(pulp.lpSum(work[week]) <= hours)
    problem.setObjective(pulp.lpSum(late))
    problem.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(problem.objective) or 0.0)


def curves(arrivals, hours, spans) -> float:
    due = due_by_week(WEEKS, [Part(1.0, float(USUAL), spans)])
    network = small_network(arrivals, hours, term_weeks=np.full(WEEKS, float(USUAL)), due=due, rank=1)
    program = build_chain(network)
    costs = program.program.costs(duty_terms(program, 1))
    return float(costs @ LiveModel(program.program).minimise(costs))


def terms_of(spans):
    own = {week: span.weeks for span in spans for week in range(span.first, span.end)}
    return [own.get(week, USUAL) for week in range(WEEKS)]


@pytest.mark.filterwarnings("ignore")
@FEW
@given(
    arrivals=st.lists(st.integers(0, 30), min_size=WEEKS, max_size=WEEKS),
    hours=st.integers(0, 25),
    held=st.tuples(st.integers(-2, WEEKS), st.integers(1, WEEKS), st.integers(0, 4)),
    after=st.integers(0, 4),
)
def test_the_curves_find_the_lateness_of_explicit_cohorts_in_a_period_and_after_it(
    arrivals, hours, held, after
):
    """Also where a period with another term follows at once: whose term ends first is served first."""
    first, length, term = held
    spans = (Span(first, first + length, float(term)), Span(first + length, first + length + 2, float(after)))
    assert curves(arrivals, hours, spans) == pytest.approx(
        cohorts(arrivals, hours, terms_of(spans)), abs=1e-4
    )


def test_levers_hold_in_the_weeks_of_their_period_also_where_it_began_before_the_plan():
    weeks = dutch_input(26).weeks
    held = dutch_chain_input(26, regimes=[mass(5, "2026-11-09")]).levers.in_regime("mass", weeks)
    assert weeks.start == date(2026, 11, 23)
    assert np.flatnonzero(held).tolist() == [0, 1, 2]
