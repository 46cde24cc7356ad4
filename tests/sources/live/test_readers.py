"""What each reader makes of good answers on a local server, and how it tells what is wrong with others."""

import json
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pytest
from werkzeug import Response

from capacity.sources.live import KEY, collect, load_sources, period_bounds

from .answers import (
    MEASURES,
    NATIONS,
    cbs_codes,
    cbs_observations,
    cbs_row,
    decisions_table,
    eurostat_cube,
    ministry_item,
    ministry_page,
    pending_table,
    rates_table,
)
from .bad_answers import CBS, DECISIONS, EUROSTAT, MINISTRY, PENDING, RATES
from .conftest import QUICK, TODAY


def persons(result):
    table = result.reading.observations
    return {tuple(row[:4]): row[4] for row in table[[*KEY, "persons"]].itertuples(index=False)}


def fault(result):
    assert result.reading is None
    return result.fault.kind, result.fault.remark.key, dict(result.fault.remark.values)


def test_cbs_gives_months_of_seven_nationalities_and_the_quarter_of_the_total(read, sources):
    sources.observations = cbs_observations(base=100)
    found = persons(read(CBS))
    assert len([key for key in found if key[0] == "nl_asylum_monthly"]) == 3 * 8 * 2
    assert {key[3] for key in found} == {"TOTAL", "SY", "ER", "TR", "IQ", "AF", "YE", "SO"}
    months = [found["nl_asylum_monthly", f"2026-0{n}", "first_applications", "TOTAL"] for n in (1, 2, 3)]
    assert found["nl_asylum_quarterly", "2026Q1", "first_applications", "TOTAL"] == sum(months)


def test_cbs_is_asked_only_for_what_is_read(read, sources):
    read(CBS)
    query = next(request for name, request in sources.requests if name == "observations").args["$filter"]
    assert "Geslacht eq 'T001038'" in query
    assert ("Measure eq 'M002'" in query, "Measure eq 'M003'" in query) == (True, False)
    assert ("NAT9444" in query, "NAT9278x" in query) == (True, False)


def test_a_quarter_that_cbs_lists_itself_is_not_summed(read, sources):
    sources.observations = cbs_observations()
    sources.observations["value"].append(cbs_row(900, "M002", "T001059", "2026KW01", 3005.0))
    assert persons(read(CBS))["nl_asylum_quarterly", "2026Q1", "first_applications", "TOTAL"] == 3005.0


def test_years_and_figures_that_cbs_does_not_publish_are_left_out(read, sources):
    sources.observations["value"] += [
        cbs_row(901, "M002", "T001059", "2025JJ00", 24140.0),
        cbs_row(902, "M002", "NAT9444", "2026MM04", None),
    ]
    assert {key[1] for key in persons(read(CBS))} == {"2026-01", "2026-02", "2026-03", "2026Q1"}


def test_cbs_is_read_page_by_page(read, sources):
    whole = cbs_observations()
    half = len(whole["value"]) // 2
    following = sources.server.url_for("/odata/v1/CBS/83102NED/Observations?$skip=24")
    first = {**whole, "value": whole["value"][:half], "@odata.nextLink": following}
    sources.observations = [first, {**whole, "value": whole["value"][half:]}]
    assert len(persons(read(CBS))) == 3 * 8 * 2 + 2


def test_a_next_page_on_another_host_is_not_followed(read, sources):
    sources.observations = {**cbs_observations(), "@odata.nextLink": "http://127.0.0.2:9/elsewhere"}
    kind, key, values = fault(read(CBS))
    assert (kind, key, "127.0.0.2" in values["found"]) == ("changed_shape", "shape", True)


@pytest.mark.parametrize("applicant", ["applicant", "asyl_app"])
def test_eurostat_gives_all_applications_per_month(read, sources, applicant):
    sources.eurostat = eurostat_cube({"2026-03": 1990, "2026-04": None, "2026-05": 2345}, applicant=applicant)
    assert persons(read(EUROSTAT)) == {
        ("nl_asylum_monthly", "2026-03", "all_applications", "TOTAL"): 1990.0,
        ("nl_asylum_monthly", "2026-05", "all_applications", "TOTAL"): 2345.0,
    }


