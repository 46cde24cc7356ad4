"""The table of values as pages show it: the values that somebody gave and those still needed first."""

from __future__ import annotations

import pandas as pd

from capacity.domain.parameters import KINDS, OWN, Parameters
from capacity.texts import Language, knows, say, shipped_text
from capacity.ui.elements.tables import AtMost
from capacity.ui.every_page import frame

TOLD = ("unit", "source", "note")
"""Columns of text of the shipped tables; they are shown in the language of the page."""
NUMBERS = ("value", "low", "high")
DECIMALS = 3
WORD = "parameter_word"
"""Where the words stand of which the names of parameters are made."""


def parameter_name(parameter_id: str, language: Language) -> str:
    """A parameter in words, put together from the longest parts of its id that have words of their own."""
    parts, said = parameter_id.split("_"), list[str]()
    while parts:
        for end in range(len(parts), 0, -1):
            key = f"{WORD}.{'_'.join(parts[:end])}"
            if knows(key):
                said.append(say(key, language))
                break
        else:
            end = 1
            said.append(parts[0].lstrip("0") or parts[0])
        parts = parts[end:]
    name = " ".join(said)
    return name[0].upper() + name[1:]


def parameter_table(parameters: Parameters) -> pd.DataFrame:
    """Every value: id, value, low, high, unit, kind, article, source, note; own and needed ones first."""
    order = {kind: place for place, kind in enumerate((OWN, *reversed(KINDS)))}
    rows = sorted(parameters.values(), key=lambda row: order[row.kind])
    columns = ["id", "value", "low", "high", "unit", "kind", "article", "source", "note"]
    return pd.DataFrame([{name: getattr(row, name) for name in columns} for row in rows], columns=columns)


def show_parameters(rows: pd.DataFrame, language: Language) -> None:
    """Values with their kind, unit, source and note in the language of the page."""
    words = rows.assign(kind=[say(f"kind.{name}", language) for name in rows.kind])
    words.insert(0, "meaning", [parameter_name(str(name), language) for name in rows.id])
    for column in words.columns.intersection(list(TOLD)):
        words[column] = [shipped_text(str(text), language) for text in words[column]]
    for column in words.columns.intersection(list(NUMBERS)):
        words[column] = words[column].astype(float)
    frame.show_table(words, language, dict.fromkeys(NUMBERS, AtMost(DECIMALS)))
