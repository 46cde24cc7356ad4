"""Plain words: short sentences, and nothing left in the other language."""

from __future__ import annotations

import re

import pytest

from capacity.texts import LANGUAGES, Language, glossary, messages

MEAN_WORDS, MOST_WORDS = 15, 30
WORDS_OF_A_VALUE = {"week": 7, "date": 4, "month": 2, "million": 3, "day": 1}
FIELD = re.compile(r"\{\w*(?::(\w+)[^}]*)?\}")
END = re.compile(r"(?<=[.!?])\s+|\n+")
NAME = re.compile(r"[A-ZÀ-Ý]")
ONLY_DUTCH = re.compile(
    r"\b(het|een|van|voor|niet|wordt|zijn|deze|naar|kosten per|plaatsen)\b", re.IGNORECASE
)
ONLY_ENGLISH = re.compile(r"\b(the|and|from|with|which|this|these|not|are)\b", re.IGNORECASE)


def filled(text: str) -> str:
    """A message with as many words for a value as a reader sees."""
    return FIELD.sub(lambda field: " ".join(["x"] * WORDS_OF_A_VALUE.get(field[1] or "", 1)), text)


def sentences(text: str) -> list[str]:
    """The whole sentences of a message; labels and headings without an end are none."""
    return [part for part in END.split(filled(text)) if part.rstrip("*_ ").endswith((".", "?", "!"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_fifteen_words_at_most_on_average(language: Language) -> None:
    lengths = [len(part.split()) for text in messages(language).values() for part in sentences(text)]
    assert len(lengths) > 300
    assert sum(lengths) / len(lengths) <= MEAN_WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_hard_to_read_aloud(language: Language) -> None:
    long = [
        (key, part)
        for key, text in messages(language).items()
        for part in sentences(text)
        if len(part.split()) > MOST_WORDS
    ]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_owns_the_shortfall_is_explained_in_short_sentences(language: Language) -> None:
    """Its figures are the hardest to read of all: what they count must not be hard too."""
    lengths = [len(part.split()) for part in sentences(messages(language)["shortfall.caption"])]
    assert max(lengths) <= MEAN_WORDS


def test_a_long_sentence_would_be_found() -> None:
    assert len(sentences("Kort. " + "woord " * 40 + "einde.")[1].split()) == 41


@pytest.mark.parametrize(("language", "other"), [("nl", ONLY_ENGLISH), ("en", ONLY_DUTCH)])
def test_no_message_is_left_in_the_other_language(language: Language, other: re.Pattern[str]) -> None:
    left = [
        (key, text)
        for key, text in messages(language).items()
        if len(other.findall(FIELD.sub("", text))) > (1 if len(text.split()) > 8 else 0)
    ]
    assert left == []


def test_words_that_are_equal_in_both_languages_are_names_or_signs() -> None:
    """A long text that reads the same in both languages was not translated."""
    dutch, english = messages("nl"), messages("en")
    same = [key for key in dutch if dutch[key] == english[key] and len(FIELD.sub("", dutch[key]).split()) > 3]
    assert same == []


def test_every_term_of_the_glossary_that_comes_from_a_law_names_its_article() -> None:
    """The words without an article are those of planners, not of a law."""
    without = {term.en for term in glossary() if not term.article}
    assert without == {
        *("arrivals", "stream", "duty", "term", "over term", "grant rate (IND basis)", "status holder"),
        *("family reunification", "emergency place", "usable place", "penalty payment", "P50, P80, P90"),
        "price of one more",
    }