def test_the_ministry_gives_a_figure_per_week_named_by_its_monday(read, sources):
    sources.ministry = ministry_page(ministry_item(1, "700"), ministry_item(20, "1.000"), ministry_item(30))
    assert persons(read(MINISTRY)) == {
        ("nl_asylum_weekly", "2025-12-29", "total_inflow", "TOTAL"): 700.0,
        ("nl_asylum_weekly", "2026-05-11", "total_inflow", "TOTAL"): 1000.0,
        ("nl_asylum_weekly", "2026-07-20", "total_inflow", "TOTAL"): 900.0,
    }


def test_an_item_without_a_heading_is_read_from_its_address(read, sources):
    bare = '<a href="/actueel/nieuws/2026/06/01/de-asielinstroom-van-week-22-bedroeg-ongeveer-1.200"></a>'
    sources.ministry = ministry_page(bare)
    assert list(persons(read(MINISTRY)).values()) == [1200.0]


def test_an_item_that_links_to_another_year_is_left_out_and_reported(read, sources):
    wrong = ministry_item(13, published=date(2023, 4, 3))
    sources.ministry = ministry_page(wrong, ministry_item(30))
    result = read(MINISTRY)
    assert len(persons(result)) == 1
    assert [finding.key for finding in result.reading.findings] == ["other_year"]


@pytest.mark.parametrize("week", [52, 53])
def test_a_last_week_of_december_on_the_page_of_the_next_year_is_left_out_and_reported(read, sources, week):
    late = ministry_item(week, year=2026, published=date(2027, 1, 4))
    path = "/documenten/publicaties/2027/01/01/asielinstroom-per-week-in-2027"
    sources.pages[path] = ministry_page(late, ministry_item(1, "850", year=2027))
    result = read(MINISTRY, date(2027, 2, 1))
    assert list(persons(result).values()) == [850.0]
    assert [finding.key for finding in result.reading.findings] == ["other_year"]


@pytest.mark.parametrize("week", [0, 54])
def test_a_week_that_no_year_has_is_another_shape(read, sources, week):
    sources.ministry = ministry_page(ministry_item(week, published=date(2026, 11, 23)), ministry_item(30))
    assert fault(read(MINISTRY))[:2] == ("changed_shape", "shape")


def test_of_two_figures_for_a_week_the_later_counts_and_both_are_reported(read, sources):
    early, late = ministry_item(24, "710"), ministry_item(24, "970", published=date(2026, 6, 22))
    sources.ministry = ministry_page(late, early)
    result = read(MINISTRY)
    assert list(persons(result).values()) == [970.0]
    assert [finding.key for finding in result.reading.findings] == ["twice"]


def test_the_page_of_a_year_is_found_whatever_its_day_in_january(read, sources):
    path = "/documenten/publicaties/2027/01/04/asielinstroom-per-week-in-2027"
    sources.pages[path] = ministry_page(ministry_item(2, year=2027))
    assert list(persons(read(MINISTRY, date(2027, 2, 1))).values()) == [900.0]


@pytest.mark.parametrize("header", ["3600", "date"])
def test_a_source_that_wants_longer_than_there_is_time_is_not_waited_for(read, sources, header):
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    wait = later if header == "date" else header
    sources.eurostat = Response("", status=429, headers={"Retry-After": wait})
    kind, key, values = fault(read(EUROSTAT))
    assert (kind, key) == ("failed", "busy")
    assert 3500 < int(values["seconds"]) <= 3600
    assert len([name for name, _ in sources.requests if name == "eurostat"]) == 1


def test_a_connection_that_ends_before_the_announced_length_is_not_used(read, sources):
    length = {"Content-Length": "1000"}
    sources.eurostat = lambda _: Response(iter([b"{}"]), content_type="application/json", headers=length)
    assert fault(read(EUROSTAT))[:2] == ("failed", "truncated")


