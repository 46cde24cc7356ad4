"""Planners' changes of the forecast: factors on every path, so that bands and sums stay true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.domain.time import DAYS_PER_WEEK
from capacity.forecast.shape import Array, calendar, generator
from capacity.forecast.shocks import by_week
from capacity.scenario import Override

PERCENT = 100.0
WEEKS_PER_MONTH = calendar("W").periods_per_month
EVERY_STREAM = "total"
Mix = Mapping[tuple[str, str], Array]


def overridden(
    paths: StreamPaths,
    overrides: Sequence[Override],
    shocks: Mapping[str, pd.Series],
    seed: int = 1,
    mix: Mix | None = None,
) -> StreamPaths:
    """The paths with all changes; persons stay at least 0 and path k stays the same future.

    Args:
        shocks: courses of past shocks, see `shock_library`.
        mix: share of each nationality in a stream per week and path, by stream and nationality; streams
            and nationalities that lack have none.
    """
    persons = dict(paths.persons)
    for override in overrides:
        factor = factors(override, paths, shocks, seed)
        chosen = list(persons) if override.stream == EVERY_STREAM else [override.stream]
        for stream in chosen:
            persons[stream] = persons[stream] * factor * mix_factor(override, stream, paths.weeks, mix or {})
    return StreamPaths(paths.start, persons)


def factors(override: Override, paths: StreamPaths, shocks: Mapping[str, pd.Series], seed: int = 1) -> Array:
    """What persons are multiplied by, at least 0; shape (weeks, paths)."""
    weeks, count = paths.weeks, paths.total().shape[1]

    def from_week(day: object) -> int:
        return 0 if day is None else (pd.Timestamp(str(day)).date() - paths.start).days // DAYS_PER_WEEK

    months = np.arange(weeks) / WEEKS_PER_MONTH
    factor = (1 + override.level / PERCENT) * (1 + override.slope / PERCENT) ** months
    factor = factor * shifted(_shock(override), from_week(override.shock_start), weeks)
    if override.history != "none":
        course = _history(override, shocks[override.history])
        factor = factor * shifted(course, from_week(override.history_start), weeks)
    effect = _policy(override, count, seed)
    works = np.arange(weeks) >= from_week(override.policy_from)
    found: Array = np.maximum(0.0, factor)[:, None] * np.where(works[:, None], 1 + effect[None, :], 1.0)
    return found


def mix_factor(override: Override, stream: str, weeks: int, mix: Mix) -> Array:
    """What a stream is multiplied by when one nationality changes and the others stay.

    Shape (weeks, paths), with one column where every path has the same share.
    """
    share = mix.get((stream, override.nationality))
    if share is None:
        return np.ones((weeks, 1))
    found: Array = 1 + share[:weeks] * override.nationality_change / PERCENT
    return found


def shifted(course: Array, start: int, weeks: int) -> Array:
    """A course of factors that begins at week `start`, which may lie before the first; one where it lacks."""
    found = np.ones(weeks)
    inside = course[max(0, -start) : max(0, weeks - start)]
    begin = max(0, start)
    found[begin : begin + inside.size] = inside[: weeks - begin] if begin < weeks else inside[:0]
    return found


def _shock(override: Override) -> Array:
    """One before and after; recovery goes back to one in a straight line."""
    length, height = override.shock_weeks, override.shock / PERCENT
    week = np.arange(length)
    if override.shape == "wave":
        return 1 + height * np.sin(np.pi * (week + 0.5) / length)
    rise = (week + 1) / length if override.shape == "ramp" else np.ones(length)
    return 1 + height * np.concatenate((rise, _fading(override.recovery)))


def _history(override: Override, course: pd.Series) -> Array:
    length = round(course.size * WEEKS_PER_MONTH)
    excess = by_week(course, length, WEEKS_PER_MONTH) - 1
    tail = excess[-1] * _fading(override.recovery)
    found: Array = np.maximum(0.0, 1 + override.history_scale / PERCENT * np.concatenate((excess, tail)))
    return found


def _fading(weeks: int) -> Array:
    """From just below one to just above zero."""
    faded: Array = 1 - np.arange(1, weeks + 1) / (weeks + 1)
    return faded


def _policy(override: Override, count: int, seed: int) -> Array:
    """One effect per path, even over its range, in an order that has nothing to do with the paths."""
    low, high = override.policy_low / PERCENT, override.policy_high / PERCENT
    even = low + (high - low) * (np.arange(count) + 0.5) / count
    mixed: Array = generator(seed, "policy", override.policy_from).permutation(even)
    return mixed


def mean_mix(nationalities: pd.DataFrame, weekly: pd.DataFrame) -> dict[tuple[str, str], Array]:
    """Mean share of each nationality in its stream per week, where no paths of shares are kept.

    Args:
        nationalities: see `nationalities.nationality_view`; a forecast without them gives no shares.
        weekly: quantiles and means per week, series and model.

    Returns:
        By stream and nationality an array of shape (weeks, 1): the same share in every path.
    """
    if nationalities.empty:
        return {}
    served = weekly[weekly.model == "served"]
    found = {}
    rows = nationalities[(nationalities.period == "W") & (nationalities.model == "served")]
    for (stream, nationality), part in rows.groupby(["stream", "nationality"], sort=False):
        total = served[served.unique_id == stream].sort_values("ds")["mean"].to_numpy(dtype=float)
        persons = part.sort_values("ds")["mean"].to_numpy(dtype=float)
        share = np.divide(persons, total, out=np.zeros_like(persons), where=total > 0)
        found[str(stream), str(nationality)] = share[:, None]
    return found
