"""The yardsticks: the same period of last year, the mean of the last twelve months, and a random walk.

Their spread is that of their own past errors. Each path takes a run of consecutive past errors from a
random start, round the end (circular block bootstrap, Politis and Romano 1992), with one random sign:
errors of neighbouring periods stay alike, so that sums over a year have an honest band.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from capacity.forecast.shape import Array


def seasonal_naive_paths(y: Array, horizon: int, year: int, paths: int, chance: np.random.Generator) -> Array:
    """Last year's value of each period, with past yearly log steps as its spread; shape (horizon, paths)."""
    if y.size <= year:
        return last_year_mean_paths(y, horizon, year, paths, chance)
    z = np.log1p(y)
    point = np.array([z[y.size - year + (ahead % year)] for ahead in range(horizon)])
    years = np.arange(horizon) // year + 1
    drawn = _runs(z[year:] - z[:-year], horizon, paths, chance)
    values: Array = np.maximum(0.0, np.expm1(point[:, None] + drawn * np.sqrt(years)[:, None]))
    return values


def last_year_mean_paths(y: Array, horizon: int, year: int, paths: int, chance: np.random.Generator) -> Array:
    """Mean of the last year, with past log errors of such a mean as its spread; shape (horizon, paths)."""
    z = np.log1p(y)
    point = float(np.log1p(y[-year:].mean()))
    means = [np.log1p(y[max(0, place - year) : place].mean()) for place in range(1, y.size)]
    drawn = _runs(z[1:] - np.array(means), horizon, paths, chance)
    values: Array = np.maximum(0.0, np.expm1(point + drawn))
    return values


def random_walk_sample(y: Array, horizon: int, size: int) -> Array:
    """The last value, on the log scale with normal steps as large as past ones; shape (horizon, size)."""
    z = np.log1p(y)
    step = float(np.sqrt(np.mean(np.diff(z) ** 2)))
    normal = NormalDist()
    places = np.array([normal.inv_cdf((place + 0.5) / size) for place in range(size)])
    spread = step * np.sqrt(np.arange(1, horizon + 1))
    values: Array = np.maximum(0.0, np.expm1(z[-1] + spread[:, None] * places[None, :]))
    return values


def _runs(errors: Array, horizon: int, paths: int, chance: np.random.Generator) -> Array:
    starts = chance.integers(0, errors.size, size=paths)
    signs = chance.choice((-1.0, 1.0), size=paths)
    chosen: Array = errors[(starts[None, :] + np.arange(horizon)[:, None]) % errors.size] * signs
    return chosen
