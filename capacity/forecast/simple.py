"""The two yardsticks: the same period of last year, and the mean of the last twelve months."""

from __future__ import annotations

import numpy as np

from capacity.forecast.shape import Array


def seasonal_naive_paths(y: Array, horizon: int, year: int, paths: int, chance: np.random.Generator) -> Array:
    """Last year's value of each period, with past yearly log steps as its spread; shape (horizon, paths)."""
    if y.size <= year:
        return last_year_mean_paths(y, horizon, year, paths, chance)
    z = np.log1p(y)
    steps = z[year:] - z[:-year]
    point = np.array([z[y.size - year + (ahead % year)] for ahead in range(horizon)])
    years = np.arange(horizon) // year + 1
    drawn = chance.choice(steps, size=(horizon, paths)) * chance.choice((-1.0, 1.0), size=(horizon, paths))
    values: Array = np.maximum(0.0, np.expm1(point[:, None] + drawn * np.sqrt(years)[:, None]))
    return values


def last_year_mean_paths(y: Array, horizon: int, year: int, paths: int, chance: np.random.Generator) -> Array:
    """Mean of the last year, with past log errors of such a mean as its spread; shape (horizon, paths)."""
    z = np.log1p(y)
    point = float(np.log1p(y[-year:].mean()))
    means = [np.log1p(y[max(0, place - year) : place].mean()) for place in range(1, y.size)]
    errors = z[1:] - np.array(means)
    drawn = chance.choice(errors, size=(horizon, paths)) * chance.choice((-1.0, 1.0), size=(horizon, paths))
    values: Array = np.maximum(0.0, np.expm1(point + drawn))
    return values