def test_an_answer_larger_than_the_bound_is_not_read_to_its_end(read, sources):
    sources.eurostat = Response(b" " * 300_000, content_type="application/json")
    assert fault(read(EUROSTAT))[:2] == ("failed", "too_large")


@pytest.mark.parametrize(
    ("source", "name", "answer", "expected"),
    [
        (CBS, "measures", cbs_codes({"M1": "Totaal", "M2": "Aanvragen"}), "Eerste asielverzoeken"),
        (CBS, "nations", cbs_codes({**NATIONS, "NAT9444": "Syria"}), "Syrisch"),
        (CBS, "observations", {"odata.metadata": "", "values": []}, "value"),
        (CBS, "observations", {"value": [{"Measure": "M002", "Nationaliteit": "T001059"}]}, "Perioden"),
        (CBS, "observations", "<html><body>Storing</body></html>", "JSON"),
        (CBS, "observations", {"value": [cbs_row(1, "M002", "NAT1", "2026MM01", 5.0)]}, "$filter"),
        (EUROSTAT, "eurostat", {"structure": {}}, "id"),
        (EUROSTAT, "eurostat", {**eurostat_cube({"2026-05": 1}), "id": ["geo", "time"]}, "applicant"),
        (EUROSTAT, "eurostat", eurostat_cube({"May 2026": 5}), "2026-05"),
        (EUROSTAT, "eurostat", {**eurostat_cube({"2026-05": 1}), "value": {"7": 3}}, "value"),
        (MINISTRY, "ministry", ministry_page(), "asielinstroom-van-week"),
        (MINISTRY, "ministry", ministry_page(ministry_item(30, "duizend")), "ongeveer 900"),
    ],
)
def test_a_source_in_another_shape_is_named_with_what_was_expected(
    read, sources, source, name, answer, expected
):
    setattr(sources, name, answer)
    kind, key, values = fault(read(source))
    assert (kind, key) == ("changed_shape", "shape")
    assert expected in values["expected"]


def test_a_refusal_of_eurostat_is_told_in_its_own_words(read, sources):
    sources.eurostat = {
        "warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Your request will be treated"}
    }
    kind, key, values = fault(read(EUROSTAT))
    assert (kind, key, "ASYNCHRONOUS" in values["answer"]) == ("failed", "refused", True)


@pytest.mark.parametrize(
    ("source", "name", "answer", "found"),
    [
        (CBS, "measures", cbs_codes(MEASURES, unit="x 1 000"), "x 1 000"),
        (EUROSTAT, "eurostat", eurostat_cube({"2026-05": 2}, unit="THS_PER"), "THS_PER"),
        (MINISTRY, "ministry", ministry_page(ministry_item(30, "0,9 duizend")), "duizend"),
        (MINISTRY, "ministry", ministry_page(ministry_item(30, "900 per dag")), "per dag"),
    ],
)
def test_another_unit_is_refused(read, sources, source, name, answer, found):
    setattr(sources, name, answer)
    kind, key, values = fault(read(source))
    assert (kind, key, found in values["found"]) == ("changed_shape", "wrong_unit", True)


def test_two_figures_of_one_source_for_one_period_are_refused(read, sources):
    sources.observations["value"].append(cbs_row(900, "M002", "NAT9444", "2026MM01", 7.0))
    assert fault(read(CBS))[:2] == ("failed", "duplicate")


def test_eurostat_gives_decisions_by_quarter_and_outcome(read, sources):
    found = persons(read(DECISIONS))
    assert found["nl_decisions", "2026Q2", "positive_decisions", "TOTAL"] == 400
    assert found["nl_decisions", "2026Q1", "rejections", "TOTAL"] == 600
    assert len(found) == 2 * 3
    asked = next(request for name, request in sources.requests if name == "decisions").args
    assert asked.getlist("decision") == ["TOTAL", "TOTAL_POS", "REJECTED"]


