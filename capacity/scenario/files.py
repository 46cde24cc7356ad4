"""Scenario files: YAML that holds only what differs from the defaults; every fault is reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError
from capacity.scenario.checks import (
    SHOWN_CHARACTERS,
    Faults,
    check_terms,
    checked_deviations,
    checked_name,
    checked_parameters,
    checked_pins,
    checked_provinces,
    checked_sources,
    checked_value,
    note_unknown,
)
from capacity.scenario.model import BY_PROVINCE, Scenario, default_scenario, differences
from capacity.scenario.regimes import check_regimes, checked_regimes, in_periods
from capacity.scenario.settings import Settings
from capacity.scenario.yaml_text import read_yaml

TABLES = ("regimes", "parameters", "sources", "deviations", "pins")
PER_PROVINCE = {national: apart for apart, national in BY_PROVINCE.items()}
"""Under which key the values per province of a national setting stand."""


def load_scenario(
    content: Path | bytes,
    settings: Settings,
    parameters: Parameters,
    provinces: tuple[str, ...] = (),
    file: str = "",
) -> Scenario:
    """A scenario from a file of differences; without a name it is called after the file.

    Args:
        content: a file or its bytes, in UTF-8.
        file: the name by which faults call it; a path has its own.
        provinces: CBS codes of the regions that may have a value of their own.

    Raises:
        BadInputError: the file cannot be opened, is no YAML mapping, names a key twice, has unknown
            keys, wrong types or values out of range, unknown parameters or provinces; all of them.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    values, faults = read_yaml(content, name)
    if values and name and "name" not in values:
        values = {"name": Path(name).stem[:SHOWN_CHARACTERS], **values}
    return _scenario(values, settings, parameters, provinces, faults)


def scenario_from(
    content: Mapping[Any, Any],
    settings: Settings,
    parameters: Parameters,
    provinces: tuple[str, ...] = (),
    file: str = "",
) -> Scenario:
    """A scenario from a mapping of differences; see `load_scenario`."""
    return _scenario(content, settings, parameters, provinces, Faults(file))


def with_changes(
    scenario: Scenario,
    changes: Mapping[str, Any],
    settings: Settings,
    parameters: Parameters,
    provinces: tuple[str, ...] = (),
) -> Scenario:
    """The scenario with some settings changed, checked as a file is; see `load_scenario`."""
    content = {"name": scenario.name, **differences(scenario, settings), **changes}
    return scenario_from(content, settings, parameters, provinces)


def _scenario(
    content: Mapping[Any, Any],
    settings: Settings,
    parameters: Parameters,
    provinces: tuple[str, ...],
    faults: Faults,
) -> Scenario:
    values: dict[str, Any] = {}
    for key, value in in_periods(content).items():
        name = str(key)
        if name == "name":
            values[name] = checked_name(value, faults)
        elif name == "parameters":
            values[name] = checked_parameters(value, parameters, faults)
        elif name == "deviations":
            values[name] = checked_deviations(value, parameters, faults)
        elif name == "regimes":
            values[name] = checked_regimes(value, settings, faults)
        elif name == "sources":
            values[name] = checked_sources(value, parameters, faults)
        elif name == "pins":
            values[name] = checked_pins(value, provinces, faults)
        elif name in BY_PROVINCE:
            values[name] = checked_provinces(name, value, settings[BY_PROVINCE[name]], provinces, faults)
        elif name in PER_PROVINCE and isinstance(value, Mapping):
            faults.add("per_province_apart", name, value, PER_PROVINCE[name])
            checked_provinces(name, value, settings[name], provinces, faults)
        elif name in settings:
            values[name] = checked_value(settings[name], value, faults)
        else:
            known = [*settings, *BY_PROVINCE, *TABLES, "name"]
            note_unknown("setting", name, name, known, faults)
    named = values.get("deviations", [])
    check_terms(values.get("parameters", {}), named, parameters, faults)
    check_regimes(values.get("regimes", ()), named, parameters, faults)
    if faults.found:
        raise BadInputError(faults.found)
    return Scenario.model_validate({**default_scenario(settings).model_dump(), **values})


def dump_scenario(scenario: Scenario, settings: Settings) -> str:
    """The scenario as a file: its name and what differs from the defaults."""
    content = {"name": scenario.name, **differences(scenario, settings)}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
