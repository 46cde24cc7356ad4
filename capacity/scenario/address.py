"""A scenario as parts of an address, so that a link shows a colleague the same settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from capacity.domain.parameters import Parameters
from capacity.domain.problems import Problem
from capacity.scenario.checks import (
    Faults,
    check_terms,
    checked_deviations,
    checked_name,
    checked_parameters,
    checked_pins,
    checked_provinces,
    checked_sources,
    checked_value,
)
from capacity.scenario.model import BY_PROVINCE, Scenario, default_scenario, differences_between
from capacity.scenario.regimes import (
    ONE_REGIME,
    check_regimes,
    checked_regimes,
    regimes_of_address,
    written_regimes,
)
from capacity.scenario.settings import OFF, Setting, Settings

TRUE, FALSE = ("true", "on", "1"), ("false", "off", "0")
DIGITS = 15
PAIRS, PAIR, LISTED = ",", ":", ";"


def to_url(scenario: Scenario, settings: Settings, base: Scenario | None = None) -> dict[str, str]:
    """Everything that differs from the defaults, or from a base, as parts of an address.

    Values per province, single parameters and pinned cells are pairs: `PV20:26,PV28:4`; no pair is `off`.
    Articles have a semicolon between, and so have periods of a regime: `crisis:2027-01-04:12`. Where
    figures come from is a JSON object.
    """
    usual = base or default_scenario(settings)
    parts = {key: _written(key, value) for key, (_, value) in differences_between(usual, scenario).items()}
    named = scenario.name != usual.name
    return {**({"name": scenario.name} if named else {}), **parts}


def _written(key: str, value: Any) -> str:
    if key == "sources":
        return json.dumps(value, ensure_ascii=False)
    return written_regimes(value) if key == "regimes" else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return OFF
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return PAIRS.join(f"{key}{PAIR}{_plain(number)}" for key, number in value.items()) or OFF
    if isinstance(value, list):
        return LISTED.join(value) or OFF
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)


def from_url(
    parts: Mapping[str, str],
    settings: Settings,
    parameters: Parameters | None = None,
    provinces: tuple[str, ...] = (),
    base: Scenario | None = None,
) -> tuple[Scenario, list[Problem]]:
    """A scenario from an address, and a notice for each part that cannot be and keeps its default.

    Parts that are no setting (language, view) are not looked at; parts that are not there keep the value
    of the base.
    """
    known = parameters or Parameters([])
    notices: list[Problem] = []
    values: dict[str, Any] = {}
    usual = base or default_scenario(settings)
    for key, text in regimes_of_address(parts, usual.regimes).items():
        faults = Faults()
        value: Any
        if key in settings:
            value = checked_value(settings[key], typed_value(settings[key], text), faults)
        elif key == "name":
            value = checked_name(text, faults)
        elif key == "regimes":
            value = checked_regimes(text, settings, faults)
        elif key == "parameters":
            value = checked_parameters(_pairs(text), known, faults)
        elif key == "deviations":
            value = checked_deviations([] if text.lower() == OFF else text.split(LISTED), known, faults)
        elif key == "sources":
            value = checked_sources(_object(text), known, faults)
        elif key == "pins":
            value = checked_pins(_pairs(text), provinces, faults)
        elif key in BY_PROVINCE:
            value = checked_provinces(key, _pairs(text), settings[BY_PROVINCE[key]], provinces, faults)
        else:
            continue
        if not faults.found:
            values[key] = value
        notices += faults.found
    unnamed = Faults()
    named = values.get("deviations", usual.deviations)
    check_terms(values.get("parameters", {}), named, known, unnamed)
    for problem in unnamed.found:
        del values["parameters"][problem.column.removeprefix("parameters.")]
    too_long = len(unnamed.found)
    check_regimes(values.get("regimes", ()), named, known, unnamed)
    if len(unnamed.found) > too_long:
        del values["regimes"]
    return Scenario.model_validate({**usual.model_dump(), **values}), notices + unnamed.found


def is_part(name: str, settings: Settings) -> bool:
    """Whether a part of an address is of a scenario, by its name."""
    return name in settings or name in Scenario.model_fields or name in ONE_REGIME


def typed_value(setting: Setting, text: str) -> Any:
    """A text as the type of a setting; a text that cannot be of that type stays as it is."""
    if setting.value in ("monday", "optional") and text.lower() == OFF:
        return None
    if setting.value in ("number", "whole", "optional"):
        return _number(text)
    if setting.value == "switch":
        return True if text.lower() in TRUE else False if text.lower() in FALSE else text
    return text


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _object(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _pairs(text: str) -> Any:
    if text.lower() == OFF:
        return {}
    pairs = [part.split(PAIR) for part in text.split(PAIRS)]
    if any(len(pair) != 2 for pair in pairs):
        return text
    return {key: _number(number) for key, number in pairs}
