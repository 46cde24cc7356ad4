"""The files a person may give: template, schema, strict reading and totals of each kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.domain.state import State
from capacity.scenario import Scenario, differences, json_schema, load_scenario
from capacity.service.inputs import load_inputs
from capacity.service.parameter_file import own_rows, values_to_fill_in
from capacity.sources.homes import read_homes
from capacity.sources.kinds import TABLE_COLUMNS, kind_of, table_schema
from capacity.sources.panel import read_any_panel
from capacity.sources.parameter_file import read_parameter_file
from capacity.sources.personal import is_personal_heading, looks_personal, personal_data
from capacity.sources.portfolio import YES, read_portfolio
from capacity.sources.raw import bytes_of
from capacity.sources.scores import read_scores
from capacity.sources.shipped import load_table
from capacity.sources.state import read_state, shipped_state_path, state_template
from capacity.sources.tables import Column, write_table
from capacity.sources.targets import TARGET_COLUMNS, read_targets
from capacity.spreading.tasks import CYCLES, published
from capacity.texts import Language, knows, number, say

SCENARIO = "scenario"
FILE_KINDS = (*TABLE_COLUMNS, SCENARIO)
SCENARIO_ENDINGS = (".yaml", ".yml")
PANEL_TEMPLATE_MONTHS = 24
TARGET_KINDS = {"ESTIMATE": "assumption", "approximate": "derived"}
_ENTRY = re.compile(r"^\s*(?P<key>[^:#]+):\s*(?P<value>[^#]*)")

Content = State | Scenario | pd.DataFrame


@dataclass(frozen=True)
class InputFile:
    """A file that was read without a fault.

    Args:
        kind: one of FILE_KINDS.
        content: a State, a Scenario, or the rows of a table.
    """

    kind: str
    content: Content


def read_file(content: Path | bytes, file: str) -> InputFile:
    """A file of any kind; its ending and headings say which.

    Args:
        file: its name.

    Raises:
        BadInputError: every fault at once.
    """
    if Path(file).suffix.lower() in SCENARIO_ENDINGS:
        return InputFile(SCENARIO, read_scenario(content, file))
    read = bytes_of(content, file)
    return read_as(kind_of(read), read, file)


def read_as(kind: str, content: bytes, file: str) -> InputFile:
    """A file of a kind that is known.

    Raises:
        BadInputError: every fault at once.
    """
    if kind == SCENARIO:
        return InputFile(kind, read_scenario(content, file))
    if kind == "state":
        return InputFile(kind, own_state(content, file))
    if kind == "parameters":
        return InputFile(kind, read_parameter_file(content, load_inputs().parameters, file))
    readers: dict[str, Callable[[bytes, str], pd.DataFrame]] = {
        "portfolio": read_portfolio,
        "targets": read_targets,
        "panel": partial(read_any_panel, today=datetime.now(UTC).date()),
        "scores": read_scores,
        "homes": read_homes,
    }
    return InputFile(kind, readers[kind](content, file))


def own_state(content: Path | bytes, file: str = "") -> State:
    """A state that somebody brings now: of a day that is known, the coming Monday at the latest.

    Raises:
        BadInputError: every fault at once.
    """
    ships = date.fromisoformat(shipped_state_path().stem)
    return read_state(content, load_inputs().regions, file, max(ships, datetime.now(UTC).date()))


def read_scenario(content: Path | bytes, file: str) -> Scenario:
    """A scenario file; personal data in it is refused before it is read.

    Raises:
        BadInputError: every fault at once.
    """
    inputs = load_inputs()
    try:
        text = bytes_of(content, file).decode("utf-8-sig", errors="replace")
    except BadInputError as fault:
        if {problem.key for problem in fault.problems} != {"empty_file"}:
            raise
        text = ""
    if personal := [*_personal_lines(text, file)]:
        raise BadInputError(personal)
    return load_scenario(content, inputs.settings, inputs.parameters, inputs.regions, file)


def _personal_lines(text: str, file: str) -> Iterable[Problem]:
    for row, line in enumerate(text.splitlines(), start=1):
        entry = _ENTRY.match(line)
        key, value = (entry["key"].strip(), entry["value"].strip(" \"'")) if entry else ("", line)
        heading = key != "name" and is_personal_heading(key)
        if heading or looks_personal(value) or looks_personal(line.partition("#")[2]):
            yield personal_data(file, row, "" if looks_personal(key) else key)


def template(kind: str, dutch: bool, language: Language = "nl") -> bytes:
    """A file of a kind to fill in, which reads without a fault.

    Args:
        dutch: number style of a table: semicolons and decimal commas, or commas and points.
        language: of the remarks in a scenario.
    """
    if kind == "state":
        return state_template(dutch)
    if kind == SCENARIO:
        return _scenario_template(language).encode("utf-8")
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "portfolio": partial(_template_rows, "portfolio"),
        "targets": _target_rows,
        "panel": _panel_rows,
        "scores": partial(_template_rows, "scores"),
        "homes": partial(_template_rows, "homes"),
        "parameters": _value_rows,
    }
    return write_table(makers[kind](), dutch)


def _template_rows(kind: str) -> pd.DataFrame:
    return load_table(f"templates/{kind}")[[column.name for column in TABLE_COLUMNS[kind]]]


def _value_rows() -> pd.DataFrame:
    return values_to_fill_in(load_inputs().parameters)


def _target_rows() -> pd.DataFrame:
    """The tasks that ship, in the form in which they may be replaced."""
    tasks = load_table("spreading/province_tasks")
    parts = []
    for cycle, series in CYCLES.items():
        rows = published(tasks, series).rename(columns={"places": "task"})
        kind = [TARGET_KINDS.get(str(found), "fact") for found in rows.kind]
        parts.append(rows.assign(cycle=float(cycle), kind=kind, note=""))
    return pd.concat(parts, ignore_index=True)[[column.name for column in TARGET_COLUMNS]]


def _panel_rows() -> pd.DataFrame:
    series = load_table("series/nl_asylum_monthly")
    chosen = series[(series.measure == "all_applications") & (series.citizen == "TOTAL")]
    last = chosen.sort_values("month").tail(PANEL_TEMPLATE_MONTHS)
    return pd.DataFrame({"unique_id": "NL", "ds": last.month + "-01", "y": last.persons})


def _scenario_template(language: Language) -> str:
    """Every setting with its default as a remark: taking away the mark makes it count."""
    settings = load_inputs().settings
    lines = [f"# {say('files.scenario_template', language)}", f"name: {say('files.scenario_name', language)}"]
    for setting in settings.values():
        meaning = say(f"setting.{setting.id}", language) if knows(f"setting.{setting.id}") else setting.unit
        shown = "null" if setting.default is None else str(setting.default)
        written = shown.lower() if isinstance(setting.default, bool) else shown
        lines.append(f"# {setting.id}: {written}    # {meaning}; {setting.expected}")
    return "\n".join(lines) + "\n"


def file_schema(kind: str, language: Language) -> dict[str, Any]:
    """The published schema of a kind: Table Schema for a table, JSON Schema for a scenario."""
    if kind == SCENARIO:
        inputs = load_inputs()
        return json_schema(inputs.settings, inputs.parameters, inputs.regions)
    return table_schema(
        kind, {column.name: _meaning(kind, column, language) for column in TABLE_COLUMNS[kind]}
    )


def file_columns(kind: str, language: Language) -> pd.DataFrame:
    """The columns of a table as people read them: column, needed, form, meaning."""
    return pd.DataFrame(
        [
            {
                "column": column.name,
                "needed": say("app.yes" if column.required else "app.no", language),
                "form": _form(column, language),
                "meaning": _meaning(kind, column, language),
            }
            for column in TABLE_COLUMNS[kind]
        ]
    )


def _meaning(kind: str, column: Column, language: Language) -> str:
    return say(f"file_column.{kind}.{column.name}", language)


def _form(column: Column, language: Language) -> str:
    if column.choices:
        return ", ".join(column.choices)
    if column.kind != "number":
        return say(f"files.form_{column.kind}", language)
    form = say("files.form_whole" if column.whole else "files.form_number", language)
    if column.low is None:
        return form
    key = "files.form_from" if column.high is None else "files.form_between"
    high = 0.0 if column.high is None else column.high
    return f"{form} {say(key, language, low=number(column.low, language), high=number(high, language))}"


def totals(given: InputFile) -> dict[str, float]:
    """What a file adds up to, by name of the total: shown before it is accepted."""
    content = given.content
    if isinstance(content, State):
        return state_totals(content)
    if isinstance(content, Scenario):
        return {"settings": float(len(differences(content, load_inputs().settings)))}
    if given.kind == "portfolio":
        return _portfolio_totals(content)
    if given.kind == "targets":
        provinces = content[content.region.isin(load_inputs().regions)]
        return {f"task_{cycle}": float(rows.task.sum()) for cycle, rows in provinces.groupby("cycle")}
    if given.kind == "parameters":
        return {"values": float(len(own_rows(content, load_inputs().parameters)))}
    if given.kind == "scores":
        return {"municipalities": float(len(content))}
    if given.kind == "homes":
        return {
            "municipalities": float(content.municipality.nunique()),
            "housed": float(content.housed.sum()),
        }
    return {"series": float(content.unique_id.nunique()), "rows": float(len(content))}


def _portfolio_totals(blocks: pd.DataFrame) -> dict[str, float]:
    found = {"blocks": float(len(blocks)), "capacity": float(blocks.capacity.sum())}
    found |= {f"type_{kind}": float(rows.capacity.sum()) for kind, rows in blocks.groupby("type", sort=False)}
    return {**found, "durable": float(blocks.capacity[blocks.durable == YES].sum())}


def state_totals(state: State) -> dict[str, float]:
    """Sums of a state by measure; hours are not added up over pools."""
    rows = state.rows
    summed = rows[rows.measure != "hours"].groupby("measure", sort=False).value.sum()
    return {str(measure): float(value) for measure, value in summed.items()}
