"""Every parameter has a name in words, made of the parts of its id; no page shows the bare id alone."""

from __future__ import annotations

import re

import pytest

from capacity.sources.shipped import load_parameters
from capacity.texts import LANGUAGES, Language, messages
from capacity.ui.parts.parameter_words import WORD, parameter_name, parameter_table, show_parameters
from tests.ui.test_plain_text import part

IDS = tuple(load_parameters())
WORDS = {key.removeprefix(f"{WORD}.") for key in messages("nl") if key.startswith(f"{WORD}.")}


def parts_of(parameter_id: str) -> list[str]:
    """The parts of an id that have words, the longest first; a number stands for itself."""
    parts, found = parameter_id.split("_"), list[str]()
    while parts:
        known = [end for end in range(len(parts), 0, -1) if "_".join(parts[:end]) in WORDS]
        end = known[0] if known else 1
        found.append("_".join(parts[:end]))
        parts = parts[end:]
    return found


def test_every_part_of_an_id_has_words_or_is_a_number() -> None:
    bare = {part for name in IDS for part in parts_of(name) if part not in WORDS and not part.isdigit()}
    assert bare == set(), "give them words in capacity/texts/nl/parameters.yaml and en/parameters.yaml"


def test_no_words_are_kept_of_parts_that_no_id_has() -> None:
    assert WORDS - {part for name in IDS for part in parts_of(name)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_parameters_have_the_same_name_and_none_is_an_id(language: Language) -> None:
    names = [parameter_name(name, language) for name in IDS]
    assert len(set(names)) == len(names)
    assert [name for name in names if re.search(r"[a-z]_[a-z]", name)] == []


@pytest.mark.parametrize(
    ("language", "told"),
    [("nl", "Aangenomen vanaf week: rechters over bewaring"), ("en", "Hired from week: courts on detention")],
)
def test_a_name_is_put_together_from_the_longest_parts(language: Language, told: str) -> None:
    assert parameter_name("hired_from_week_courts_detention", language) == told


def test_the_table_of_values_begins_with_the_name_and_keeps_the_id() -> None:
    rows = parameter_table(load_parameters()).head(3)
    app = part(lambda: show_parameters(rows, "nl"))
    shown = app.dataframe[0].value
    assert list(shown.columns[:2]) == ["betekenis", "kenmerk"]
    assert shown["betekenis"].tolist() == [parameter_name(name, "nl") for name in rows.id]
