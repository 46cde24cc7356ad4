"""Prints how often the alarms go off for nothing, and how soon they see a change.

Run from the checkout: python -m tests.benchmarks.alarm_rates
Simulated weeks scatter around a level as the ministry's weeks did in 2026. Weeks of calm years are drawn
from the real months of applications by the method that makes weeks in a forecast.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.forecast.alarms import Found, jumps, ramps
from capacity.forecast.dutch_series import applications
from capacity.forecast.shape import Array, generator
from capacity.forecast.weeks import daily_from_months, weeks_from_days
from capacity.sources.shipped import load_parameters, load_table

RUNS, CALM_WEEKS, CHANGE_AT = 200, 156, 60
WEEKS_PER_YEAR = 52.18
CALM_YEARS = ((2013, 2014), (2017, 2019), (2023, 2025))
CHANGES = {
    "jump +60 %": lambda weeks: np.where(weeks < CHANGE_AT, 1.0, 1.6),
    "jump +30 %": lambda weeks: np.where(weeks < CHANGE_AT, 1.0, 1.3),
    "fall -45 %": lambda weeks: np.where(weeks < CHANGE_AT, 1.0, 0.55),
    "ramp +3 % a week": lambda weeks: 1.03 ** np.maximum(0, weeks - CHANGE_AT),
}
RULES = {"jump": jumps, "ramp": ramps}


def weeks_of(level: Array, run: int, noise: float) -> Array:
    """Weeks that scatter around a level of 850 persons, lognormal."""
    spread = np.sqrt(np.log1p(noise**2))
    drawn: Array = 850 * level * np.exp(generator(run, "alarm").normal(0, spread, level.size))
    return drawn


def print_simulated() -> None:
    """False alarms a year on a level that does not move, and the median delay to each change."""
    parameters = load_parameters()
    noise = parameters.number("forecast_week_noise")
    weeks = np.arange(CALM_WEEKS)
    for name, rule in RULES.items():
        false = sum(len(rule(weeks_of(np.ones(weeks.size), run, noise), parameters)) for run in range(RUNS))
        print(f"{name}: {false / RUNS / CALM_WEEKS * WEEKS_PER_YEAR:.2f} false alarms a year, simulated")
        for change, course in CHANGES.items():
            delays = [_delay(rule(weeks_of(course(weeks), run, noise), parameters)) for run in range(RUNS)]
            median, most = np.median(delays), np.quantile(delays, 0.9)
            print(f"  {change}: median delay {median:.0f} weeks, nine in ten {most:.0f}")


def _delay(found: list[Found]) -> int:
    """Weeks from the change to the first alarm after it."""
    seen = [one.seen for one in found if one.seen >= CHANGE_AT]
    return seen[0] - CHANGE_AT + 1 if seen else CALM_WEEKS


def print_calm_years() -> None:
    """Alarms a year on weeks drawn from the months of calm years, season included."""
    parameters = load_parameters()
    noise = parameters.number("forecast_week_noise")
    y = applications(load_table("series/nl_asylum_monthly"))
    for first, last in CALM_YEARS:
        months = y[f"{first - 1}-06" : f"{last}-12"]
        paths = np.repeat(months.to_numpy(dtype=float)[:, None], RUNS // 6, axis=1)
        ds = pd.DatetimeIndex(months.index)
        days, daily = daily_from_months(ds, paths, noise, generator(1, "calm", first))
        start = days[0] + pd.Timedelta(days=(7 - days[0].weekday()) % 7)
        count = (days[-1] - start).days // 7
        weeks = weeks_from_days(days, daily, start, count)
        for name, rule in RULES.items():
            found = [len(rule(weeks[:, path], parameters)) for path in range(weeks.shape[1])]
            print(f"{first}-{last}, {name}: {np.mean(found) / count * WEEKS_PER_YEAR:.2f} alarms a year")


if __name__ == "__main__":
    print_simulated()
    print_calm_years()
