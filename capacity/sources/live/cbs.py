"""CBS StatLine: first applications and family members per month and quarter, by nationality (OData v4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

import pandas as pd

from capacity.domain.live import SourceError
from capacity.sources.live.fetching import Fetcher
from capacity.sources.live.reading import (
    MONTHLY,
    MONTHS_IN_QUARTER,
    QUARTERLY,
    TOTAL,
    Reading,
    checked,
    json_object,
    member,
    shortened,
)

JSON = "application/json"
EVERY_SEX, EVERY_AGE, EVERY_NATION = "T001038", "10000", "T001059"
MEASURES = {"first_applications": "Eerste asielverzoeken", "family_reunification": "Nareizigers"}
NATIONS = {
    "SY": "Syrisch",
    "ER": "Eritrees",
    "TR": "Turks",
    "IQ": "Iraaks",
    "AF": "Afghaans",
    "YE": "Jemenitisch",
    "SO": "Somalisch",
}
UNIT = "aantal"
MOST_PAGES = 50
_PERIOD = re.compile(r"^(\d{4})(MM|KW|JJ)(\d{2})$")


def read_asylum_requests(fetcher: Fetcher, address: str, today: date) -> Reading:
    """First applications and family members per month, and the totals per quarter.

    Measures and nationalities are found by their titles in the table's own code lists, because codes
    differ between versions of the table. Source: CBS StatLine 83102NED.

    Args:
        address: the table, such as `https://datasets.cbs.nl/odata/v1/CBS/83102NED`.
        today: figures of a later period are refused.

    Raises:
        SourceError: no answer, another shape, another unit or an impossible figure.
    """
    measures = _measures(_rows(fetcher, f"{address}/MeasureCodes"))
    nations = _nations(_rows(fetcher, f"{address}/NationaliteitCodes"))
    source = f"CBS StatLine {address.rstrip('/').rsplit('/', 1)[-1]}"
    every = f"Geslacht eq '{EVERY_SEX}' and Leeftijd eq '{EVERY_AGE}'"
    query = f"{every} and ({_any_of('Measure', measures)}) and ({_any_of('Nationaliteit', nations)})"
    found = [
        _figure(row, measures, nations, source)
        for row in _rows(fetcher, f"{address}/Observations", {"$filter": query})
    ]
    rows = [row for row in found if row is not None]
    return checked([*rows, *_missing_quarters(rows)], today)


def _any_of(field: str, codes: Mapping[str, str]) -> str:
    return " or ".join(f"{field} eq '{code}'" for code in codes)


def _rows(
    fetcher: Fetcher, url: str, parameters: Mapping[str, str] | None = None
) -> Iterator[Mapping[str, Any]]:
    """All rows of an entity, page by page; the next page must be of the same host."""
    page: str | None = url
    for _ in range(MOST_PAGES):
        if page is None:
            return
        content = json_object(fetcher.get(page, JSON, parameters))
        for row in member(content, "value", list):
            if not isinstance(row, dict):
                raise SourceError("changed_shape", "shape", expected="value[{}]", found=shortened(row))
            yield row
        following = content.get("@odata.nextLink")
        page, parameters = (urljoin(page, str(following)) if following else None), None
        if page is not None and urlsplit(page).netloc != urlsplit(url).netloc:
            raise SourceError("changed_shape", "shape", expected=urlsplit(url).netloc, found=page)
    raise SourceError("failed", "too_many_pages", pages=MOST_PAGES)


def _measures(codes: Iterator[Mapping[str, Any]]) -> dict[str, str]:
    """Our name of each measure by its code; the unit must be a count."""
    listed = list(codes)
    found = {}
    for name, title in MEASURES.items():
        fitting = [row for row in listed if str(row.get("Title", "")).startswith(title)]
        if len(fitting) != 1:
            titles = "; ".join(str(row.get("Title", "")) for row in listed)
            raise SourceError("changed_shape", "shape", expected=title, found=shortened(titles))
        unit = str(fitting[0].get("Unit", "")).strip()
        if unit.lower() != UNIT:
            raise SourceError("changed_shape", "wrong_unit", measure=title, expected=UNIT, found=unit)
        found[str(member(fitting[0], "Identifier", str)).strip()] = name
    return found


def _nations(codes: Iterator[Mapping[str, Any]]) -> dict[str, str]:
    """Our code of each nationality by that of the table."""
    titles = {str(row.get("Title", "")).strip(): str(member(row, "Identifier", str)).strip() for row in codes}
    missing = [title for title in NATIONS.values() if title not in titles]
    if missing:
        raise SourceError(
            "changed_shape", "shape", expected=", ".join(missing), found=shortened("; ".join(titles))
        )
    return {EVERY_NATION: TOTAL, **{titles[title]: code for code, title in NATIONS.items()}}


def _figure(
    row: Mapping[str, Any], measures: Mapping[str, str], nations: Mapping[str, str], source: str
) -> dict[str, object] | None:
    """One observation; None for a year, a quarter of one nationality, or a figure that is not published."""
    measure = measures.get(str(member(row, "Measure", str)).strip())
    citizen = nations.get(str(member(row, "Nationaliteit", str)).strip())
    code = str(member(row, "Perioden", str)).strip()
    sex, age = (str(member(row, name, str)).strip() for name in ("Geslacht", "Leeftijd"))
    period = _PERIOD.match(code)
    if measure is None or citizen is None or period is None or (sex, age) != (EVERY_SEX, EVERY_AGE):
        raise SourceError(
            "changed_shape", "shape", expected="Observations $filter", found=shortened(dict(row))
        )
    if "Value" not in row:
        raise SourceError("changed_shape", "shape", expected="Value", found=", ".join(row))
    if row["Value"] is None:
        return None
    if not isinstance(row["Value"], int | float):
        raise SourceError("changed_shape", "shape", expected="Value = 0", found=shortened(row["Value"]))
    year, kind, number = period[1], period[2], int(period[3])
    if kind == "JJ" or (kind == "KW" and citizen != TOTAL):
        return None
    series, name = (MONTHLY, f"{year}-{number:02d}") if kind == "MM" else (QUARTERLY, f"{year}Q{number}")
    return {
        "series": series,
        "period": name,
        "measure": measure,
        "citizen": citizen,
        "persons": float(row["Value"]),
        "source": source,
    }


def _missing_quarters(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Quarters that the table does not list itself, as the sum of their three months."""
    frame = pd.DataFrame(rows)
    if frame.empty:
        return []
    months = frame[(frame.series == MONTHLY) & (frame.citizen == TOTAL)]
    listed = set(zip(frame.period, frame.measure, strict=True))
    quarter = pd.PeriodIndex(months.period, freq="M").asfreq("Q").astype(str)
    made = []
    for (measure, period), part in months.groupby([months.measure.to_numpy(), quarter]):
        if len(part) == MONTHS_IN_QUARTER and (period, measure) not in listed:
            first = part.iloc[0]
            made.append(
                {
                    "series": QUARTERLY,
                    "period": str(period),
                    "measure": str(measure),
                    "citizen": TOTAL,
                    "persons": float(part.persons.sum()),
                    "source": f"{first.source}, sum of three months",
                }
            )
    return made
