"""Answers in the shape in which the outside sources give them, and a local server that gives them."""

import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

CBS_PATH, DATASETS = "/odata/v1/CBS/83102NED", "/api/dissemination/statistics/1.0/data"
EUROSTAT_PATH = f"{DATASETS}/migr_asyappctzm"
MINISTRY_PATTERN = "/documenten/publicaties/{year}/01/{day}/asielinstroom-per-week-in-{year}"
PATHS = {
    f"{CBS_PATH}/MeasureCodes": "measures",
    f"{CBS_PATH}/NationaliteitCodes": "nations",
    f"{CBS_PATH}/Observations": "observations",
    EUROSTAT_PATH: "eurostat",
    f"{DATASETS}/migr_asydcfstq": "decisions",
    f"{DATASETS}/migr_asypenctzm": "pending",
    f"{DATASETS}/migr_asydec1pc": "rates",
    MINISTRY_PATTERN.format(year=2026, day="01"): "ministry",
}
NOT_THERE = Response("not there", status=404)
MEASURES = {
    "M001": "Totaal asielverzoeken en nareizigers",
    "M002": "Eerste asielverzoeken (personen)",
    "M003": "Volgende asielverzoeken",
    "M004": "Nareizigers (personen)",
}
NATIONS = {
    "T001059": "Totaal",
    "NAT9278": "Afghaans",
    "NAT9326": "Eritrees",
    "NAT9350": "Iraaks",
    "NAT9353": "Jemenitisch",
    "NAT9434": "Somalisch",
    "NAT9444": "Syrisch",
    "NAT9458": "Turks",
    "NAT9278x": "Algerijns",
}
READ_NATIONS = [code for code, title in NATIONS.items() if title != "Algerijns"]


def cbs_codes(titles, unit="aantal"):
    """A code list of a table in OData v4."""
    rows = [
        {"Identifier": code, "Index": number, "Title": title, "Description": "", "Unit": unit}
        for number, (code, title) in enumerate(titles.items(), start=1)
    ]
    return {"@odata.context": "https://datasets.cbs.nl/odata/v1/CBS/83102NED/$metadata", "value": rows}


def cbs_row(number, measure, nation, period, value):
    """One observation of a table in OData v4."""
    return {
        "Id": number,
        "Measure": measure,
        "ValueAttribute": "None" if value is not None else "Impossible",
        "Value": value,
        "StringValue": None,
        "Geslacht": "T001038",
        "Leeftijd": "10000",
        "Nationaliteit": nation,
        "Perioden": period,
    }


def cbs_observations(periods=("2026MM01", "2026MM02", "2026MM03"), base=100.0):
    """Both measures of the total and seven nationalities in each period; the total is ten times larger."""
    rows = [
        cbs_row(number, measure, nation, period, base * (10 if nation == "T001059" else 1) + number % 3)
        for number, (period, nation, measure) in enumerate(
            (period, nation, measure)
            for period in periods
            for nation in READ_NATIONS
            for measure in ("M002", "M004")
        )
    ]
    return {"@odata.context": "https://datasets.cbs.nl/odata/v1/CBS/83102NED/$metadata", "value": rows}


def eurostat_cube(months, unit="PER", applicant="applicant"):
    """JSON-stat 2.0 of one series: months and persons; None is a cell without a figure."""
    dimensions = {
        "freq": "M",
        "unit": unit,
        "citizen": "TOTAL",
        "sex": "T",
        "age": "TOTAL",
        applicant: "ASY_APP",
        "geo": "NL",
    }
    cube = {
        name: {"label": name, "category": {"index": {code: 0}, "label": {code: code}}}
        for name, code in dimensions.items()
    }
    index = {month: number for number, month in enumerate(months)}
    cube["time"] = {"label": "Time", "category": {"index": index, "label": {m: m for m in months}}}
    filled = {str(index[month]): value for month, value in months.items() if value is not None}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Asylum applicants by type, citizenship, age and sex - monthly data",
        "source": "ESTAT",
        "updated": "2026-09-11T23:00:00+0200",
        "value": filled,
        "status": {str(len(months) - 1): "p"},
        "id": [*dimensions, "time"],
        "size": [*[1] * len(dimensions), len(months)],
        "dimension": cube,
    }


def eurostat_table(fixed, codes, values):
    """JSON-stat 2.0 of a table: dimensions of one code, dimensions of more codes, and its cells.

    Args:
        codes: codes by dimension, the last dimension running first.
        values: figure by the codes of a cell; what lacks is a cell without a figure.
    """
    listed = {**{name: [code] for name, code in fixed.items()}, **codes}
    order = [dict(zip(codes, cell, strict=True)) for cell in product(*codes.values())]
    filled = {
        str(place): values[tuple(cell.values())]
        for place, cell in enumerate(order)
        if tuple(cell.values()) in values
    }
    return {
        "version": "2.0",
        "class": "dataset",
        "source": "ESTAT",
        "value": filled,
        "id": list(listed),
        "size": [len(some) for some in listed.values()],
        "dimension": {
            name: {"label": name, "category": {"index": {code: n for n, code in enumerate(some)}}}
            for name, some in listed.items()
        },
    }


