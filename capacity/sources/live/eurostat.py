"""Eurostat: first and repeat applicants per month (dissemination API, JSON-stat 2.0)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from capacity.domain.live import SourceError
from capacity.sources.live.fetching import Fetcher
from capacity.sources.live.reading import MONTHLY, TOTAL, Reading, checked, json_object, member, shortened

JSON = "application/json"
WANTED = {"freq": "M", "unit": "PER", "citizen": TOTAL, "sex": "T", "age": TOTAL, "geo": "NL"}
APPLICANT, OLD_APPLICANT, EVERY_APPLICANT = "applicant", "asyl_app", "ASY_APP"
SINCE = "2012-01"
TIME = "time"
_MONTH = re.compile(r"^(\d{4})-?M?(\d{2})$")


def read_monthly_applicants(fetcher: Fetcher, address: str, today: date) -> Reading:
    """All applications in the Netherlands per month, first and repeat, all citizenships.

    Source: Eurostat migr_asyappctzm (ASY_APP).

    Args:
        address: the dataset, such as `.../api/dissemination/statistics/1.0/data/migr_asyappctzm`.
        today: figures of a later period are refused.

    Raises:
        SourceError: no answer, another shape, another unit or an impossible figure.
    """
    query = {**WANTED, APPLICANT: EVERY_APPLICANT, "sinceTimePeriod": SINCE, "format": "JSON", "lang": "EN"}
    content = json_object(fetcher.get(address, JSON, query))
    for notice in ("error", "warning"):
        if notice in content:
            raise SourceError("failed", "refused", answer=shortened(content[notice]))
    dataset = address.rstrip("/").rsplit("/", 1)[-1]
    return checked(_figures(content, f"Eurostat {dataset} ({EVERY_APPLICANT})"), today)


def _figures(content: Mapping[str, Any], source: str) -> Iterator[dict[str, object]]:
    names = [str(name) for name in member(content, "id", list)]
    sizes = member(content, "size", list)
    dimensions = member(content, "dimension", dict)
    applicant = OLD_APPLICANT if OLD_APPLICANT in names else APPLICANT
    expected = {**WANTED, applicant: EVERY_APPLICANT}
    if set(names) != {*expected, TIME} or len(sizes) != len(names):
        raise SourceError(
            "changed_shape", "shape", expected=", ".join([*expected, TIME]), found=", ".join(names)
        )
    for name, code in expected.items():
        codes = ", ".join(_codes(dimensions, name))
        if codes != code:
            kind = "wrong_unit" if name == "unit" else "shape"
            values = {"measure": name} if name == "unit" else {}
            raise SourceError("changed_shape", kind, expected=code, found=codes, **values)
    months = _codes(dimensions, TIME)
    if sizes[names.index(TIME)] != len(months):
        raise SourceError("changed_shape", "shape", expected=f"{TIME}: {len(months)}", found=str(sizes))
    for place, value in _cells(content):
        if not 0 <= place < len(months) or not isinstance(value, int | float):
            raise SourceError(
                "changed_shape", "shape", expected="value", found=f"{place}: {shortened(value)}"
            )
        yield {
            "series": MONTHLY,
            "period": _month(months[place]),
            "measure": "all_applications",
            "citizen": TOTAL,
            "persons": float(value),
            "source": source,
        }


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
    """Place and value of every filled cell; all dimensions but time have one code, so a place is a month."""
    values = member(content, "value", (dict, list))
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    for place, value in pairs:
        if value is not None and str(place).isdigit():
            yield int(place), value


def _month(code: str) -> str:
    found = _MONTH.match(code)
    if found is None:
        raise SourceError("changed_shape", "shape", expected="2026-05", found=shortened(code))
    return f"{found[1]}-{found[2]}"
