"""What a planner changes: settings with their ranges, scenarios, and their files and addresses."""

from capacity.scenario.files import dump_scenario, from_url, load_scenario, scenario_from, to_url
from capacity.scenario.model import (
    BASELINE,
    Scenario,
    default_scenario,
    differences,
    resolved,
    scenario_hash,
)
from capacity.scenario.settings import Setting, Settings, settings_from_csv

__all__ = [
    "BASELINE",
    "Scenario",
    "Setting",
    "Settings",
    "default_scenario",
    "differences",
    "dump_scenario",
    "from_url",
    "load_scenario",
    "resolved",
    "scenario_from",
    "scenario_hash",
    "settings_from_csv",
    "to_url",
]
