"""Queues ahead: arrivals in each path through the capacity equation, with decisions that vary too."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.forecast.shape import FORECAST_COLUMNS, Array, generator, joined, quantile_table


def queue_paths(opening: float, inflow: Array, decided: Array) -> Array:
    """Persons waiting at each week's end: queue + inflow - decided, never below zero.

    Args:
        opening: persons waiting at the start.
        inflow, decided: persons per week, shape (weeks, paths).
    """
    queue: Array = np.empty_like(inflow)
    current = np.full(inflow.shape[1], opening)
    for week in range(inflow.shape[0]):
        current = np.maximum(0.0, current + inflow[week] - decided[week])
        queue[week] = current
    return queue


def decision_paths(
    per_week: float, spread: Array, shape: tuple[int, int], chance: np.random.Generator
) -> Array:
    """Decisions per week in each path: one rate for the whole path, as far off as a past month was.

    Args:
        spread: decisions of past months over their mean.
    """
    rate = per_week * chance.choice(spread, size=shape[1])
    paths: Array = np.repeat(rate[None, :], shape[0], axis=0)
    return paths


def backlog_view(
    paths: StreamPaths,
    queues: Mapping[str, tuple[float, Mapping[str, float], float]],
    spread: Array,
    seed: int = 1,
) -> pd.DataFrame:
    """Quantiles of persons waiting at each week's end, in the columns of a forecast.

    A path has the same rate in every queue: decisions go well or badly for all of them.

    Args:
        queues: by name of the queue: persons waiting now, the share of each stream of arrivals that
            enters it, and decisions per week.
        spread: decisions of past months over their mean.
    """
    ds = pd.date_range(paths.start, periods=paths.weeks, freq="W-MON")
    shape = (paths.weeks, paths.total().shape[1])
    tables = []
    for name, (opening, shares, per_week) in queues.items():
        inflow = np.zeros(shape)
        for stream, share in shares.items():
            inflow = inflow + paths.persons[stream] * share
        decided = decision_paths(per_week, spread, shape, generator(seed, "decisions"))
        queue = queue_paths(opening, inflow, decided)
        tables.append(quantile_table(name, pd.Timestamp(paths.start), ds, "served", queue))
    return joined(tables, FORECAST_COLUMNS)
