"""Checks of single values of a scenario: what cannot be is noted, never repaired in silence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from capacity.domain.parameters import Parameters
from capacity.domain.pins import PLACE_TABLES, TABLE_KEYS, Pin, pin_at
from capacity.domain.plan_result import STAGES
from capacity.domain.problems import Problem, plain_number
from capacity.scenario.settings import MONDAY_EXAMPLE, OFF, Setting

SHOWN_CHARACTERS = 80
DEVIATION_EXAMPLE = "APR 35(3)"
PIN_EXAMPLE = "places/2027-01-11/PV28/emergency/opened: 120"
MOST_PINNED = 1_000_000
MOST_SOURCE_CHARACTERS = 300
PARTS_OF_ONE = (("border_ground_c_share", "border_ground_j_share"),)
"""Shares of one whole that pass it together although each is possible by itself."""
WHOLE_DECIMALS = 9
RETIRED = {"housing_outflow": "housing_task, housing_realised_share"}
"""Values that earlier versions knew, each with those that stand in its place."""


@dataclass
class Faults:
    """Faults of one file, each with the line on which its key stands.

    Args:
        lines: line per key, nested keys joined by a point; counted from 1.
    """

    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)

    def add(self, key: str, column: str, value: object, expected: str) -> None:
        """Notes one fault; a long value is cut."""
        shown = _shown(value)
        self.found.append(Problem(key, self.file, self.lines.get(column), column, shown, expected))


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def note_unknown(kind: str, column: str, name: str, known: Iterable[str], faults: Faults) -> None:
    """Notes a name that is not known, with the one most like it, or all known names when none is like it."""
    if name in RETIRED:
        faults.add("no_longer_used", column, name, RETIRED[name])
        return
    names = sorted(known)
    alike = {one.lower(): one for one in names}
    found = difflib.get_close_matches(name.lower(), alike, n=1)
    if found:
        faults.add(f"unknown_{kind}", column, name, alike[found[0]])
    else:
        faults.add(f"no_such_{kind}", column, name, ", ".join(names))


def checked_name(value: object, faults: Faults) -> str:
    """The name of a scenario: one line of text."""
    name = value.strip() if isinstance(value, str) else ""
    if not name or not name.isprintable() or len(name) > SHOWN_CHARACTERS:
        faults.add("not_a_name", "name", value, f"1..{SHOWN_CHARACTERS}")
    return name


def checked_value(setting: Setting, value: object, faults: Faults, column: str = "") -> Any:
    """The value in the setting's type; where it cannot be, a fault is noted and the default returned."""
    column = column or setting.id
    if setting.value in ("number", "whole"):
        number = _in_range(value, setting, faults, column)
        if number is None:
            return setting.default
        return int(number) if setting.value == "whole" else float(number)
    if setting.value == "optional":
        off = value is None or value is False or value == OFF
        number = None if off else _in_range(value, setting, faults, column)
        return None if number is None else float(number)
    if setting.value == "monday":
        return _monday(value, faults, column)
    allowed = (True, False) if setting.value == "switch" else setting.choices
    if any(value is choice or (isinstance(value, str) and value == choice) for choice in allowed):
        return value
    faults.add("not_a_choice", column, value, setting.expected)
    return setting.default


def _in_range(value: object, setting: Setting, faults: Faults, column: str) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        faults.add("not_a_number", column, value, setting.expected)
    elif setting.low is None or setting.high is None or not setting.low <= value <= setting.high:
        faults.add("out_of_range", column, value, _with_article(setting))
    elif setting.value == "whole" and value != int(value):
        faults.add("not_whole", column, value, setting.expected)
    else:
        return value
    return None


def _with_article(setting: Setting) -> str:
    """The range, with the article where the law says something about it."""
    return f"{setting.expected} ({setting.article})" if setting.article else setting.expected


def _monday(value: object, faults: Faults, column: str) -> date | None:
    if value is None:
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        day = None
    if day is None or day.weekday() != 0:
        faults.add("not_a_monday", column, value, MONDAY_EXAMPLE)
        return None
    return day


def checked_parameters(value: object, parameters: Parameters, faults: Faults) -> dict[str, float]:
    """Single parameters by id, each between the low and high of its row."""
    if not isinstance(value, Mapping):
        faults.add("not_a_mapping", "parameters", value, "id: value")
        return {}
    found: dict[str, float] = {}
    for key, number in value.items():
        name, column = str(key), f"parameters.{key}"
        if name not in parameters:
            note_unknown("parameter", column, name, parameters, faults)
            continue
        row = parameters[name]
        low, high = row.limits
        limits = Setting(name, "", "number", row.value, row.unit, low=low, high=high, article=row.article)
        found[name] = float(checked_value(limits, number, faults, column))
    return found


