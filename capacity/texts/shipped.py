"""Units, notes and sources of the shipped tables in both languages; the tables hold the English."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from capacity.texts.formats import Language


@cache
def shipped_in_dutch() -> Mapping[str, str]:
    """The Dutch of every text of a shipped table that a page shows, by the text as it stands there."""
    text = files("capacity.texts").joinpath("shipped.csv").read_text(encoding="utf-8")
    return {row["en"]: row["nl"] for row in csv.DictReader(text.splitlines())}


def shipped_text(text: str, language: Language) -> str:
    """A unit, note or source in a language; what somebody gave in place of a shipped one stays as written."""
    return shipped_in_dutch().get(text, text) if language == "nl" else text
