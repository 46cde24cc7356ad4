"""Tables of reception, regions and the spreading law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.domain.parameters import KINDS
from capacity.sources.shipped_schemas.parts import DAY, FREE, PERSONS, number, table, text

PLACES: Mapping[str, Any] = {
    "reception/costs": table(
        {
            "year": text(r"^\d{4}$", empty=True),
            "line": text(r"^[a-z0-9_]+$"),
            "value": number(low=0, empty=True),
            "low": number(low=0, empty=True),
            "high": number(low=0, empty=True),
            "unit": text(r"^EUR/"),
            "kind": text(choices=KINDS),
            "confidence": text(),
            "note": FREE,
        }
    ),
    "reception/occupancy": table(
        {
            "date": text(r"^\d{4}(-\d{2})?(-\d{2})?$"),
            "category": text(),
            "region": text(),
            "value": PERSONS,
            "note": FREE,
        }
    ),
    "reception/adequate_capacity": table(
        {
            "iso2": text(),
            "eu_code": text(),
            "member_state": text(),
            "adequate_capacity": text(),
            "max_applications_first_period": text(),
            "max_applications_second_period": text(),
            "first_period_start": text(DAY),
            "first_period_end": text(DAY),
            "second_period_start": text(DAY),
            "second_period_end": text(DAY),
            "confidence": text(),
            "note": FREE,
        },
        ["eu_code"],
    ),
    "regions/population": table(
        {
            "level": text(choices=("country", "province", "municipality")),
            "code": text(),
            "name": text(),
            "province": FREE,
            "ref_date": text(DAY),
            "population": PERSONS,
            "kind": text(),
        }
    ),
    "regions/provinces": table(
        {
            "code": text(r"^PV\d{2}$"),
            "name": text(),
            "population": PERSONS,
            "ref_date": text(DAY),
            "kind": text(),
        },
        ["code"],
    ),
    "regions/municipalities": table(
        {
            "code": text(r"^GM\d{4}$"),
            "name": text(),
            "province": text(r"^PV\d{2}$"),
            "population": PERSONS,
            "ref_date": text(DAY),
            "kind": text(),
        },
        ["code"],
    ),
    "regions/common_names": table({"code": text(r"^GM\d{4}$"), "name": text()}, ["code", "name"]),
    "regions/mergers": table(
        {
            "former_code": text(r"^GM\d{4}$"),
            "former_name": text(),
            "code": text(r"^GM\d{4}$"),
            "since": text(DAY),
            "kind": text(choices=KINDS),
        },
        ["former_code"],
    ),
    "regions/splits": table(
        {
            "former_code": text(r"^GM\d{4}$"),
            "former_name": text(),
            "codes": text(r"^GM\d{4}( GM\d{4})+$"),
            "since": text(DAY),
            "kind": text(choices=KINDS),
        },
        ["former_code"],
    ),
    "spreading/province_tasks": table(
        {
            "cycle": text(),
            "region": text(r"^(PV\d{2}|NL)$"),
            "province": text(),
            "places": PERSONS,
            "amv_places": number(low=0, empty=True),
            "kind": text(),
            "note": FREE,
        }
    ),
    "spreading/municipality_tasks": table(
        {
            "cycle": text(),
            "gm_code": text(r"^GM\d{4}$"),
            "municipality": text(),
            "province": text(),
            "places": PERSONS,
            "amv_places": number(low=0, empty=True),
        }
    ),
    "spreading/scores": table(
        {
            "municipality": text(r"^GM\d{4}$"),
            "score": number(),
            "households": PERSONS,
            "postcodes": PERSONS,
            "kind": text(choices=KINDS),
        },
        ["municipality"],
    ),
    "spreading/housing_task": table({"half_year": text(r"^\d{4}H[12]$"), "persons": PERSONS}),
    "spreading/housing_realised": table(
        {"year": text(r"^\d{4}$"), "persons": PERSONS, "kind": text(choices=KINDS), "note": FREE},
        ["year"],
    ),
    "spreading/cycle_dates": table(
        {
            "cycle": text(choices=("2024", "2026")),
            "step": text(choices=("published", "report", "decision", "places")),
            "date": text(DAY),
            "precision": text(choices=("day", "about")),
            "kind": text(choices=KINDS),
            "note": FREE,
        },
        ["cycle", "step"],
    ),
}
