"""A planner's change of the forecast: what it may hold, and the checks of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from capacity.domain.problems import BadInputError, plain_number
from capacity.scenario.checks import Faults, checked_value, note_unknown
from capacity.scenario.settings import Settings


class Override(BaseModel):
    """One change of the forecast, complete; units and ranges as in data/overrides.csv.

    Level, slope, shock, past shock, measure and mix are factors on every path and multiply.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stream: Literal["total", "first", "repeat", "family", "other"]
    level: float
    slope: float
    shock: float
    shock_start: date | None
    shock_weeks: int
    shape: Literal["plateau", "ramp", "wave"]
    recovery: int
    history: Literal["none", "2015", "2020", "2021", "2022"]
    history_scale: int
    history_start: date | None
    policy_low: float
    policy_high: float
    policy_from: date | None
    nationality: Literal["none", "SY", "ER", "TR", "IQ", "AF", "YE", "SO", "rest"]
    nationality_change: float

    def changes_nothing(self) -> bool:
        """Whether every factor is one."""
        history = self.history != "none" and self.history_scale
        mix = self.nationality != "none" and self.nationality_change
        policy = self.policy_low or self.policy_high
        return not (self.level or self.slope or self.shock or history or policy or mix)

    def content(self) -> dict[str, Any]:
        """All parts as plain values, as they are stored."""
        return self.model_dump(mode="json")


def override_from(content: Mapping[Any, Any], rows: Settings) -> Override:
    """An override from plain values; parts that lack have their default.

    Args:
        rows: the table data/overrides.csv.

    Raises:
        BadInputError: all values that cannot be, and an override that changes nothing.
    """
    faults = Faults()
    values = rows.defaults()
    for key, value in content.items():
        name = str(key)
        if name in rows:
            values[name] = checked_value(rows[name], value, faults)
        else:
            note_unknown("setting", name, name, rows, faults)
    if faults.found:
        raise BadInputError(faults.found)
    made = Override.model_validate(values)
    if made.policy_low > made.policy_high:
        faults.add("range_upside_down", "policy_high", made.policy_high, f"{plain_number(made.policy_low)}..")
    if made.changes_nothing():
        faults.add("override_changes_nothing", "level", "", "")
    if faults.found:
        raise BadInputError(faults.found)
    return made
