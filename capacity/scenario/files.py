"""Scenario files (YAML, differences only) and addresses; every fault found is reported at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError, Problem
from capacity.scenario.model import (
    BASELINE,
    BY_PROVINCE,
    Scenario,
    default_scenario,
    differences,
)
from capacity.scenario.settings import Setting, Settings

TRUE, FALSE = ("true", "on", "1"), ("false", "off", "0")


def load_scenario(
    path: Path, settings: Settings, parameters: Parameters, provinces: tuple[str, ...] = ()
) -> Scenario:
    """A scenario from a file of differences.

    Raises:
        BadInputError: no YAML mapping, unknown keys, wrong types, values out of range, unknown
            parameters or provinces; all of them.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        line = getattr(getattr(fault, "problem_mark", None), "line", None)
        row = None if line is None else int(line) + 1
        raise BadInputError([Problem("not_yaml", path.name, row, expected="setting: value")]) from None
    if content is None:
        content = {}
    if not isinstance(content, Mapping):
        raise BadInputError([Problem("not_yaml", path.name, expected="setting: value")])
    return scenario_from(content, settings, parameters, provinces, path.name)


def scenario_from(
    content: Mapping[Any, Any],
    settings: Settings,
    parameters: Parameters,
    provinces: tuple[str, ...] = (),
    file: str = "",
) -> Scenario:
    """A scenario from a mapping of differences; see `load_scenario`."""
    problems: list[Problem] = []
    values: dict[str, Any] = {"name": str(content.get("name") or BASELINE)}
    for key, value in content.items():
        name = str(key)
        if name == "name":
            continue
        if name == "parameters":
            values[name] = _parameters(value, parameters, file, problems)
        elif name in BY_PROVINCE:
            values[name] = _by_province(name, value, settings, provinces, file, problems)
        elif name in settings:
            values[name] = _checked(settings[name], value, file, name, problems)
        else:
            known = [*settings, *BY_PROVINCE, "parameters", "name"]
            problems.append(
                Problem("unknown_setting", file, column=name, value=str(value), expected=_near(name, known))
            )
    if problems:
        raise BadInputError(problems)
    return default_scenario(settings).model_copy(update=values)


def _near(name: str, known: list[str]) -> str:
    found = difflib.get_close_matches(name, known, n=1)
    return found[0] if found else ", ".join(sorted(known))


def _checked(setting: Setting, value: Any, file: str, column: str, problems: list[Problem]) -> Any:
    """The value in the setting's type; a fault is added to `problems` and the default returned."""
    kind = setting.value
    if kind in ("number", "whole"):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            problems.append(Problem("not_a_number", file, None, column, str(value), setting.expected))
        elif kind == "whole" and value != int(value):
            problems.append(Problem("not_whole", file, None, column, str(value), setting.expected))
        elif not (setting.low or 0) <= value <= (setting.high or 0):
            problems.append(Problem("out_of_range", file, None, column, str(value), setting.expected))
        else:
            return int(value) if kind == "whole" else float(value)
    elif kind == "switch":
        if isinstance(value, bool):
            return value
        problems.append(Problem("not_a_choice", file, None, column, str(value), setting.expected))
    elif kind == "choice":
        if value in setting.choices:
            return value
        problems.append(Problem("not_a_choice", file, None, column, str(value), setting.expected))
    else:
        return _monday(setting, value, file, column, problems)
    return setting.default


def _monday(setting: Setting, value: Any, file: str, column: str, problems: list[Problem]) -> date | None:
    if value is None:
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        day = None
    if day is None or day.weekday() != 0:
        problems.append(Problem("not_a_monday", file, None, column, str(value), setting.expected))
        return None
    return day


def _parameters(value: Any, parameters: Parameters, file: str, problems: list[Problem]) -> dict[str, float]:
    if not isinstance(value, Mapping):
        problems.append(Problem("not_yaml", file, None, "parameters", str(value), "id: value"))
        return {}
    found: dict[str, float] = {}
    for key, number in value.items():
        name = str(key)
        column = f"parameters.{name}"
        if name not in parameters:
            expected = _near(name, list(parameters))
            problems.append(Problem("unknown_parameter", file, None, column, str(number), expected))
        elif isinstance(number, bool) or not isinstance(number, (int, float)):
            problems.append(Problem("not_a_number", file, None, column, str(number), parameters[name].unit))
        else:
            row = parameters[name]
            low = row.value if row.low is None else row.low
            high = row.value if row.high is None else row.high
            if not low <= number <= high:
                expected = f"{low:g}..{high:g}"
                problems.append(Problem("out_of_range", file, None, column, str(number), expected))
            found[name] = float(number)
    return found


def _by_province(
    name: str,
    value: Any,
    settings: Settings,
    provinces: tuple[str, ...],
    file: str,
    problems: list[Problem],
) -> dict[str, float]:
    if not isinstance(value, Mapping):
        problems.append(Problem("not_yaml", file, None, name, str(value), "PV20: value"))
        return {}
    found = {}
    for region, number in value.items():
        column = f"{name}.{region}"
        if str(region) not in provinces:
            problems.append(Problem("unknown_region", file, None, column, str(region), " ".join(provinces)))
        found[str(region)] = _checked(settings[BY_PROVINCE[name]], number, file, column, problems)
    return found


def dump_scenario(scenario: Scenario, settings: Settings) -> str:
    """The scenario as a file: its name and what differs from the defaults."""
    return yaml.safe_dump(
        {"name": scenario.name, **differences(scenario, settings)}, sort_keys=True, allow_unicode=True
    )


def to_url(scenario: Scenario, settings: Settings) -> dict[str, str]:
    """The simple settings that differ from the defaults, as parts of an address."""
    changed = differences(scenario, settings)
    return {key: _plain(value) for key, value in changed.items() if key in settings}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def from_url(parts: Mapping[str, str], settings: Settings) -> tuple[Scenario, list[Problem]]:
    """A scenario from an address; what is impossible keeps its default and is reported."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for key, text in parts.items():
        if key in settings:
            setting = settings[key]
            before = len(problems)
            checked = _checked(setting, _typed(setting, text), "", key, problems)
            if len(problems) == before:
                values[key] = checked
    return default_scenario(settings).model_copy(update=values), problems


def _typed(setting: Setting, text: str) -> Any:
    if setting.value in ("number", "whole"):
        try:
            return float(text)
        except ValueError:
            return text
    if setting.value == "switch":
        return True if text.lower() in TRUE else False if text.lower() in FALSE else text
    return text