def test_eurostat_gives_pending_applications_by_month(read):
    found = persons(read(PENDING))
    assert found == {("nl_pending", f"2026-0{n}", "pending", "TOTAL"): 50000.0 for n in (4, 5)}


def test_eurostat_gives_recognition_rates_by_nationality_without_totals(read, sources):
    sources.rates = rates_table(
        {"TOTAL": 35.1, "EXT_EU27_2020": 36.0, "NA": 5.5, "STLS": 81.0}, ("2024", "2025")
    )
    found = persons(read(RATES))
    assert {key[3] for key in found} == {"NA", "STLS"}
    assert found["eu_recognition_rates", "2025", "recognition_rate_percent", "NA"] == 5.5
    asked = next(request for name, request in sources.requests if name == "rates").args
    assert (asked["geo"], asked["decision"]) == ("EU27_2020_X_DK", "IPROT")


def test_a_cell_without_a_figure_keeps_the_others_in_their_place(read, sources):
    table = decisions_table()
    del table["value"]["2"]
    sources.decisions = table
    found = persons(read(DECISIONS))
    assert ("nl_decisions", "2026Q1", "positive_decisions", "TOTAL") not in found
    assert found["nl_decisions", "2026Q2", "positive_decisions", "TOTAL"] == 400


@pytest.mark.parametrize(
    ("source", "name", "answer", "expected"),
    [
        (DECISIONS, "decisions", pending_table(("2026-04",)), "decision"),
        (DECISIONS, "decisions", decisions_table(("2026-04",)), "2026-Q1"),
        (PENDING, "pending", pending_table(("2026-Q1",)), "2026-05"),
        (PENDING, "pending", decisions_table(), "M"),
        (RATES, "rates", rates_table({"SY": 36.0}, ("2025-01",)), "2025"),
        (RATES, "rates", rates_table({"SY": 136.0}), "0..100"),
    ],
)
def test_another_shape_of_decisions_pending_cases_or_rates_is_named(
    read, sources, source, name, answer, expected
):
    setattr(sources, name, answer)
    kind, _, values = fault(read(source))
    assert (kind, expected) == (
        "changed_shape",
        values["expected"].split(", ")[-2 if expected == "decision" else 0],
    )


def test_a_source_that_fails_leaves_the_others_alone(sources):
    sources.eurostat = Response("", status=404)
    found = collect(load_sources(), TODAY, lambda *_: None, QUICK)
    unread = [result.source.id for result in found if result.reading is None]
    assert (unread, len(found)) == ([EUROSTAT], len(load_sources()))


def test_an_address_that_nobody_answers_is_told_by_its_host(read, monkeypatch):
    monkeypatch.setenv("CAPACITY_SOURCE_EUROSTAT_APPLICANTS", "http://127.0.0.1:9/migr_asyappctzm")
    assert fault(read(EUROSTAT)) == ("failed", "no_connection", {"host": "127.0.0.1"})


def test_without_a_variable_the_addresses_are_those_of_the_publishers(monkeypatch):
    for source in load_sources():
        monkeypatch.delenv(f"CAPACITY_SOURCE_{source.id.upper()}", raising=False)
    hosts = {source.address.split("/")[2] for source in load_sources()}
    assert hosts == {"datasets.cbs.nl", "ec.europa.eu", "www.rijksoverheid.nl"}


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-07-20", date(2026, 7, 20), date(2026, 7, 26)),
    ],
)
def test_a_period_knows_its_first_and_last_day(period, first, last):
    assert period_bounds(period) == (first, last)


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 8, 10), "fresh"), (date(2026, 8, 11), "ageing"), (date(2026, 8, 18), "stale")],
)
def test_a_source_ages_from_the_day_its_next_figure_is_due(today, state):
    ministry = next(source for source in load_sources() if source.id == MINISTRY)
    assert ministry.expected_after("2026-07-20") == date(2026, 8, 10)
    assert ministry.age_state("2026-07-20", today) == state


def as_sent(content):
    if isinstance(content, str):
        return Response(content, content_type="text/html")
    return Response(json.dumps(content), content_type="application/json")
