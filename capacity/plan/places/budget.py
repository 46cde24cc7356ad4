"""Limits a planner may set on the places: a ceiling on the money of a year, and a buffer of free places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.time import Weeks
from capacity.plan.network.parts import Array
from capacity.scenario import Scenario

PERCENT = 100.0


def weeks_by_year(weeks: Weeks) -> dict[int, list[int]]:
    """Weeks shown by the calendar year of their Monday."""
    found: dict[int, list[int]] = {}
    for week in range(weeks.shown):
        found.setdefault(weeks.monday(week).year, []).append(week)
    return found


def ceilings(
    scenario: Scenario, parameters: Parameters, weeks: Weeks, chain_eur: Mapping[int, float]
) -> dict[int, float]:
    """EUR left for places in each calendar year shown, in part for a year in part; empty without a ceiling.

    Args:
        chain_eur: EUR that the chain takes of the same weeks, by year.
    """
    if scenario.ceiling is None:
        return {}
    per_week = scenario.ceiling * parameters.number("eur_per_million") / parameters.number("weeks_per_year")
    return {
        year: per_week * len(shown) - chain_eur.get(year, 0.0) for year, shown in weeks_by_year(weeks).items()
    }


def money_by_year(costs: pd.DataFrame) -> dict[int, float]:
    """EUR of the money goal by calendar year of the Monday."""
    money = costs[costs.goal == "money"]
    years = [date.fromisoformat(week).year for week in money.week]
    sums = money.eur.groupby(years).sum()
    return {int(str(year)): float(eur) for year, eur in sums.items()}


def over_ceiling(
    scenario: Scenario, parameters: Parameters, weeks: Weeks, costs: pd.DataFrame
) -> dict[str, float]:
    """EUR above the ceiling by calendar year shown; empty without a ceiling."""
    left = ceilings(scenario, parameters, weeks, money_by_year(costs))
    return {str(year): round(max(0.0, -eur), 2) for year, eur in left.items()}


def buffer_short(scenario: Scenario, places: pd.DataFrame, residents: pd.DataFrame) -> float:
    """Places that lack for the buffer in the worst week shown; 0 without a buffer."""
    if not scenario.steady:
        return 0.0
    usable = places[places.type != "border"].groupby("week").usable.sum()
    wanted = residents.groupby("week").residents.sum() * (1 + scenario.steady / PERCENT)
    missing: Array = np.maximum(0.0, (wanted - usable).to_numpy())
    return float(missing.max(initial=0.0))
