"""A state that a person enters, beside the one in use: totals, and every figure that differs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.domain.state import State
from capacity.service.inputs import load_inputs
from capacity.service.state_entry import check_sheet, sheet_pasted, state_differences, state_summary
from capacity.sources.state import write_state

MORE = 120.0


@pytest.fixture
def shipped() -> State:
    """The state that the program comes with."""
    return load_inputs().shipped_state()


def rows_of(state: State, measure: str) -> pd.Index:
    """Where the rows of a measure stand, the largest first."""
    rows = state.rows[state.rows.measure == measure]
    return rows.sort_values("value", ascending=False).index


@pytest.mark.parametrize(("dutch", "written"), [(True, "10.650,5"), (False, "10,650.5")])
def test_cells_pasted_from_a_spreadsheet_have_numbers_in_the_style_of_the_page(shipped, dutch, written):
    queue = rows_of(shipped, "queue")[0]
    text = io.StringIO(write_state(shipped, dutch).decode("utf-8-sig"), newline="")
    table = list(csv.reader(text, delimiter=";" if dutch else ","))
    table[queue + 1][table[0].index("value")] = written
    pasted = "\n".join("\t".join(cells) for cells in table)
    assert check_sheet(sheet_pasted(pasted, "pasted", dutch)).rows.value[queue] == 10_650.5
    with pytest.raises(BadInputError):
        check_sheet(sheet_pasted(pasted, "pasted", not dutch))


def test_a_state_beside_itself_differs_in_nothing(shipped):
    assert state_differences(shipped, shipped).empty
    assert (state_summary(shipped, shipped).difference == 0).all()


def test_a_queue_that_grew_and_places_that_are_gone_are_each_named_with_both_figures(shipped):
    queue, places = rows_of(shipped, "queue")[0], rows_of(shipped, "places")[0]
    waiting, gone = float(shipped.rows.at[queue, "value"]), float(shipped.rows.at[places, "value"])
    rows = shipped.rows.copy()
    rows.loc[queue, "value"] = waiting + MORE
    changed = replace(shipped, rows=rows.drop(index=places).reset_index(drop=True))

    found = state_differences(shipped, changed).set_index("measure")
    assert list(found.index) == ["places", "queue"]
    assert found.loc["queue", ["before", "after", "difference"]].tolist() == [waiting, waiting + MORE, MORE]
    assert found.loc["places", ["before", "after", "difference"]].tolist() == [gone, 0.0, -gone]
    assert shipped.rows.at[queue, "stage"] == found.at["queue", "stage"]
    assert shipped.rows.at[places, "region"] == found.at["places", "region"]


def test_the_totals_of_two_states_stand_beside_each_other_and_more_in_a_queue_explains_more_residents(
    shipped,
):
    deciding = shipped.rows[(shipped.rows.measure == "queue") & (shipped.rows.stage == "decision")].index[0]
    rows = shipped.rows.copy()
    rows.loc[deciding, "value"] = float(rows.at[deciding, "value"]) + MORE
    found = state_summary(shipped, replace(shipped, rows=rows)).set_index("total")
    moved = found[found.difference != 0].difference
    assert moved.loc["queue"] == MORE
    assert -MORE <= moved.loc["unexplained"] < 0
    assert set(moved.index) == {"queue", "unexplained"}
