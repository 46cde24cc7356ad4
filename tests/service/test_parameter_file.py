"""Own figures brought in as a table: what they change in a scenario, and how a plan names them."""

from __future__ import annotations

import pandas as pd
import pytest

from capacity.scenario import Scenario, default_scenario, dump_scenario, load_scenario
from capacity.service.input_files import read_as, template
from capacity.service.inputs import load_inputs
from capacity.service.parameter_file import own_rows, preview, with_parameters
from capacity.service.planning import values_to_mark
from capacity.sources.tables import write_table

SHIPPED = load_inputs().parameters
SETTINGS = load_inputs().settings


def table(content: bytes) -> pd.DataFrame:
    rows = read_as("parameters", content, "own.csv").content
    assert isinstance(rows, pd.DataFrame)
    return rows


@pytest.fixture
def rows() -> pd.DataFrame:
    """The template with hours of one's own, a placeholder that turned out right, and a longer term."""
    filled = table(template("parameters", dutch=True)).set_index("id")
    filled.loc["hours_per_decision", ["value", "source"]] = [44.5, "time study of the authority"]
    filled.loc["overtime_price", "source"] = "collective agreement"
    filled.loc["decide_accelerated"] = [4.0, "months", "policy rule", "APR 35(3)", ""]
    return filled.reset_index()


def scenario(rows: pd.DataFrame) -> Scenario:
    usual = default_scenario(SETTINGS)
    return usual.model_copy(update=with_parameters(rows, usual, SHIPPED))


def test_the_template_holds_every_figure_that_is_needed_and_changes_nothing() -> None:
    filled = table(template("parameters", dutch=False))
    assert sorted(filled.id) == SHIPPED.marked("input needed")
    assert own_rows(filled, SHIPPED).empty


@pytest.mark.parametrize("dutch", [True, False])
def test_a_table_reads_back_as_it_was_written(rows: pd.DataFrame, dutch: bool) -> None:
    pd.testing.assert_frame_equal(table(write_table(rows, dutch)), rows)


def test_only_rows_that_differ_are_own_figures_also_where_only_the_source_does(rows: pd.DataFrame) -> None:
    found = preview(rows, default_scenario(SETTINGS), SHIPPED)
    assert found.id.tolist() == ["hours_per_decision", "overtime_price", "decide_accelerated"]
    assert found.before.tolist() == [60, 70, 3]
    assert found.after.tolist() == [44.5, 70, 4]


def test_own_figures_are_named_with_their_source_and_are_needed_no_more(rows: pd.DataFrame) -> None:
    chosen = scenario(rows)
    marks = values_to_mark(SHIPPED, chosen)
    assert marks["own_values"] == ["decide_accelerated", "hours_per_decision", "overtime_price"]
    assert not {"hours_per_decision", "overtime_price"} & set(marks["inputs_needed"])
    own = SHIPPED.with_own(chosen.parameters, chosen.sources)["hours_per_decision"]
    assert (own.value, own.kind, own.source) == (44.5, "own value", "time study of the authority")
    assert chosen.deviations == ["APR 35(3)"]


def test_a_scenario_keeps_where_its_figures_come_from_and_its_other_figures(rows: pd.DataFrame) -> None:
    first = default_scenario(SETTINGS).model_copy(update={"parameters": {"hours_per_lodging": 2.0}})
    chosen = first.model_copy(update=with_parameters(rows, first, SHIPPED))
    assert chosen.parameters["hours_per_lodging"] == 2
    written = dump_scenario(chosen, SETTINGS).encode()
    assert load_scenario(written, SETTINGS, SHIPPED) == chosen
