"""Terms that some persons of a stream have: each solved by hand, a share of them at a moment of its own."""

import pytest

from capacity.plan.chain.duties import duty_rows
from capacity.plan.chain.run import run_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.sources.shipped import load_legal_terms, load_parameters
from tests.plan.dutch import dutch_baseline, dutch_chain_input, dutch_input

MONTH = 52.18 / 12
WEEK = 20


def station(stage, stream, **changes):
    return dutch_network(dutch_chain_input(26, **changes)).station((stage, stream))


def due(stage, stream, **changes):
    """Weeks before week 20 in which those came whose term has ended by then, with their share."""
    return [
        (pytest.approx(share), pytest.approx(WEEK - moment))
        for share, moment in station(stage, stream, **changes).due_at(WEEK)
    ]


def test_a_repeat_application_after_a_return_decision_is_due_within_ten_working_days():
    """A quarter in 10 / 5 = 2 weeks, the rest in two months."""
    told = due("decision", "admissibility", parameters={"after_return_decision_share": 0.25})
    assert told == [(0.75, 2 * MONTH), (0.25, 2.0)]


def test_of_other_repeat_applications_a_share_is_complex_and_has_two_months_more():
    """A quarter in 2 weeks; of the other 0.75 a half, 0.375, in 2 + 2 months, 0.375 in two."""
    shares = {"after_return_decision_share": 0.25, "extended_share_admissibility": 0.5}
    told = due("decision", "admissibility", parameters=shares)
    assert told == [(0.375, 4 * MONTH), (0.375, 2 * MONTH), (0.25, 2.0)]


def test_who_applied_to_another_authority_is_registered_three_working_days_later():
    """0.4 in 3/5 + 5/7 of a week, the rest in 5/7."""
    told = due("registration", "territory", parameters={"register_forwarded_share": 0.4})
    assert told == [(0.4, 3 / 5 + 5 / 7), (0.6, 5 / 7)]


def test_a_record_with_poor_prints_or_an_obstacle_of_health_may_be_sent_two_days_later():
    """72 hours are 3/7 of a week, 120 are 5/7: 0.1 for poor prints and 0.2 for health, 0.7 as usual."""
    shares = {"eurodac_poor_prints_share": 0.1, "eurodac_health_share": 0.2}
    told = due("eurodac_transmission", "territory", parameters=shares)
    assert told == [(0.7, 3 / 7), (0.1, 5 / 7), (0.2, 5 / 7)]


def test_in_an_outage_two_days_come_on_top_for_every_record():
    """3/7 + 2/7 for 0.9 of them, 3/7 + 2/7 + 2/7 for the 0.1 with poor prints; the outage is in week 20."""
    start = dutch_chain_input(26).weeks.monday(WEEK).isoformat()
    outage = {"outage": 1, "outage_start": start, "parameters": {"eurodac_poor_prints_share": 0.1}}
    assert due("eurodac_transmission", "repeat", **outage) == [(0.9, 5 / 7), (0.1, 1.0)]


def test_who_is_in_prison_may_be_transferred_within_a_year():
    told = due("transfer", "responsibility", parameters={"transfer_imprisoned_share": 0.05})
    assert told == [(0.05, 52.18), (0.95, 6 * MONTH)]


def test_who_is_out_of_reach_may_be_transferred_within_three_years_and_once_back_within_three_months():
    """AMMR 46(2): 0.2 in 3 x 52.18 weeks, 0.1 in three months, the other 0.7 in six."""
    shares = {"transfer_absconded_share": 0.2, "transfer_back_share": 0.1}
    told = due("transfer", "responsibility", parameters=shares)
    assert told == [(0.2, 3 * 52.18), (0.7, 6 * MONTH), (0.1, 3 * MONTH)]


def test_for_who_is_detained_the_request_is_due_sooner():
    """AMMR 45: 0.2 in two weeks and 0.1 in one; of the other 0.7, 0.78 to take back, in two weeks too."""
    shares = {"responsibility_detained_share": 0.2, "responsibility_detained_later_share": 0.1}
    hit, month = 0.546, MONTH
    told = due("responsibility_request", "responsibility", parameters=shares)
    charge = 0.7 * 0.22
    assert told == [
        (charge * (1 - hit), 2 * month),
        (charge * hit, month),
        (0.7 * 0.78 + 0.2, 2.0),
        (0.1, 1.0),
    ]


def test_another_state_is_answered_in_a_month_two_weeks_after_a_hit_or_to_take_back_or_one_for_the_detained():
    """AMMR 40(1)-(2), 41(3), 45(2): a tenth in a week; of the rest half to take back, 0.2 a hit."""
    shares = {"incoming_detained_share": 0.1, "incoming_take_back_share": 0.5, "incoming_hit_share": 0.4}
    told = due("incoming_request", "incoming", parameters=shares)
    assert told == [(0.45 * 0.6, MONTH), (0.45 * 0.4 + 0.45, 2.0), (0.1, 1.0)]


