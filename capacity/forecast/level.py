"""The level of a series on the log scale: simple exponential smoothing, and paths that go on from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from capacity.forecast.shape import Array, Method


@dataclass(frozen=True)
class Smoothed:
    """A smoothed series.

    Args:
        levels: level after each observation, shape (n,).
        errors: one-step errors of the second observation on, shape (n - 1,).
        rate: the share of an error that stays in the level.
    """

    levels: Array
    errors: Array
    rate: float


def smoothed(series: Array, method: Method) -> Smoothed:
    """Simple exponential smoothing at the rate with the least mean absolute one-step error.

    Args:
        series: observations on the log scale, less their season; shape (n,).
    """
    low, high, step = method.smoothing_low, method.smoothing_high, method.smoothing_step
    rates = np.linspace(low, high, round((high - low) / step) + 1)
    levels = np.empty((series.size, rates.size))
    errors = np.empty((series.size - 1, rates.size))
    levels[0] = series[0]
    for place in range(1, series.size):
        errors[place - 1] = series[place] - levels[place - 1]
        levels[place] = levels[place - 1] + rates * errors[place - 1]
    best = int(np.abs(errors).mean(axis=0).argmin())
    return Smoothed(levels[:, best], errors[:, best], float(rates[best]))


def level_paths(
    series: Array,
    fitted: Smoothed,
    known: int,
    shape: tuple[int, int],
    method: Method,
    chance: np.random.Generator,
) -> Array:
    """Sample paths on the log scale from the first `known` observations on; shape (periods, paths).

    Each path goes on with past one-step errors, drawn with weight `step_decay` to the power of their
    age and a random sign; as in the smoothing itself only the rate's part of an error stays in the
    level. The level is pulled to the mean of the last `pull_periods`.
    """
    errors = fitted.errors[: known - 1]
    drawn = chance.choice(errors, size=shape, p=age_weights(errors.size, method))
    drawn = drawn * chance.choice((-1.0, 1.0), size=shape)
    return paths_of_steps(series, fitted, known, drawn, method)


def paths_of_steps(series: Array, fitted: Smoothed, known: int, steps: Array, method: Method) -> Array:
    """Paths on the log scale that go on with given one-step errors; shape (periods, paths).

    Args:
        known: observations that count; paths begin after them.
        steps: one-step errors, shape (periods, paths).
    """
    home = float(series[:known][-method.pull_periods :].mean())
    current = np.full(steps.shape[1], fitted.levels[known - 1])
    values: Array = np.empty(steps.shape)
    for period, drawn in enumerate(steps):
        current = current + method.pull * (home - current)
        values[period] = current + drawn
        current = current + fitted.rate * drawn
    return values


def age_weights(steps: int, method: Method) -> Array:
    """Chance of each past step, the oldest first: `step_decay` to the power of its age; sums to one."""
    weights = method.step_decay ** np.arange(steps - 1, -1, -1, dtype=np.float64)
    shares: Array = weights / weights.sum()
    return shares
