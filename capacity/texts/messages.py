"""The one function that says a sentence, in Dutch or English, with its values written in that language."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from capacity.texts import formats
from capacity.texts.formats import Language
from capacity.texts.shipped import shipped_text
from capacity.texts.yaml_reading import read_yaml

Writer = Callable[[Any, Language], str]
ARTICLE = "article"
TERM = re.compile(r"^(?P<number>[0-9.]+) (?P<unit>hours|days|working days|weeks|months|years|minors)\b")
WHOLE = re.compile(r"-?[0-9]+")
PERCENT = re.compile(r"(?<=[0-9}]) %")
"""A figure and its sign, which stay on one line, as they do where a figure is written by the program."""
RANGE = re.compile(r"(?<![\w.,-])(?P<low>-?[0-9]+(\.[0-9]+)?)?\.\.(?P<high>-?[0-9]+(\.[0-9]+)?)?(?![\w,])")
COUNTED = ("total_off",)
"""Faults whose figures the program counted; those of others are told as somebody wrote them."""
_WRITERS: Mapping[str, Writer] = {
    "persons": formats.persons,
    "places": formats.places,
    "percent": formats.percent,
    "percent2": lambda value, language: formats.percent(value, language, 2),
    "percent1": lambda value, language: formats.percent(value, language, 1),
    "euro": formats.euro,
    "cents": lambda value, language: formats.euro(value, language, 2),
    "million": formats.euro_million,
    "signed": formats.signed,
    "signed_million": formats.signed_euro_million,
    "one": lambda value, language: formats.number(value, language, 1),
    "two": lambda value, language: formats.number(value, language, 2),
    "week": formats.week_in_sentence,
    "date": formats.date_long,
    "day": formats.date_short,
    "month": formats.month_long,
    "year": lambda value, language: str(value),  # noqa: ARG005
}
_PLURAL = "plural:"


class ProblemLike(Protocol):
    """A fault in what a person gave: key of its sentence, and where it stands."""

    @property
    def key(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def row(self) -> int | None: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str | None: ...
    @property
    def expected(self) -> str: ...


@cache
def messages(language: Language) -> Mapping[str, str]:
    """Every sentence of a language by its dotted key, from all files of the language's folder.

    Raises:
        ValueError: two files have the same key.
    """
    folder = files("capacity.texts").joinpath(language)
    found: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        part = dict(_flat("", read_yaml(file.read_text(encoding="utf-8"))))
        if repeated := found.keys() & part.keys():
            raise ValueError(f"{language}/{file.name} repeats {', '.join(sorted(repeated))}")
        found |= part
    return found


def _flat(prefix: str, tree: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found += _flat(f"{prefix}{key}.", value)
        else:
            found.append((f"{prefix}{key}", PERCENT.sub(f"{formats.HELD}%", str(value))))
    return found


def say(key: str, language: Language, /, **values: object) -> str:
    """A sentence or word in a language.

    Args:
        key: dotted key in the message files.
        values: what fills the sentence; numbers, dates and weeks are written as the language does.

    Raises:
        KeyError: no such key, or a value is missing.
    """
    return "".join(
        part if field is None else part + _written(_in_words(field, values[field], language), spec, language)
        for part, field, spec in _parts(key, language)
    )


def _in_words(field: str, value: object, language: Language) -> object:
    """A value of a sentence; an agreement or norm that stands for an article has its name in the language."""
    return shipped_text(value, language) if field == ARTICLE and isinstance(value, str) else value


@cache
def _parts(key: str, language: Language) -> tuple[tuple[str, str | None, str], ...]:
    """A sentence cut up once: what stands before each value, the value's name and how it is written."""
    cut = string.Formatter().parse(messages(language)[key])
    return tuple((part, field, spec or "") for part, field, spec, _ in cut)


def _written(value: Any, how: str, language: Language) -> str:
    """A value as `{n:persons}`, `{week:week}`, `{n:plural:person|persons}` and the like ask for it."""
    if how.startswith(_PLURAL):
        one, more = how.removeprefix(_PLURAL).split("|")
        return one if formats.persons(value, language) == "1" else more
    if how:
        return _WRITERS[how](value, language)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return formats.date_long(value, language)
    return formats.number(value, language)


def listed(words: Sequence[str], language: Language) -> str:
    """Words one after the other, with "and" before the last."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {say('app.and', language)} {words[-1]}"


def knows(key: str) -> bool:
    """Whether there is a sentence for a key."""
    return key in messages("nl")


def say_problem(problem: ProblemLike, language: Language) -> str:
    """One fault as a sentence: where it is, what stands there and what was expected."""
    parts = [problem.file] if problem.file else []
    if problem.row is not None:
        parts.append(say("problem_place.row", language, row=str(problem.row)))
    if problem.column:
        parts.append(say("problem_place.column", language, column=problem.column))
    place = f"{', '.join(parts)}: " if parts else ""
    value, expected = problem.value or "", problem.expected or ""
    if problem.key in COUNTED:
        value, expected = (
            WHOLE.sub(lambda found: _whole(found[0], language), text) for text in (value, expected)
        )
    expected = TERM.sub(lambda found: _term(found, language), expected)
    expected = RANGE.sub(lambda found: _range(found, language), expected)
    sentence = say(f"problem.{problem.key}", language, value=value, expected=expected)
    return place + sentence


def _range(found: re.Match[str], language: Language) -> str:
    """A range such as `0..10000000` with thousands marks; a decimal stays as the file writes it."""
    ends = (_whole(found[end] or "", language) for end in ("low", "high"))
    return "..".join(ends)


def _whole(text: str, language: Language) -> str:
    return (
        formats.number(float(text), language).replace(formats.MINUS, "-") if WHOLE.fullmatch(text) else text
    )


def _term(found: re.Match[str], language: Language) -> str:
    """A term of the law, such as `3 months`, with its unit in the language."""
    unit = found["unit"].replace(" ", "_")
    return f"{found['number']} {say(f'term_unit.{unit}', language)}"
