"""A table of today's state to type in: words beside the ids, and cells kept as typed."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from capacity.ui.data.state_grid import IN_WORDS, state_grid

REGIONS = {"PV24": "Flevoland"}
ROWS = pd.DataFrame(
    [
        ("queue", "decision", "old", "", "", "50"),
        ("places", "", "", "PV24", "", "90"),
        ("places", "", "", "PV99", "", "1"),
        ("order", "", "", "PV24", "next Monday", "20"),
    ],
    columns=["measure", "stage", "stream", "region", "week", "value"],
)


class Editor:
    """Stands in for the framework's editor: what it was given, and what a planner types into it."""

    def __init__(self) -> None:
        self.shown = pd.DataFrame()
        self.typed: Callable[[pd.DataFrame], pd.DataFrame] = pd.DataFrame.copy

    def edit(self, table: pd.DataFrame, **_: Any) -> pd.DataFrame:
        self.shown = table
        return self.typed(table)


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Editor:
    made = Editor()
    monkeypatch.setattr(st, "data_editor", made.edit)
    return made


def test_each_row_says_in_words_what_its_ids_stand_for_and_what_is_no_id_stands_as_typed(
    editor: Editor,
) -> None:
    state_grid("grid", ROWS, False, REGIONS, "en")
    assert list(editor.shown[IN_WORDS]) == [
        "Decision, old stock",
        "Flevoland",
        "PV99",
        "Flevoland, next Monday",
    ]
    assert list(editor.shown.columns[:2]) == [IN_WORDS, "value"]


@pytest.mark.usefixtures("editor")
def test_the_cells_that_come_back_are_those_of_the_file_without_the_words() -> None:
    cells = state_grid("grid", ROWS, False, REGIONS, "nl")
    assert sorted(cells.columns) == sorted(ROWS.columns)
    pd.testing.assert_frame_equal(cells[list(ROWS.columns)], ROWS)


def test_a_row_that_was_added_and_left_empty_is_none(editor: Editor) -> None:
    editor.typed = lambda table: table.reindex(range(len(table) + 1))
    assert len(state_grid("grid", ROWS, False, REGIONS, "nl")) == len(ROWS)


def test_a_column_of_a_given_file_that_has_the_name_of_the_words_is_kept_as_it_was_given(
    editor: Editor,
) -> None:
    given = ROWS.assign(**{IN_WORDS: "own"})
    cells = state_grid("grid", given, False, REGIONS, "en")
    assert list(cells[IN_WORDS]) == ["own"] * len(ROWS)
    assert list(editor.shown[IN_WORDS])[1] == "Flevoland"


def test_rows_that_differ_by_waiting_alone_are_told_apart_by_it(editor: Editor) -> None:
    rows = (("old", "24", "26"), ("old", "26", "65"), ("border", "0", "5"))
    columns = ["stream", "age_from_weeks", "age_to_weeks"]
    given = pd.DataFrame(rows, columns=columns).assign(measure="queue", stage="decision", value="1")
    state_grid("grid", given, False, REGIONS, "en")
    assert list(editor.shown[IN_WORDS]) == [
        "Decision, old stock, 24 to 26 weeks",
        "Decision, old stock, 26 to 65 weeks",
        "Decision, border",
    ]
