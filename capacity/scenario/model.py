"""A scenario: every setting with its value, and single parameters that a planner replaced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from capacity.domain.pins import Pin, pin_at, pin_code
from capacity.scenario.regimes import RegimePeriod, in_periods
from capacity.scenario.settings import Settings

BASELINE = "baseline"


class Scenario(BaseModel):
    """All settings of a plan, complete; units as in the table of settings.

    `delay_by_province` and `delivered_by_province` replace the national value for a province
    (CBS code). `parameters` replaces single parameters by id, after the settings. `pins` holds
    cells of the plan at a value, by the code of the cell.
    `regimes` are the periods in which other terms than the usual ones hold.
    `deviations` names the articles from which a planner knowingly departs. `sources` says by id where the
    scenario's own parameters come from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    inflow: float
    shock: float
    shock_start: date | None
    shock_weeks: int
    family: float
    family_link: bool = False
    sized_to: Literal["mean", "P50", "P80", "P90", "P95"]
    risk: float = 0.0
    arrivals: Literal["forecast", "adjusted", "rates"]
    screen_border: float
    screen_territory: float
    outage: int
    outage_start: date | None
    outage_level: float
    catchup: float
    intake_cap: float
    intake_extra: float
    decisions: float
    fte: float
    support: float
    support_pool: Literal["ind_ova", "eurodac_devices", "eurodac_devices_border", "ind_deciders"]
    support_start: date | None
    support_weeks: int
    old_share: float
    grant: float
    sessions: float
    border_share: float
    stay: float
    jcs: float
    buffer: bool
    return_leg: float
    transfer: float
    delay: int
    delivered: float
    usable: float
    lead_em: int
    renew: Literal["plan", "all", "none"]
    crisis_steps: bool = False
    fair: bool = False
    housing: float
    ceiling: float | None
    steady: float
    change_price: float
    pact_from: Literal["2026-06-12", "2026-07-01"]
    dublin_from: Literal["2026-06-12", "2026-07-01"]
    weeks: int
    regimes: tuple[RegimePeriod, ...] = ()
    delay_by_province: dict[str, float] = {}
    delivered_by_province: dict[str, float] = {}
    parameters: dict[str, float] = {}
    sources: dict[str, str] = {}
    deviations: list[str] = []
    pins: dict[str, float] = {}

    @model_validator(mode="before")
    @classmethod
    def _of_an_older_version(cls, content: Any) -> Any:
        """A scenario kept when a plan had one regime only."""
        return in_periods(content) if isinstance(content, dict) else content


PERCENT = 100.0
BY_PROVINCE = {"delay_by_province": "delay", "delivered_by_province": "delivered"}


def default_scenario(settings: Settings, name: str = BASELINE) -> Scenario:
    """The scenario in which every setting has its default."""
    return Scenario.model_validate({"name": name, **settings.defaults()})


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The complete scenario as plain values, as scenario.yaml holds it."""
    return scenario.model_dump(mode="json")


def scenario_hash(scenario: Scenario) -> str:
    """A fingerprint of everything but the name."""
    content = {key: value for key, value in resolved(scenario).items() if key != "name"}
    for table in ("pins", "sources", "regimes"):
        if not content[table]:
            content.pop(table)
    if not scenario.risk:
        content.pop("risk")
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def worst_share(scenario: Scenario) -> float:
    """Share of the worst courses whose mean cost the plan over several courses minds; 1 is all of them."""
    return 1.0 - scenario.risk / PERCENT


def pins_of(scenario: Scenario) -> tuple[Pin, ...]:
    """The cells that a scenario pins."""
    found = (pin_at(code, value) for code, value in scenario.pins.items())
    return tuple(pin for pin in found if pin is not None)


def pinned(scenario: Scenario, pins: Iterable[Pin]) -> Scenario:
    """The scenario with these cells pinned and no others."""
    return scenario.model_copy(update={"pins": {pin_code(pin): pin.value for pin in sorted(pins)}})


def differences(scenario: Scenario, settings: Settings) -> dict[str, Any]:
    """Only what differs from the defaults, as a scenario file stores it."""
    usual = resolved(default_scenario(settings))
    return {
        key: value for key, value in resolved(scenario).items() if key != "name" and value != usual.get(key)
    }


def differences_between(first: Scenario, second: Scenario) -> dict[str, tuple[Any, Any]]:
    """What two scenarios set differently: setting -> (value in the first, value in the second)."""
    one, other = resolved(first), resolved(second)
    return {key: (one[key], other[key]) for key in one if key != "name" and one[key] != other[key]}