def test_a_request_to_take_charge_that_asks_for_a_quick_answer_is_answered_in_a_week():
    """AMMR 39(2), 40(7): half to take charge; a fifth of them asks for it, 0.4 of the others a hit."""
    shares = {"incoming_urgent_share": 0.2, "incoming_take_back_share": 0.5, "incoming_hit_share": 0.4}
    told = due("incoming_request", "incoming", parameters=shares)
    assert told == [(0.4 * 0.6, MONTH), (0.4 * 0.4 + 0.5, 2.0), (0.1, 1.0)]


def test_whoever_waits_for_another_state_lodges_beside_it_within_21_days_of_registration():
    """APR 28(1): 0.19 of those registered in the territory lodge so, and none of them moves on by it."""
    network = dutch_network(dutch_chain_input(26))
    lodge, request = ("lodging", "responsibility"), ("responsibility_request", "responsibility")
    (beside,), (on,) = network.into(lodge), network.into(request)
    assert (beside.start, beside.share, beside.work_only) == (on.start, on.share, True)
    assert not on.work_only
    assert due(*lodge) == [(1.0, 3.0)]


def test_of_those_who_wait_for_a_transfer_the_detained_are_to_be_gone_or_free_within_five_weeks():
    """AMMR 45(3): with a quarter of them detained, a quarter of those who came five weeks before are due."""
    given = dutch_chain_input(26, parameters={"responsibility_detained_share": 0.25})
    solution = run_chain(given).solution
    rows = duty_rows(
        solution, {row.duty: (row.article, row.bound) for row in dutch_input().duties.itertuples()}
    )
    told = {row[4]: row for row in rows if row[0] == "transfer_detained"}
    came = solution.stations["transfer", "responsibility"].inflow
    label = solution.network.weeks.monday(WEEK).isoformat()
    assert told[label][1:3] == ("AMMR 45(3)", "DTenV")
    assert told[label][5] == pytest.approx(came[WEEK - 5] / 4, abs=1e-4)


def test_who_is_held_at_the_border_is_before_a_judge_within_15_days_and_by_exception_within_21():
    """RCD 11(3): a tenth in 21 / 7 weeks, the rest in 15 / 7; who is exempt or not held is not reviewed."""
    told = due("detention_review", "border", parameters={"detention_review_exception_share": 0.1})
    assert told == [(0.1, 21 / 7), (0.9, 15 / 7)]
    shares = {"border_exempt_share": 0.2, "border_detained_share": 0.5}
    given = dutch_chain_input(26, parameters=shares)
    network = dutch_network(given)
    border = network.arriving(("screening_border", "border")) + network.arriving(("screening_border", "held"))
    assert network.arriving(("detention_review", "border")) == pytest.approx(border * 0.8 * 0.5)


def test_nobody_hears_an_ordinary_appeal_before_its_window_has_closed():
    """28 days of window and a week of preparation: five weeks."""
    assert station("appeal", "territory").minimum_weeks == pytest.approx(28 / 7)
    prepared = station("appeal", "territory", parameters={"minimum_weeks_appeal": 1})
    assert prepared.minimum_weeks == pytest.approx(28 / 7 + 1)


def test_the_shortest_stay_at_the_border_still_holds_the_window_to_appeal():
    """A stay of 4 weeks leaves 4 x 0.375 = 1.5 weeks for the appeal, more than 7 days and more than 10."""
    assert station("appeal", "border", stay=4).minimum_weeks == pytest.approx(1.5)
    late = {"appeal_window_border": 10, "border_stay_decision_part": 0.75}
    assert station("appeal", "border", stay=4, parameters=late).minimum_weeks == pytest.approx(10 / 7)


@pytest.mark.parametrize(
    ("window", "article"), [("appeal_window_normal", "other"), ("appeal_window_border", "fast")]
)
def test_a_window_to_appeal_can_only_be_what_the_article_allows(window, article):
    row, terms = load_parameters()[window], load_legal_terms()
    days = {"weeks": 7.0, "months": 7 * MONTH, "days": 1.0}
    shortest, longest = (terms[f"appeal_window_{article}_{end}"] for end in ("min", "max"))
    assert row.low == shortest.number * days[shortest.unit]
    assert row.high == int(longest.number * days[longest.unit])


def test_appeals_over_the_term_are_those_rejected_before_it_less_those_heard():
    """6,100 wait, 0 to 52 weeks: by the end of the first week 6,100 x (52 - 27 + 1) / 52 = 3,050 are due."""
    tables = dutch_baseline().tables
    plan, duties = tables["plan"], tables["duties"]
    first = plan.week.min()
    here = plan[(plan.week == first) & (plan.stage == "appeal") & (plan.stream == "territory")]
    heard = float(here[here.measure == "served"].value.iloc[0])
    row = duties[(duties.duty == "appeal_territory") & (duties.week == first)].iloc[0]
    assert heard > 0
    assert row.over_term == pytest.approx(6_100 * 26 / 52 - heard, abs=1e-5)
    assert row.article == "APR 69"
