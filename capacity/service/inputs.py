"""Everything shipped that a forecast or plan rests on, loaded once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.state import State
from capacity.domain.time import Weeks, monday_on_or_after
from capacity.forecast import shock_library
from capacity.scenario import Scenario, Settings, settings_from_csv
from capacity.sources.shipped import data_folder, load_parameters, load_table
from capacity.sources.state import read_state, shipped_state_path
from capacity.spreading.tasks import task_by_region

TASK_CYCLE = "2026"


@dataclass(frozen=True)
class Inputs:
    """Shipped facts: parameters, settings, regions, tasks, duties and records of constraints."""

    parameters: Parameters
    settings: Settings
    provinces: pd.DataFrame
    tasks: Mapping[str, float]
    duties: pd.DataFrame
    constraints: pd.DataFrame
    acts: pd.DataFrame

    @property
    def regions(self) -> tuple[str, ...]:
        """CBS codes of the provinces."""
        return tuple(self.provinces.code)

    def shipped_state(self) -> State:
        """The newest state that ships with the program."""
        return read_state(shipped_state_path(), self.regions)


@cache
def load_inputs() -> Inputs:
    """Loads and checks the shipped facts; later calls get the same object."""
    parameters = load_parameters()
    return Inputs(
        parameters=parameters,
        settings=settings_from_csv(data_folder() / "settings.csv", parameters),
        provinces=load_table("regions/provinces"),
        tasks=task_by_region(load_table("spreading/province_tasks"), TASK_CYCLE),
        duties=load_table("duties"),
        constraints=load_table("constraints"),
        acts=load_table("law/acts"),
    )


def planned_tasks(inputs: Inputs, state: State) -> Mapping[str, float]:
    """Places asked per province in the cycle that is planned: as somebody gave them, else as shipped."""
    given = state.tasks_given(TASK_CYCLE)
    return {region: given.get(region, task) for region, task in inputs.tasks.items()}


@cache
def override_rows() -> Settings:
    """What a change of the forecast may hold."""
    return settings_from_csv(data_folder() / "overrides.csv", load_parameters())


@cache
def past_shocks() -> Mapping[str, pd.Series]:
    """Courses of past shocks from the shipped series."""
    return shock_library(load_table("shocks"), load_table("series/nl_asylum_monthly"), load_parameters())


def plan_weeks(state: State, scenario: Scenario, parameters: Parameters) -> Weeks:
    """The grid of a plan: from the Monday on or after the state's day, with the hidden run-out."""
    start = monday_on_or_after(state.as_of)
    return Weeks(start, scenario.weeks, round(parameters.number("run_out_weeks")))


@cache
def shipped_hashes() -> dict[str, str]:
    """A fingerprint of every shipped file, as the receipt of a plan lists it."""
    folder = data_folder()
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(folder.rglob("*.csv*"))
    }


__all__ = [
    "Inputs",
    "load_inputs",
    "override_rows",
    "past_shocks",
    "plan_weeks",
    "planned_tasks",
    "shipped_hashes",
]
