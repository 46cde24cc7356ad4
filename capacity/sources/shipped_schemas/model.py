"""Tables of what the programs are made of: constraints, duties, parameters, questions, templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.domain.parameters import KINDS
from capacity.sources.shipped_schemas.parts import DAY, FREE, MONTH, number, table, text

MODEL: Mapping[str, Any] = {
    "constraints": table(
        {
            "id": text(),
            "program": text(choices=("chain", "places")),
            "sentence_nl": text(),
            "sentence_en": text(),
            "formula_nl": text(),
            "formula_en": text(),
            "article": FREE,
            "bound": FREE,
            "rank": number(low=0),
            "unit": text(),
        },
        ["program", "id"],
    ),
    "receipts": table(
        {
            "id": text(r"^[a-z0-9_]+$"),
            "kind": text(choices=("figure", "file", "forecast", "spreading", "explanation")),
            "file": text(r"^[a-z]+$", empty=True),
            "formula_nl": text(),
            "formula_en": text(),
            "records": FREE,
            "parameters": FREE,
            "sources": FREE,
        },
        ["id"],
    ),
    "duties": table(
        {
            "duty": text(r"^[a-z0-9_]+$"),
            "stage": FREE,
            "formula": text(r"^(chain|places)\.[a-z_]+$"),
            "article": text(),
            "bound": text(),
            "rank": number(low=0),
            "counts": text(choices=("unfinished", "late", "over", "gap", "reported")),
            "event_weeks": number(low=1, empty=True),
            "unit": text(choices=("persons", "places")),
            "parameter": text(),
            "valid_from": text(DAY, empty=True),
            "valid_to": text(DAY, empty=True),
            "sentence_nl": text(),
            "sentence_en": text(),
        },
        ["duty"],
    ),
    "parameters/plan": table(
        {
            "id": text(r"^[a-z0-9_]+$"),
            "value": number(),
            "unit": text(),
            "low": number(empty=True),
            "high": number(empty=True),
            "kind": text(choices=KINDS),
            "article": FREE,
            "note": FREE,
        },
        ["id"],
    ),
    "presets/questions": table(
        {"preset": text(r"^q\d{2}$"), "question": number(low=1), "cards": text(), "rests_on": FREE}
        | {"resources": text()},
        ["preset"],
    ),
    "presets/runs": table(
        {
            "preset": text(r"^q\d{2}$"),
            "run": text(r"^[a-z0-9_]+$"),
            "setting": text(),
            "value": text(),
        },
        ["preset", "run", "setting"],
    ),
    "shocks": table(
        {
            "id": text(),
            "first_month": text(MONTH),
            "months": number(low=1),
            "measure": text(),
            "kind": text(choices=KINDS),
            "note": text(),
        },
        ["id"],
    ),
    "templates/portfolio": table(
        {
            "block": text(),
            "municipality": text(r"^GM\d{4}$"),
            "type": text(),
            "capacity": number(low=0),
            "suitable_for": text(),
            "start": text(DAY, empty=True),
            "contract_end": text(DAY, empty=True),
            "renewal_weeks": number(low=0, empty=True),
            "notice_weeks": number(low=0, empty=True),
            "eur_per_place_week": number(low=0, empty=True),
            "durable": text(choices=("yes", "no")),
            "usable_share": number(low=0, empty=True),
            "kind": text(choices=KINDS),
            "note": FREE,
        },
        ["block"],
    ),
    "templates/homes": table(
        {
            "municipality": text(r"^GM\d{4}$"),
            "half_year": text(r"^\d{4}H[12]$"),
            "task": number(low=0, empty=True),
            "housed": number(low=0),
            "kind": text(choices=KINDS),
            "note": FREE,
        },
        ["municipality", "half_year"],
    ),
    "templates/scores": table(
        {
            "municipality": text(r"^GM\d{4}$"),
            "score": number(),
            "kind": text(choices=KINDS),
            "note": FREE,
        },
        ["municipality"],
    ),
    "sources": table(
        {
            "id": text(r"^[a-z0-9_]+$"),
            "title_nl": text(),
            "title_en": text(),
            "publisher": text(),
            "url": text("^https://"),
            "page": text("^https://"),
            "feeds": text(r"^(\w+:\w+;?)+$"),
            "every_days": number(low=1),
            "lag_days": number(low=0),
            "licence": text(),
        },
        ["id"],
    ),
}
MODEL = {**MODEL, "parameters/forecast": MODEL["parameters/plan"]}
