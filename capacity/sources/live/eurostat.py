"""Eurostat: applicants, pending cases, decisions, recognition rates (dissemination API, JSON-stat 2.0)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from capacity.domain.live import SourceError
from capacity.sources.live.fetching import Fetcher
from capacity.sources.live.reading import MONTHLY, TOTAL, Reading, checked, json_object, member, shortened

JSON = "application/json"
EVERYBODY = {"unit": "PER", "citizen": TOTAL, "sex": "T", "age": TOTAL, "geo": "NL"}
APPLICANT, OLD_APPLICANT, EVERY_APPLICANT = "applicant", "asyl_app", "ASY_APP"
DECISIONS = {"TOTAL": "decisions", "TOTAL_POS": "positive_decisions", "REJECTED": "rejections"}
EU_WITHOUT_DENMARK = "EU27_2020_X_DK"
SINCE = "2012-01"
FIRST_YEAR, FIRST_QUARTER = "2019", "2012-Q1"
TIME = "time"
WHOLE = 100.0
_MONTH, _QUARTER, _YEAR = (
    re.compile(pattern) for pattern in (r"^(\d{4})-?M?(\d{2})$", r"^(\d{4})-?Q([1-4])$", r"^(\d{4})$")
)
_NATIONALITY = re.compile(r"^([A-Z]{2}|STLS)$")


def read_monthly_applicants(fetcher: Fetcher, address: str, today: date) -> Reading:
    """All applications in the Netherlands per month, first and repeat, all citizenships.

    Source: Eurostat migr_asyappctzm (ASY_APP).

    Args:
        address: the dataset, such as `.../api/dissemination/statistics/1.0/data/migr_asyappctzm`.
        today: figures of a later period are refused.

    Raises:
        SourceError: no answer, another shape, another unit or an impossible figure.
    """
    wanted = {"freq": "M", **EVERYBODY, APPLICANT: EVERY_APPLICANT}
    cells = _cube(fetcher, address, wanted, SINCE)
    source = f"{_dataset(address)} ({EVERY_APPLICANT})"
    rows = [_row(MONTHLY, _month(cell[TIME]), "all_applications", value, source) for cell, value in cells]
    return checked(rows, today)


def read_pending(fetcher: Fetcher, address: str, today: date) -> Reading:
    """Persons in the Netherlands whose application is pending at a month's end.

    Source: Eurostat migr_asypenctzm. Arguments and faults as for `read_monthly_applicants`.
    """
    cells = _cube(fetcher, address, {"freq": "M", **EVERYBODY}, SINCE)
    source = _dataset(address)
    rows = [_row("nl_pending", _month(cell[TIME]), "pending", value, source) for cell, value in cells]
    return checked(rows, today)


def read_decisions(fetcher: Fetcher, address: str, today: date) -> Reading:
    """First-instance decisions in the Netherlands per quarter: all, positive and rejected.

    Source: Eurostat migr_asydcfstq. Arguments and faults as for `read_monthly_applicants`.
    """
    wanted = {"freq": "Q", **EVERYBODY}
    cells = _cube(fetcher, address, wanted, FIRST_QUARTER, {"decision": tuple(DECISIONS)})
    source = _dataset(address)
    rows = [
        _row("nl_decisions", _quarter(cell[TIME]), DECISIONS[cell["decision"]], value, source)
        for cell, value in cells
        if cell["decision"] in DECISIONS
    ]
    return checked(rows, today)


def read_recognition_rates(fetcher: Fetcher, address: str, today: date) -> Reading:
    """Recognition rate in the EU without Denmark by citizenship and year, in percent (APR 42(1)(j)).

    Refugee status and subsidiary protection over all first-instance decisions. Source: Eurostat
    migr_asydec1pc. Arguments and faults as for `read_monthly_applicants`; a rate above 100 is a fault.
    """
    wanted = {"freq": "A", "unit": "PC", "decision": "IPROT", "geo": EU_WITHOUT_DENMARK}
    source, rows = _dataset(address), []
    for cell, value in _cube(fetcher, address, wanted, FIRST_YEAR, {"citizen": ()}):
        if value > WHOLE:
            values = {"measure": "unit", "expected": f"0..{WHOLE:g}", "found": f"{value:g}"}
            raise SourceError("changed_shape", "wrong_unit", **values)
        if _NATIONALITY.match(cell["citizen"]):
            year = _year(cell[TIME])
            measure = "recognition_rate_percent"
            rows.append(_row("eu_recognition_rates", year, measure, value, source, cell["citizen"]))
    return checked(rows, today)


def _dataset(address: str) -> str:
    return f"Eurostat {address.rstrip('/').rsplit('/', 1)[-1]}"


def _row(
    series: str, period: str, measure: str, value: float, source: str, citizen: str = TOTAL
) -> dict[str, object]:
    return {
        "series": series,
        "period": period,
        "measure": measure,
        "citizen": citizen,
        "persons": value,
        "source": source,
    }


def _cube(
    fetcher: Fetcher,
    address: str,
    wanted: Mapping[str, str],
    since: str,
    free: Mapping[str, tuple[str, ...]] | None = None,
) -> list[tuple[dict[str, str], float]]:
    """Filled cells of a dataset: code by dimension, and the figure.

    Args:
        wanted: dimensions that must have this one code.
        since: first period asked for.
        free: dimensions that may have more codes than one, with those asked for; none: all of them.
    """
    query: dict[str, str | list[str]] = {
        **wanted,
        **{name: list(codes) for name, codes in (free or {}).items() if codes},
        "sinceTimePeriod": since,
        "format": "JSON",
        "lang": "EN",
    }
    content = json_object(fetcher.get(address, JSON, query))
    for notice in ("error", "warning"):
        if notice in content:
            raise SourceError("failed", "refused", answer=shortened(content[notice]))
    names = [str(name) for name in member(content, "id", list)]
    sizes = member(content, "size", list)
    codes = _checked_codes(names, sizes, member(content, "dimension", dict), wanted, tuple(free or ()))
    return list(_filled(content, names, codes))


def _checked_codes(
    names: list[str],
    sizes: list[Any],
    dimensions: Mapping[str, Any],
    wanted: Mapping[str, str],
    free: tuple[str, ...],
) -> dict[str, list[str]]:
    """Codes of every dimension, when they are those that were asked for."""
    fixed = {
        OLD_APPLICANT if name == APPLICANT and OLD_APPLICANT in names else name: code
        for name, code in wanted.items()
    }
    expected = [*fixed, *free, TIME]
    if not set(expected) <= set(names) or len(sizes) != len(names):
        raise SourceError("changed_shape", "shape", expected=", ".join(expected), found=", ".join(names))
    codes = {name: _codes(dimensions, name) for name in names}
    for name, code in fixed.items():
        found = ", ".join(codes[name])
        if found != code:
            kind = "wrong_unit" if name == "unit" else "shape"
            values = {"measure": name} if name == "unit" else {}
            raise SourceError("changed_shape", kind, expected=code, found=shortened(found), **values)
    for name, size in zip(names, sizes, strict=True):
        one_only = name not in (*free, TIME)
        if size != len(codes[name]) or (one_only and size != 1):
            said = f"{name}: {1 if one_only else len(codes[name])}"
            raise SourceError("changed_shape", "shape", expected=said, found=str(sizes))
    return codes


def _filled(
    content: Mapping[str, Any], names: list[str], codes: Mapping[str, list[str]]
) -> Iterator[tuple[dict[str, str], float]]:
    """Every filled cell; JSON-stat numbers them with the last dimension running first."""
    count = math.prod(len(codes[name]) for name in names)
    for place, value in _cells(content):
        if not 0 <= place < count or not isinstance(value, int | float):
            raise SourceError(
                "changed_shape", "shape", expected="value", found=f"{place}: {shortened(value)}"
            )
        cell, rest = {}, place
        for name in reversed(names):
            rest, number = divmod(rest, len(codes[name]))
            cell[name] = codes[name][number]
        yield cell, float(value)


def _codes(dimensions: Mapping[str, Any], name: str) -> list[str]:
    """Codes of a dimension in their order; JSON-stat gives them as a list or as code and place."""
    category = member(member(dimensions, name, dict), "category", dict)
    index = category.get("index", category.get("label"))
    if isinstance(index, list):
        return [str(code) for code in index]
    if isinstance(index, dict):
        ordered = all(isinstance(place, int) for place in index.values())
        return sorted(index, key=index.__getitem__) if ordered else list(index)
    raise SourceError("changed_shape", "shape", expected=f"{name}.category.index", found=shortened(category))


def _cells(content: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    """Place and value of every filled cell."""
    values = member(content, "value", (dict, list))
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    for place, value in pairs:
        if value is not None and str(place).isdigit():
            yield int(place), value


def _month(code: str) -> str:
    found = _period(_MONTH, code, "2026-05")
    return f"{found[1]}-{found[2]}"


def _quarter(code: str) -> str:
    found = _period(_QUARTER, code, "2026-Q1")
    return f"{found[1]}Q{found[2]}"


def _year(code: str) -> str:
    return _period(_YEAR, code, "2025")[1]


def _period(pattern: re.Pattern[str], code: str, example: str) -> re.Match[str]:
    found = pattern.match(code)
    if found is None:
        raise SourceError("changed_shape", "shape", expected=example, found=shortened(code))
    return found