PERSONS = {"unit": "PER", "citizen": "TOTAL", "sex": "T", "age": "TOTAL", "geo": "NL"}


def decisions_table(quarters=("2026-Q1", "2026-Q2"), positive=400, unit="PER"):
    """First-instance decisions: 1,000 in each quarter, 600 rejected, 400 positive or as given."""
    persons = {"TOTAL": 1000, "TOTAL_POS": positive, "REJECTED": 600}
    values = {(kind, quarter): n for kind, n in persons.items() for quarter in quarters}
    codes = {"decision": list(persons), "time": list(quarters)}
    return eurostat_table({"freq": "Q", **PERSONS, "unit": unit}, codes, values)


def pending_table(months=("2026-04", "2026-05"), persons=50000, unit="PER"):
    """Pending applications: 50,000 at each month's end unless said otherwise."""
    values = {(month,): persons for month in months}
    return eurostat_table({"freq": "M", **PERSONS, "unit": unit}, {"time": list(months)}, values)


def rates_table(rates, years=("2025",), unit="PC"):
    """Recognition rates in percent by citizenship, the same in every year."""
    fixed = {"freq": "A", "unit": unit, "decision": "IPROT", "geo": "EU27_2020_X_DK"}
    values = {(citizen, year): rate for citizen, rate in rates.items() for year in years}
    return eurostat_table(fixed, {"citizen": list(rates), "time": list(years)}, values)


def ministry_item(week, text="900", year=2026, published=None):
    """A news item on the page, published the Monday after its week."""
    day = published or date.fromisocalendar(year, week, 1) + timedelta(days=7)
    slug = f"de-asielinstroom-van-week-{week}-bedroeg-ongeveer-{text.split()[0]}"
    return (
        f'<li><a href="/actueel/nieuws/{day:%Y/%m/%d}/{slug}" class="news">'
        f"<h3>De asielinstroom van week {week} bedroeg ongeveer {text}.</h3>"
        f"<p>Nieuwsbericht | {day:%d-%m-%Y} | 10:00</p></a></li>"
    )


def ministry_page(*items):
    """The page of a year."""
    links = '<a href="/onderwerpen/asielbeleid">Asielbeleid</a>'
    return (
        '<!DOCTYPE html><html lang="nl"><head><title>Asielinstroom per week in 2026</title></head>'
        f"<body><h1>Asielinstroom per week in 2026</h1>{links}<ul>{''.join(items)}</ul></body></html>"
    )


@dataclass
class Sources:
    """A local server with the outside sources; each answer can be replaced, each request is remembered.

    An answer is JSON, a page, a response, a function of the request, or a list of these in turn.
    One in `pages`, by its path, goes before the others.
    """

    server: HTTPServer
    measures: Any = field(default_factory=lambda: cbs_codes(MEASURES))
    nations: Any = field(default_factory=lambda: cbs_codes(NATIONS))
    observations: Any = field(default_factory=cbs_observations)
    eurostat: Any = field(default_factory=lambda: eurostat_cube({"2026-04": 2000, "2026-05": 2345}))
    ministry: Any = field(default_factory=lambda: ministry_page(ministry_item(29, "760"), ministry_item(30)))
    decisions: Any = field(default_factory=decisions_table)
    pending: Any = field(default_factory=pending_table)
    rates: Any = field(default_factory=lambda: rates_table({"TOTAL": 35.1, "SY": 36.0, "TR": 13.5}))
    pages: dict[str, Any] = field(default_factory=dict)
    requests: list[tuple[str, Request]] = field(default_factory=list)

    def __post_init__(self):
        self.server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def _answer(self, request):
        name = request.path if request.path in self.pages else PATHS.get(request.path, request.path)
        self.requests.append((name, request))
        content = getattr(self, name) if name != request.path else self.pages.get(name, NOT_THERE)
        if isinstance(content, list):
            content = content.pop(0) if len(content) > 1 else content[0]
        if not isinstance(content, Response) and callable(content):
            content = content(request)
        if isinstance(content, Response):
            return content
        if isinstance(content, str):
            return Response(content, content_type="text/html; charset=utf-8")
        return Response(json.dumps(content), content_type="application/json")

    def addresses(self):
        """The variables that point the program at this server."""
        return {
            "CAPACITY_SOURCE_CBS_ASYLUM_REQUESTS": self.server.url_for(CBS_PATH),
            "CAPACITY_SOURCE_EUROSTAT_APPLICANTS": self.server.url_for(EUROSTAT_PATH),
            "CAPACITY_SOURCE_EUROSTAT_DECISIONS": self.server.url_for(f"{DATASETS}/migr_asydcfstq"),
            "CAPACITY_SOURCE_EUROSTAT_PENDING": self.server.url_for(f"{DATASETS}/migr_asypenctzm"),
            "CAPACITY_SOURCE_EUROSTAT_RECOGNITION_RATES": self.server.url_for(f"{DATASETS}/migr_asydec1pc"),
            "CAPACITY_SOURCE_MINISTRY_WEEKLY_INFLOW": self.server.url_for("/").rstrip("/") + MINISTRY_PATTERN,
        }
