"""Names and content of the files a visitor takes away."""

from __future__ import annotations

import re

import pandas as pd

from capacity.domain.plan_result import PlanResult, naming_deviations
from capacity.texts import Language
from capacity.ui.words import figures
from capacity.ui.words.answers import week_label

HASH_LENGTH = 4


def file_name(stem: str, plan: PlanResult, language: Language, ending: str) -> str:
    """A name that says what, which scenario, from which week, which settings, and on which snapshot.

    Settings and snapshot lead to the receipt, where sources, versions and hashes stand: a table itself has
    no room for them.
    """
    week = week_label(figures.weeks(plan)[0])
    fingerprint = str(plan.summary.get("scenario_hash", ""))[:HASH_LENGTH]
    snapshot = str(plan.summary.get("snapshot", ""))
    parts = (stem, plain_name(plan.scenario), week, fingerprint, snapshot, language)
    return "_".join(part for part in parts if part) + f".{ending}"


def plain_name(scenario: str) -> str:
    """The name of a scenario as part of a file name, on any system."""
    return re.sub(r"[^\w-]+", "-", scenario).strip("-")


def with_scenario(plan: PlanResult, table: str) -> pd.DataFrame:
    """A table as its file holds it: the scenario's name first, articles it departs from last."""
    frame = plan.tables[table].copy()
    frame.insert(0, "scenario", plan.scenario)
    return naming_deviations(frame, plan)
