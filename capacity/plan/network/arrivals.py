"""Arrivals of the plan: from the forecast's paths or the published rates, shaped by the scenario."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.domain.paths import ARRIVAL_STREAMS, StreamPaths
from capacity.domain.time import DAYS_PER_WEEK, WEEKS_PER_SEASON, Weeks
from capacity.plan.network.parts import Array
from capacity.scenario import Scenario

PERCENT = 100.0
SEASONAL_STREAMS = ("first", "repeat")


def planned_arrivals(
    scenario: Scenario, paths: StreamPaths | None, parameters: Parameters, weeks: Weeks
) -> dict[str, Array]:
    """Persons per week of the plan and stream, after level, shock and family settings.

    Args:
        paths: the stored forecast; not needed when the scenario asks for the published rates.
    """
    if scenario.arrivals == "rates" or paths is None:
        arrivals = rates(parameters, weeks)
    else:
        arrivals = _from_paths(scenario, paths, weeks)
    factor = np.full(weeks.count, 1 + scenario.inflow / PERCENT) * _shock(scenario, weeks)
    family = 1 + scenario.family / PERCENT
    return {
        stream: np.maximum(0.0, persons * factor * (family if stream == "family" else 1.0))
        for stream, persons in arrivals.items()
    }


def rates(parameters: Parameters, weeks: Weeks) -> dict[str, Array]:
    """The published weekly inflow by stream; applications follow the published month index."""
    total = parameters.number("inflow_total")
    season = np.array([parameters.number(f"season_applications_{day.month:02d}") for day in weeks.mondays()])
    level = np.ones(weeks.count)
    return {
        stream: total
        * parameters.number(f"share_{stream}")
        * (season if stream in SEASONAL_STREAMS else level)
        for stream in ARRIVAL_STREAMS
    }


def _from_paths(scenario: Scenario, paths: StreamPaths, weeks: Weeks) -> dict[str, Array]:
    found: Mapping[str, Array]
    if scenario.sized_to == "mean":
        found = paths.mean()
    else:
        found = paths.ranked(float(scenario.sized_to.removeprefix("P")) / PERCENT)
    first = (weeks.start - paths.start).days // DAYS_PER_WEEK
    return {stream: _window(persons, first, weeks.count) for stream, persons in found.items()}


def _window(persons: Array, first: int, count: int) -> Array:
    """Weeks of the plan out of the forecast's; beyond its end the same week of the last year repeats."""
    if first < 0:
        raise ValueError("the forecast starts after the plan")
    window = persons[first : first + count]
    while window.size < count:
        window = np.append(window, window[window.size - WEEKS_PER_SEASON])
    return window


def _shock(scenario: Scenario, weeks: Weeks) -> Array:
    factor = np.ones(weeks.count)
    if scenario.shock:
        first = 0 if scenario.shock_start is None else weeks.index(scenario.shock_start)
        factor[max(0, first) : max(0, first + scenario.shock_weeks)] += scenario.shock / PERCENT
    return factor
