"""Tables of series and of official forecasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.sources.shipped_schemas.parts import DAY, FREE, MONTH, PERSONS, number, table, text

SERIES: Mapping[str, Any] = {
    "series/nl_asylum_monthly": table(
        {"month": text(MONTH), "measure": text(), "citizen": text(), "persons": PERSONS},
        ["month", "measure", "citizen"],
    ),
    "series/nl_asylum_quarterly": table(
        {
            "quarter": text(r"^\d{4}Q[1-4]$"),
            "measure": text(),
            "persons": PERSONS,
            "rounded_to": number(low=1),
        },
    ),
    "series/nl_asylum_weekly": table(
        {
            "iso_year": number(low=0),
            "iso_week": number(low=1),
            "week_start": text(DAY),
            "measure": text(),
            "persons": PERSONS,
            "note": FREE,
        }
    ),
    "series/ind_monthly_figures": table(
        {"month": text(MONTH), "procedure": text(), "measure": text(), "persons": PERSONS}
    ),
    "series/recognition_rates": table(
        {
            "citizen": text(),
            "year": number(low=0),
            "rate": FREE,
            "rate_refugee_only": FREE,
            "decisions": number(low=0, empty=True),
            "basis": text(),
            "note": FREE,
        }
    ),
    "series/mpp_forecasts": table(
        {
            "round": text(),
            "publication_date": FREE,
            "target_year": number(low=0),
            "scenario": text(),
            "measure": text(),
            "persons": PERSONS,
            "note": FREE,
        }
    ),
    "series/mpp_realised": table(
        {"year": number(low=0), "measure": text(), "persons": PERSONS, "note": FREE}
    ),
    "series/nl_transfers": table(
        {
            "year": number(low=0),
            "requests": PERSONS,
            "transfers": PERSONS,
            "kind": text(),
            "source": text(),
            "note": FREE,
        },
        ["year"],
    ),
    "series/ukraine_nl": table(
        {"date": text(r"^\d{4}-\d{2}"), "measure": text(), "persons": PERSONS, "note": FREE}
    ),
    "series/eu_asylum_monthly": table(
        {
            "geo": text(),
            "citizen": text(),
            "applicant": text(),
            "month": text(MONTH),
            "persons": PERSONS,
        }
    ),
    "series/eu_asylum_annual_citizen": table(
        {
            "geo": text(),
            "citizen": text(),
            "applicant": text(),
            "year": number(low=0),
            "persons": number(),
        }
    ),
    "series/unhcr_decisions_eu": table(
        {
            "year": number(low=0),
            "geo": text(),
            "citizen": text(),
            "dec_level": text(),
            **{
                f"dec_{part}": number(empty=True)
                for part in ("recognized", "other", "rejected", "closed", "total")
            },
        }
    ),
    "series/frontex_monthly": table(
        {
            "month": text(MONTH),
            "route": text(),
            "type": text(),
            "citizen": text(),
            "detections": number(),
        }
    ),
}
