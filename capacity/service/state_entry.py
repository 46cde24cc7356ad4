"""Today's state as a person enters it: cells of text, kept as typed, checked and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.state import STATE_COLUMNS, State
from capacity.plan.chain.residents import opening_residents
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.arrivals import rates
from capacity.plan.network.levers import Levers
from capacity.scenario import default_scenario
from capacity.service.input_files import own_state, state_totals
from capacity.service.inputs import load_inputs, plan_weeks
from capacity.sources.raw import bytes_of, read_raw
from capacity.sources.state import STATE_FILE_COLUMNS, UNITS, write_state
from capacity.sources.tables import personal_cells, write_cells

GROUPS: Mapping[str, tuple[str, ...]] = {
    "queues": ("queue", "in_transit"),
    "residents": ("residents",),
    "places": ("places", "durable"),
    "commitments": ("commitment", "order", "renewal", "closing"),
    "hours": ("hours",),
}
"""The tables in which a state is shown, and the measures of each; what no table knows stands in the first."""
ITEM = ("stage", "stream", "class", "region", "type", "pool", "week")
FILE, TAB = "state", "\t"


@dataclass(frozen=True)
class Sheet:
    """A state as text, cell by cell.

    Args:
        cells: one row per figure, columns as they were given; all text.
        dutch: whether numbers are written in the Dutch style.
    """

    cells: pd.DataFrame
    dutch: bool


def sheet_of(state: State, dutch: bool) -> Sheet:
    """A state as cells to change."""
    return _sheet(write_state(state, dutch), FILE)


def sheet_from(content: bytes, file: str) -> Sheet:
    """An uploaded table as cells, also when some of them are wrong.

    Raises:
        BadInputError: it is no such table, too large, or holds personal data; then nothing of it is kept.
    """
    return _sheet(content, file)


def sheet_pasted(text: str, name: str, dutch: bool) -> Sheet:
    """A pasted table as cells; see `sheet_from`.

    Args:
        dutch: whether cells of a spreadsheet, which come with tabs between them and do not say so, have
            numbers in the Dutch style: read the other way, 10.650 would be ten and a half.
    """
    sheet = _sheet(text.encode("utf-8"), name)
    return replace(sheet, dutch=dutch) if TAB in text.split("\n", 1)[0] else sheet


def _sheet(content: bytes, file: str) -> Sheet:
    raw = read_raw(bytes_of(content, file), STATE_COLUMNS, file)
    if personal := [*personal_cells(raw, STATE_FILE_COLUMNS, file)]:
        raise BadInputError(personal)
    width = len(raw.headings)
    rows = [(cells + [""] * width)[:width] for cells in raw.rows.values()]
    cells = pd.DataFrame(rows, columns=raw.headings, dtype=str)
    return Sheet(cells.loc[:, ~cells.columns.duplicated()].reset_index(drop=True), raw.dutch)


def check_sheet(sheet: Sheet) -> State:
    """The state that the cells say; row 2 of a fault is the first row of cells.

    Raises:
        BadInputError: every fault at once; a day before the shipped state or far ahead is one.
    """
    filled = sheet.cells.copy()
    if "measure" in filled and "unit" in filled:
        usual = filled.measure.map(UNITS).fillna("")
        filled["unit"] = filled.unit.where(filled.unit.str.strip() != "", usual)
    state = own_state(write_cells(filled, sheet.dutch), FILE)
    first = load_inputs().shipped_state().as_of
    if state.as_of < first:
        raise BadInputError(
            [Problem("state_too_old", FILE, None, "as_of", state.as_of.isoformat(), first.isoformat())]
        )
    return state


def with_day_and_author(sheet: Sheet, day: date, author: str) -> Sheet:
    """The cells with one day and one author in every row."""
    cells = sheet.cells.assign(as_of=day.isoformat(), author=author)
    ordered = [name for name in STATE_COLUMNS if name in cells]
    others = [name for name in cells.columns if name not in STATE_COLUMNS]
    return Sheet(cells[[*ordered, *others]], sheet.dutch)


def by_group(sheet: Sheet) -> Sheet:
    """The cells in the order of the tables in which they are shown."""
    if "measure" not in sheet.cells:
        return sheet
    place = {name: number for number, name in enumerate(GROUPS)}
    order = sheet.cells.measure.map(group_of).map(place).sort_values(kind="stable").index
    return Sheet(sheet.cells.loc[order].reset_index(drop=True), sheet.dutch)


def group_of(measure: str) -> str:
    """The table in which a row of a measure is shown."""
    return next((name for name, measures in GROUPS.items() if measure in measures), next(iter(GROUPS)))


def unexplained_residents(state: State) -> float:
    """Residents known less those that queues and persons on the way explain; never absorbed."""
    inputs = load_inputs()
    scenario = default_scenario(inputs.settings)
    weeks = plan_weeks(state, scenario, inputs.parameters)
    arrivals = rates(inputs.parameters, weeks)
    given = ChainInput(inputs.parameters, inputs.parameters, state, arrivals, Levers(), weeks)
    return state.residents() - opening_residents(dutch_network(given), inputs.parameters)


def state_summary(before: State, after: State) -> pd.DataFrame:
    """Totals of two states beside each other: total, before, after, difference."""
    one = {**state_totals(before), "unexplained": unexplained_residents(before)}
    other = {**state_totals(after), "unexplained": unexplained_residents(after)}
    names = list(dict.fromkeys([*one, *other]))
    rows = [(name, one.get(name, 0.0), other.get(name, 0.0)) for name in names]
    table = pd.DataFrame(rows, columns=["total", "before", "after"])
    return table.assign(difference=table.after - table.before)


def state_differences(before: State, after: State) -> pd.DataFrame:
    """Every figure that differs: measure, ids in the columns of ITEM, before, after, difference."""
    both = pd.concat({"before": _by_item(before), "after": _by_item(after)}, axis=1).fillna(0.0)
    table = both[both.before != both.after].reset_index()
    return table.assign(difference=table.after - table.before)


def _by_item(state: State) -> pd.Series:
    return state.rows.groupby(["measure", *ITEM]).value.sum()