def checked_sources(value: object, parameters: Parameters, faults: Faults) -> dict[str, str]:
    """Where the scenario's own figures come from: one line of text by id of the parameter."""
    if not isinstance(value, Mapping):
        faults.add("not_a_mapping", "sources", value, "id: text")
        return {}
    found: dict[str, str] = {}
    for key, text in value.items():
        name, column = str(key), f"sources.{key}"
        if name not in parameters:
            note_unknown("parameter", column, name, parameters, faults)
        elif not isinstance(text, str) or not text.isprintable() or len(text) > MOST_SOURCE_CHARACTERS:
            faults.add("not_a_name", column, text, f"1..{MOST_SOURCE_CHARACTERS}")
        elif text.strip():
            found[name] = text.strip()
    return found


def checked_deviations(value: object, parameters: Parameters, faults: Faults) -> list[str]:
    """Articles from which a planner knowingly departs: one text or a list of them.

    Only an article from which a value of the plan can depart may be named.
    """
    named = [value] if isinstance(value, str) else value
    if not isinstance(named, (list, tuple)) or not all(isinstance(part, str) for part in named):
        faults.add("not_a_choice", "deviations", value, DEVIATION_EXAMPLE)
        return []
    articles = [str(part).strip() for part in named if str(part).strip()]
    known = {row.article for row in parameters.values() if row.may_depart}
    for article in articles:
        if article not in known:
            note_unknown("article", "deviations", article, known, faults)
    return [article for article in articles if article in known]


def check_terms(
    values: Mapping[str, float], named: Iterable[str], parameters: Parameters, faults: Faults
) -> None:
    """What departs from the law must be named as such: a term longer than its article allows, and a ground
    of the border procedure lifted whatever its condition. Shares above one together cannot be at all."""
    articles = set(named)
    for name, number in values.items():
        departure = parameters[name].departure(number)
        if departure is not None and parameters[name].article not in articles:
            key, law = departure
            faults.add(key, f"parameters.{name}", plain_number(number), law)
    _check_wholes(values, parameters, faults)


def _check_wholes(values: Mapping[str, float], parameters: Parameters, faults: Faults) -> None:
    """Shares of one whole are together at most one; the last one given is named, with the articles."""
    for parts in PARTS_OF_ONE:
        given = [name for name in parts if name in values]
        if not given:
            continue
        total = round(sum(values.get(name, parameters.number(name)) for name in parts), WHOLE_DECIMALS)
        if total > 1:
            articles = ", ".join(parameters[name].article for name in parts)
            faults.add("more_than_all", f"parameters.{given[-1]}", plain_number(total), articles)


def checked_pins(value: object, provinces: tuple[str, ...], faults: Faults) -> dict[str, float]:
    """Pinned cells by the code of the cell: who is served, overtime, hires, openings, closings, renewals."""
    if not isinstance(value, Mapping):
        faults.add("not_a_mapping", "pins", value, PIN_EXAMPLE)
        return {}
    found: dict[str, float] = {}
    for code, number in value.items():
        whole = isinstance(number, (int, float)) and not isinstance(number, bool) and number == number
        pin = pin_at(str(code), float(number)) if whole else None
        if pin is None or not _is_possible(pin, provinces):
            faults.add("not_a_pin", f"pins.{code}", number, PIN_EXAMPLE)
        else:
            found[str(code)] = pin.value
    return found


def _is_possible(pin: Pin, provinces: tuple[str, ...]) -> bool:
    """Whether a cell can be in a plan, and its value in the cell."""
    day = _monday(pin.week, Faults(), "")
    at = dict(zip(TABLE_KEYS[pin.table], pin.key, strict=True))
    here = not provinces or pin.table not in PLACE_TABLES or at["region"] in provinces
    known = at.get("stage", STAGES[0]) in STAGES
    low = -MOST_PINNED if pin.column == "hired" else 0
    whole = pin.table not in PLACE_TABLES or pin.value == int(pin.value)
    return day is not None and here and known and low <= pin.value <= MOST_PINNED and whole


def checked_provinces(
    name: str, value: object, setting: Setting, provinces: tuple[str, ...], faults: Faults
) -> dict[str, float]:
    """A setting per province (CBS code), each within the range of the national setting.

    Args:
        name: the key of the file under which they stand; faults are told there.
    """
    if not isinstance(value, Mapping):
        faults.add("not_a_mapping", name, value, "PV20: value")
        return {}
    found: dict[str, float] = {}
    for region, number in value.items():
        column = f"{name}.{region}"
        if str(region) not in provinces:
            faults.add("unknown_province", column, region, ", ".join(provinces))
        else:
            found[str(region)] = float(checked_value(setting, number, faults, column))
    return found
