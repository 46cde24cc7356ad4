"""The table of values as pages show it: the values that somebody gave and those still needed first."""

from __future__ import annotations

import pandas as pd

from capacity.domain.parameters import KINDS, OWN, Parameters
from capacity.texts import Language, say, shipped_text
from capacity.ui import frame

TOLD = ("unit", "source", "note")
"""Columns of text of the shipped tables; they are shown in the language of the page."""
NUMBERS = ("value", "low", "high")
DECIMALS = 3


def parameter_table(parameters: Parameters) -> pd.DataFrame:
    """Every value: id, value, low, high, unit, kind, article, source, note; own and needed ones first."""
    order = {kind: place for place, kind in enumerate((OWN, *reversed(KINDS)))}
    rows = sorted(parameters.values(), key=lambda row: order[row.kind])
    columns = ["id", "value", "low", "high", "unit", "kind", "article", "source", "note"]
    return pd.DataFrame([{name: getattr(row, name) for name in columns} for row in rows], columns=columns)


def show_parameters(rows: pd.DataFrame, language: Language) -> None:
    """Values with their kind, unit, source and note in the language of the page."""
    words = rows.assign(kind=[say(f"kind.{name}", language) for name in rows.kind])
    for column in words.columns.intersection(list(TOLD)):
        words[column] = [shipped_text(str(text), language) for text in words[column]]
    for column in words.columns.intersection(list(NUMBERS)):
        words[column] = words[column].astype(float)
    frame.show_table(words, language, dict.fromkeys(NUMBERS, DECIMALS))
