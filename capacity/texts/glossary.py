"""The words of the field in both languages, with their meaning and article."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from capacity.texts.formats import Language


@dataclass(frozen=True)
class Term:
    """One word of the field; `article` is empty where no article is known for it."""

    nl: str
    en: str
    meaning_nl: str
    meaning_en: str
    article: str

    def word(self, language: Language) -> str:
        """The word in a language."""
        return self.nl if language == "nl" else self.en

    def meaning(self, language: Language) -> str:
        """Its meaning in a language."""
        return self.meaning_nl if language == "nl" else self.meaning_en


@cache
def glossary() -> tuple[Term, ...]:
    """All terms in the order of the table."""
    text = files("capacity.texts").joinpath("glossary.csv").read_text(encoding="utf-8")
    return tuple(Term(**row) for row in csv.DictReader(text.splitlines()))
