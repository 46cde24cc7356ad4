"""What a planner changes: settings with their ranges, scenarios, and their files and addresses."""

from capacity.scenario.address import from_url, is_part, to_url
from capacity.scenario.files import dump_scenario, load_scenario, scenario_from, with_changes
from capacity.scenario.model import (
    BASELINE,
    BY_PROVINCE,
    Scenario,
    default_scenario,
    differences,
    differences_between,
    pinned,
    pins_of,
    resolved,
    scenario_hash,
    worst_share,
)
from capacity.scenario.override import Override, override_from
from capacity.scenario.presets import ASKED, REFERENCE, Preset, presets_from, runs_of, start_of
from capacity.scenario.regimes import REGIMES, RegimePeriod, departed_from, held_weeks
from capacity.scenario.schema import all_settings, json_schema
from capacity.scenario.settings import EVERYDAY_SETTINGS, Setting, Settings, settings_from_csv

__all__ = [
    "ASKED",
    "BASELINE",
    "BY_PROVINCE",
    "EVERYDAY_SETTINGS",
    "REFERENCE",
    "REGIMES",
    "Override",
    "Preset",
    "RegimePeriod",
    "Scenario",
    "Setting",
    "Settings",
    "all_settings",
    "default_scenario",
    "departed_from",
    "differences",
    "differences_between",
    "dump_scenario",
    "from_url",
    "held_weeks",
    "is_part",
    "json_schema",
    "load_scenario",
    "override_from",
    "pinned",
    "pins_of",
    "presets_from",
    "resolved",
    "runs_of",
    "scenario_from",
    "scenario_hash",
    "settings_from_csv",
    "start_of",
    "to_url",
    "with_changes",
    "worst_share",
]
