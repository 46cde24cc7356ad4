"""The shape of every table that ships in data/: columns, types, ranges, and a source on each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandera.pandas as pa

from capacity.domain.parameters import KINDS

MONTH = r"^\d{4}-\d{2}$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
# A source is words that can be looked up; a dash or a "same" that points at the row above is none.
SOURCE = r"^(?!same$|own$|idem$|ibid).*\w{2,}.*\S$"


def _text(pattern: str = "", choices: tuple[str, ...] = (), empty: bool = False) -> Any:
    checks = []
    if pattern:
        checks.append(pa.Check.str_matches(f"^$|{pattern}" if empty else pattern))
    if choices:
        checks.append(pa.Check.isin((*choices, "") if empty else choices))
    if not empty:
        checks.append(pa.Check.str_length(min_value=1))
    return pa.Column(str, checks, coerce=True)


def _number(low: float | None = None, empty: bool = False) -> Any:
    checks = [] if low is None else [pa.Check.ge(low)]
    return pa.Column(float, checks, nullable=empty, coerce=True)


def _table(columns: Mapping[str, Any], unique: list[str] | None = None) -> Any:
    return pa.DataFrameSchema({**columns, "source": _text(SOURCE)}, strict=True, coerce=True, unique=unique)


_FREE = _text(empty=True)
_PERSONS = _number(low=0)

SCHEMAS: Mapping[str, Any] = {
    "constraints": _table(
        {
            "id": _text(),
            "program": _text(choices=("chain", "places")),
            "sentence_nl": _text(),
            "sentence_en": _text(),
            "formula": _text(),
            "article": _FREE,
            "bound": _FREE,
            "rank": _number(low=0),
            "unit": _text(),
        },
        ["program", "id"],
    ),
    "duties": _table(
        {
            "duty": _text(r"^[a-z0-9_]+$"),
            "stage": _FREE,
            "formula": _text(r"^(chain|places)\.[a-z_]+$"),
            "article": _text(),
            "bound": _text(),
            "rank": _number(low=0),
            "counts": _text(choices=("unfinished", "late", "over", "gap", "reported")),
            "event_weeks": _number(low=1, empty=True),
            "unit": _text(choices=("persons", "places")),
            "parameter": _text(),
            "valid_from": _text(DAY, empty=True),
            "valid_to": _text(DAY, empty=True),
            "sentence_nl": _text(),
            "sentence_en": _text(),
        },
        ["duty"],
    ),
    "parameters/plan": _table(
        {
            "id": _text(r"^[a-z0-9_]+$"),
            "value": _number(),
            "unit": _text(),
            "low": _number(empty=True),
            "high": _number(empty=True),
            "kind": _text(choices=KINDS),
            "article": _FREE,
            "note": _FREE,
        },
        ["id"],
    ),
    "shocks": _table(
        {
            "id": _text(),
            "first_month": _text(MONTH),
            "months": _number(low=1),
            "measure": _text(),
            "kind": _text(choices=KINDS),
            "note": _text(),
        },
        ["id"],
    ),
    "templates/portfolio": _table(
        {
            "block": _text(),
            "municipality": _text(r"^GM\d{4}$"),
            "type": _text(),
            "capacity": _number(low=0),
            "suitable_for": _text(),
            "start": _text(DAY, empty=True),
            "contract_end": _text(DAY, empty=True),
            "renewal_weeks": _number(low=0, empty=True),
            "notice_weeks": _number(low=0, empty=True),
            "eur_per_place_week": _number(low=0, empty=True),
            "durable": _text(choices=("yes", "no")),
            "usable_share": _number(low=0, empty=True),
            "kind": _text(choices=KINDS),
            "note": _FREE,
        },
        ["block"],
    ),
    "templates/scores": _table(
        {
            "municipality": _text(r"^GM\d{4}$"),
            "score": _number(),
            "kind": _text(choices=KINDS),
            "note": _FREE,
        },
        ["municipality"],
    ),
    "presets/questions": _table(
        {"preset": _text(r"^q\d{2}$"), "question": _number(low=1), "cards": _text(), "rests_on": _FREE},
        ["preset"],
    ),
    "presets/runs": _table(
        {
            "preset": _text(r"^q\d{2}$"),
            "run": _text(r"^[a-z0-9_]+$"),
            "setting": _text(),
            "value": _text(),
        },
        ["preset", "run", "setting"],
    ),
    "law/parameters": _table(
        {
            "id": _text(),
            "value": _text(),
            "number": _number(empty=True),
            "unit": _text(),
            "act": _text(),
            "article": _FREE,
            "valid_from": _text(DAY, empty=True),
            "valid_to": _text(DAY, empty=True),
            "url": _text("^http", empty=True),
            "note": _FREE,
            "confidence": _text(),
        },
        ["id"],
    ),
    "law/regimes": _table(
        {
            "regime": _text(choices=("mass", "crisis")),
            "term": _text(),
            "how": _text(choices=("replaces", "adds")),
            "by": _text(),
            "article": _text(),
        },
        ["regime", "term"],
    ),
    "law/acts": _table({"key": _text(), "title_nl": _text(), "title_en": _text(), "url": _FREE}, ["key"]),
    "sources": _table(
        {
            "id": _text(r"^[a-z0-9_]+$"),
            "title_nl": _text(),
            "title_en": _text(),
            "publisher": _text(),
            "url": _text("^https://"),
            "page": _text("^https://"),
            "feeds": _text(r"^(\w+:\w+;?)+$"),
            "every_days": _number(low=1),
            "lag_days": _number(low=0),
            "licence": _text(),
        },
        ["id"],
    ),
    "chain/facts": _table(
        {
            "id": _text(r"^[a-z0-9_]+$"),
            "subject": _text(choices=("chain", "reception")),
            "section": _text(),
            "parameter": _FREE,
            "part": _FREE,
            "value": _text(),
            "number": _number(empty=True),
            "low": _number(empty=True),
            "high": _number(empty=True),
            "unit": _FREE,
            "date": _FREE,
            "kind": _text(choices=KINDS),
            "article": _FREE,
            "confidence": _text(),
            "note": _FREE,
        },
        ["subject", "id", "part"],
    ),
    "reception/costs": _table(
        {
            "year": _text(r"^\d{4}$", empty=True),
            "line": _text(r"^[a-z0-9_]+$"),
            "value": _number(low=0, empty=True),
            "low": _number(low=0, empty=True),
            "high": _number(low=0, empty=True),
            "unit": _text(r"^EUR/"),
            "kind": _text(choices=KINDS),
            "confidence": _text(),
            "note": _FREE,
        }
    ),
    "reception/occupancy": _table(
        {
            "date": _text(r"^\d{4}(-\d{2})?(-\d{2})?$"),
            "category": _text(),
            "region": _text(),
            "value": _PERSONS,
            "note": _FREE,
        }
    ),
    "reception/adequate_capacity": _table(
        {
            "iso2": _text(),
            "eu_code": _text(),
            "member_state": _text(),
            "adequate_capacity": _text(),
            "max_applications_first_period": _text(),
            "max_applications_second_period": _text(),
            "first_period_start": _text(DAY),
            "first_period_end": _text(DAY),
            "second_period_start": _text(DAY),
            "second_period_end": _text(DAY),
            "confidence": _text(),
            "note": _FREE,
        },
        ["eu_code"],
    ),
    "regions/population": _table(
        {
            "level": _text(choices=("country", "province", "municipality")),
            "code": _text(),
            "name": _text(),
            "province": _FREE,
            "ref_date": _text(DAY),
            "population": _PERSONS,
            "kind": _text(),
        }
    ),
    "regions/provinces": _table(
        {
            "code": _text(r"^PV\d{2}$"),
            "name": _text(),
            "population": _PERSONS,
            "ref_date": _text(DAY),
            "kind": _text(),
        },
        ["code"],
    ),
    "regions/municipalities": _table(
        {
            "code": _text(r"^GM\d{4}$"),
            "name": _text(),
            "province": _text(r"^PV\d{2}$"),
            "population": _PERSONS,
            "ref_date": _text(DAY),
            "kind": _text(),
        },
        ["code"],
    ),
    "regions/common_names": _table({"code": _text(r"^GM\d{4}$"), "name": _text()}, ["code", "name"]),
    "regions/mergers": _table(
        {
            "former_code": _text(r"^GM\d{4}$"),
            "former_name": _text(),
            "code": _text(r"^GM\d{4}$"),
            "since": _text(DAY),
            "kind": _text(choices=KINDS),
        },
        ["former_code"],
    ),
    "spreading/province_tasks": _table(
        {
            "cycle": _text(),
            "region": _text(r"^(PV\d{2}|NL)$"),
            "province": _text(),
            "places": _PERSONS,
            "amv_places": _number(low=0, empty=True),
            "kind": _text(),
            "note": _FREE,
        }
    ),
    "spreading/municipality_tasks": _table(
        {
            "cycle": _text(),
            "gm_code": _text(r"^GM\d{4}$"),
            "municipality": _text(),
            "province": _text(),
            "places": _PERSONS,
            "amv_places": _number(low=0, empty=True),
        }
    ),
    "spreading/housing_task": _table({"half_year": _text(r"^\d{4}H[12]$"), "persons": _PERSONS}),
    "spreading/housing_realised": _table(
        {"year": _text(r"^\d{4}$"), "persons": _PERSONS, "kind": _text(choices=KINDS), "note": _FREE},
        ["year"],
    ),
    "spreading/cycle_dates": _table(
        {
            "cycle": _text(choices=("2024", "2026")),
            "step": _text(choices=("published", "report", "decision", "places")),
            "date": _text(DAY),
            "precision": _text(choices=("day", "about")),
            "kind": _text(choices=KINDS),
            "note": _FREE,
        },
        ["cycle", "step"],
    ),
    "series/nl_asylum_monthly": _table(
        {"month": _text(MONTH), "measure": _text(), "citizen": _text(), "persons": _PERSONS},
        ["month", "measure", "citizen"],
    ),
    "series/nl_asylum_quarterly": _table(
        {
            "quarter": _text(r"^\d{4}Q[1-4]$"),
            "measure": _text(),
            "persons": _PERSONS,
            "rounded_to": _number(low=1),
        },
    ),
    "series/nl_asylum_weekly": _table(
        {
            "iso_year": _number(low=0),
            "iso_week": _number(low=1),
            "week_start": _text(DAY),
            "measure": _text(),
            "persons": _PERSONS,
            "note": _FREE,
        }
    ),
    "series/ind_monthly_figures": _table(
        {"month": _text(MONTH), "procedure": _text(), "measure": _text(), "persons": _PERSONS}
    ),
    "series/recognition_rates": _table(
        {
            "citizen": _text(),
            "year": _number(low=0),
            "rate": _FREE,
            "rate_refugee_only": _FREE,
            "decisions": _number(low=0, empty=True),
            "basis": _text(),
            "note": _FREE,
        }
    ),
    "series/mpp_forecasts": _table(
        {
            "round": _text(),
            "publication_date": _FREE,
            "target_year": _number(low=0),
            "scenario": _text(),
            "measure": _text(),
            "persons": _PERSONS,
            "note": _FREE,
        }
    ),
    "series/mpp_realised": _table(
        {"year": _number(low=0), "measure": _text(), "persons": _PERSONS, "note": _FREE}
    ),
    "series/nl_transfers": _table(
        {
            "year": _number(low=0),
            "requests": _PERSONS,
            "transfers": _PERSONS,
            "kind": _text(),
            "source": _text(),
            "note": _FREE,
        },
        ["year"],
    ),
    "law/recognition_list": _table(
        {
            "citizen": _text(),
            "year": _number(low=0),
            "rate": _number(low=0),
            "decisions": _number(low=0, empty=True),
            "reading": _text(r"^(at_or_below|above|open)$"),
            "kind": _text(),
            "source": _text(),
            "note": _FREE,
        },
        ["citizen"],
    ),
    "series/ukraine_nl": _table(
        {"date": _text(r"^\d{4}-\d{2}"), "measure": _text(), "persons": _PERSONS, "note": _FREE}
    ),
    "series/eu_asylum_monthly": _table(
        {
            "geo": _text(),
            "citizen": _text(),
            "applicant": _text(),
            "month": _text(MONTH),
            "persons": _PERSONS,
        }
    ),
    "series/eu_asylum_annual_citizen": _table(
        {
            "geo": _text(),
            "citizen": _text(),
            "applicant": _text(),
            "year": _number(low=0),
            "persons": _number(),
        }
    ),
    "series/unhcr_decisions_eu": _table(
        {
            "year": _number(low=0),
            "geo": _text(),
            "citizen": _text(),
            "dec_level": _text(),
            **{
                f"dec_{part}": _number(empty=True)
                for part in ("recognized", "other", "rejected", "closed", "total")
            },
        }
    ),
    "series/frontex_monthly": _table(
        {
            "month": _text(MONTH),
            "route": _text(),
            "type": _text(),
            "citizen": _text(),
            "detections": _number(),
        }
    ),
}
SCHEMAS = {**SCHEMAS, "parameters/forecast": SCHEMAS["parameters/plan"]}
