"""Tables of terms, acts and regimes, and what is known of the chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.domain.parameters import KINDS
from capacity.sources.shipped_schemas.parts import DAY, FREE, number, table, text

LAW: Mapping[str, Any] = {
    "law/parameters": table(
        {
            "id": text(),
            "value": text(),
            "number": number(empty=True),
            "unit": text(),
            "act": text(),
            "article": FREE,
            "valid_from": text(DAY, empty=True),
            "valid_to": text(DAY, empty=True),
            "url": text("^http", empty=True),
            "note": FREE,
            "confidence": text(),
        },
        ["id"],
    ),
    "law/regimes": table(
        {
            "regime": text(choices=("mass", "crisis", "requested", "prolonged", "expedited")),
            "term": text(),
            "how": text(choices=("replaces", "adds")),
            "by": text(),
            "article": text(),
        },
        ["regime", "term"],
    ),
    "law/in_model": table(
        {
            "id": text(r"^[a-z0-9_]+$"),
            "how": text(choices=("number", "rule", "same", "range", "mean", "none")),
            "where": text(r"^([a-z]+:[a-z0-9_.]+)( [a-z]+:[a-z0-9_.]+)*$|^[a-z_]+$"),
        },
        ["id"],
    ),
    "law/departures": table(
        {
            "id": text(r"^[a-z0-9_]+$"),
            "departs": text(choices=("up_to", "from", "above")),
            "limit": number(low=0),
            "problem": text(),
        },
        ["id"],
    ),
    "law/acts": table({"key": text(), "title_nl": text(), "title_en": text(), "url": FREE}, ["key"]),
    "law/recognition_list": table(
        {
            "citizen": text(),
            "year": number(low=0),
            "rate": number(low=0),
            "decisions": number(low=0, empty=True),
            "reading": text(r"^(at_or_below|above|open)$"),
            "kind": text(),
            "source": text(),
            "note": FREE,
        },
        ["citizen"],
    ),
    "chain/stage_inputs": table({"stage": text(r"^[a-z_]+$"), "parameters": text()}, ["stage"]),
    "chain/facts": table(
        {
            "id": text(r"^[a-z0-9_]+$"),
            "subject": text(choices=("chain", "reception")),
            "section": text(),
            "parameter": FREE,
            "part": FREE,
            "value": text(),
            "number": number(empty=True),
            "low": number(empty=True),
            "high": number(empty=True),
            "unit": FREE,
            "date": FREE,
            "kind": text(choices=KINDS),
            "article": FREE,
            "confidence": text(),
            "note": FREE,
        },
        ["subject", "id", "part"],
    ),
}
