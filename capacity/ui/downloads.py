"""Names and content of the files a visitor takes away."""

from __future__ import annotations

import pandas as pd

from capacity.domain.plan_result import PlanResult, naming_deviations
from capacity.texts import Language
from capacity.ui import figures
from capacity.ui.answers import week_label

HASH_LENGTH = 4


def file_name(stem: str, plan: PlanResult, language: Language, ending: str) -> str:
    """A name that says what, which scenario, from which week, and which settings."""
    week = week_label(figures.weeks(plan)[0])
    fingerprint = str(plan.summary.get("scenario_hash", ""))[:HASH_LENGTH]
    return f"{stem}_{plan.scenario}_{week}_{fingerprint}_{language}.{ending}"


def with_scenario(plan: PlanResult, table: str) -> pd.DataFrame:
    """A table as its file holds it: the scenario's name first, articles it departs from last."""
    frame = plan.tables[table].copy()
    frame.insert(0, "scenario", plan.scenario)
    return naming_deviations(frame, plan)
