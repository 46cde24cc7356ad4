"""Sentences of the commands, and faults said as one line each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from capacity.domain.live import Remark, SourceFault
from capacity.domain.problems import Problem
from capacity.texts import Language, knows, say, say_problem
from capacity.texts.yaml_reading import read_yaml

LANGUAGE_VARIABLE = "CAPACITY_LANGUAGE"


def language() -> Language:
    """The language of the commands: English, or Dutch when `CAPACITY_LANGUAGE` is `nl`."""
    return "nl" if os.environ.get(LANGUAGE_VARIABLE) == "nl" else "en"


@cache
def sentences(spoken: Language) -> Mapping[str, str]:
    """Every sentence of the commands in a language, by key."""
    text = files("capacity.texts").joinpath(f"commands.{spoken}.yaml").read_text(encoding="utf-8")
    return dict(read_yaml(text))


def phrase(key: str, **values: object) -> str:
    """One sentence in the language of the commands."""
    return sentences(language())[key].format(**values)


def phase_name(phase: str) -> str:
    """A phase of the work in words; one without words stays as it is."""
    known = sentences(language()).get(f"phase_{phase}")
    return known if known is not None else phase


def problem_line(problem: Problem) -> str:
    """One fault as one line: file, row, column, what stands there and what is expected."""
    if knows(f"problem.{problem.key}"):
        return " ".join(say_problem(problem, language()).split())
    place = [problem.file]
    if problem.row is not None:
        place.append(phrase("row", row=problem.row))
    if problem.column:
        place.append(problem.column)
    parts = [problem.key.replace("_", " ")]
    if problem.value is not None:
        parts.append(phrase("found", value=problem.value))
    if problem.expected:
        parts.append(phrase("expected", expected=problem.expected))
    return " ".join(f"{', '.join(part for part in place if part)}: {'; '.join(parts)}".lstrip(": ").split())


def source_fault_line(fault: SourceFault) -> str:
    """One source that could not be read, with the reason."""
    spoken = language()
    reason = say(f"source_fault.{fault.remark.key}", spoken, **fault.remark.values)
    return phrase("source_unread", source=fault.titles[spoken], id=fault.source, reason=reason)


def refresh_fault_line(remark: Remark) -> str:
    """Why a refresh failed, where there is a sentence for it."""
    return say(f"refresh_fault.{remark.key}", language(), **remark.values)


def source_line(source: Mapping[str, object]) -> str:
    """How a source stands, as one line."""
    reason = f": {source['reason']}" if source["reason"] else ""
    state = phrase(f"source_{source['state']}")
    key = "source_empty" if source["last_datum"] is None else "source_state"
    return phrase(key, id=source["id"], state=state, last=source["last_datum"]) + reason
