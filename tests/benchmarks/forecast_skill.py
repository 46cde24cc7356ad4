"""Prints forecast skill: CRPS ratios and coverage on member states, and errors of Dutch year totals.

Run from the checkout: python -m tests.benchmarks.forecast_skill [first month] [last month]
The states are shared out over the cores: the table takes less than three minutes on two.
Sixteen origins, three months apart, twelve months ahead; all applicants per month and state.
Data as revised since, not as first published.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from time import perf_counter

import numpy as np
import pandas as pd
from statsforecast.models import AutoETS

from capacity.forecast import ALL_MODELS, backtest, dutch_forecast
from capacity.forecast.challengers import statsforecast_sample
from capacity.forecast.dutch_series import applications
from capacity.forecast.panel import Model, model_paths
from capacity.forecast.scores import crps, score_table
from capacity.forecast.shape import QUANTILES, calendar, generator, quantile_table
from capacity.sources.shipped import load_parameters, load_table

ORIGINS, STEP, HORIZON = 16, 3, 12
FEWEST_MONTHS, FEWEST_PERSONS = 84, 5
BREAK_YEARS = (2015, 2016, 2020, 2022)
SINGLE_MODELS = ("theta", "auto_ets", "ses", "auto_arima")
SAMPLE = 1000
MONTHLY = calendar("M")
RIVALS: dict[str, Callable[[], object]] = {"ses": lambda: AutoETS(season_length=1, model="ANN")}


def member_states(first: str, last: str) -> pd.DataFrame:
    """All applicants per month of every state with a long enough series."""
    table = load_table("series/eu_asylum_monthly")
    rows = table[
        (table.citizen == "TOTAL") & (table.applicant == "ASY_APP") & ~table.geo.str.startswith("EU")
    ]
    rows = rows[(rows.month >= first) & (rows.month <= last)]
    panel = pd.DataFrame({"unique_id": rows.geo, "ds": pd.to_datetime(rows.month + "-01"), "y": rows.persons})
    groups = panel.groupby("unique_id").y
    enough = (groups.transform("size") >= FEWEST_MONTHS) & (groups.transform("mean") >= FEWEST_PERSONS)
    return panel[enough].sort_values(["unique_id", "ds"], ignore_index=True)


def with_rivals(forecasts: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """The same origins forecast by further single models, so that the best of them is a fair bar."""
    tables = [forecasts]
    served = forecasts[forecasts.model == "served"]
    for (name, cutoff), part in served.groupby(["unique_id", "cutoff"]):
        past = panel[(panel.unique_id == name) & (panel.ds <= cutoff)].y.to_numpy(dtype=float)
        ds = pd.DatetimeIndex(part.ds)
        for model, make in RIVALS.items():
            sample = statsforecast_sample(make(), past, len(ds), SAMPLE)
            tables.append(quantile_table(str(name), cutoff, ds, model, sample).assign(y=part.y.to_numpy()))
    return pd.concat(tables, ignore_index=True)


def state_forecasts(panel: pd.DataFrame) -> pd.DataFrame:
    """Forecasts of one state by every model from every origin, with what came."""
    forecasts, _ = backtest(panel, HORIZON, "M", ORIGINS, STEP, load_parameters(), models=ALL_MODELS)
    return with_rivals(forecasts, panel)


def skill(forecasts: pd.DataFrame, scale: pd.Series) -> pd.DataFrame:
    """Scaled CRPS (geometric mean over series) and 80 and 95 % coverage per model."""
    loss = crps(forecasts.y.to_numpy(float), forecasts[list(QUANTILES)].to_numpy(float))
    judged = forecasts.assign(
        crps=loss / forecasts.unique_id.map(scale),
        inside=(forecasts.y >= forecasts["q0.1"]) & (forecasts.y <= forecasts["q0.9"]),
        within=(forecasts.y >= forecasts["q0.025"]) & (forecasts.y <= forecasts["q0.975"]),
    )
    by_series = judged.groupby(["model", "unique_id"])[["crps", "inside", "within"]].mean().reset_index()
    by_series["log_crps"] = np.log(by_series.crps.clip(lower=1e-9))
    means = by_series.groupby("model")[["log_crps", "inside", "within"]].mean()
    return pd.DataFrame(
        {"crps": np.exp(means.log_crps), "coverage_80": means.inside, "coverage_95": means.within}
    )


def print_ratios(title: str, found: pd.DataFrame) -> None:
    """Served against the three bars."""
    loss = found.crps
    best = loss[list(SINGLE_MODELS)].idxmin()
    print(
        f"{title}: served / AutoETS {loss.served / loss.auto_ets:.3f} (bar 0.88), "
        f"/ best single ({best}) {loss.served / loss[best]:.3f} (bar 0.97), "
        f"/ Prophet as it ships {loss.served / loss.prophet:.3f} (bar 0.75), "
        f"80 % band holds {found.coverage_80.served:.3f}, 95 % {found.coverage_95.served:.3f}"
    )


def print_states(first: str, last: str) -> None:
    """Skill on the panel of member states: whole, by horizon, break years and other years."""
    panel = member_states(first, last)
    states = [part for _, part in panel.groupby("unique_id", sort=True)]
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        forecasts = pd.concat(pool.map(state_forecasts, states), ignore_index=True)
    scale = panel.groupby("unique_id").y.apply(lambda y: float(np.abs(np.diff(y)).mean()))
    print(f"{panel.unique_id.nunique()} states, {first} to {last}, {ORIGINS} origins")
    numbered = forecasts.assign(horizon=forecasts.groupby(["unique_id", "cutoff", "model"]).cumcount() + 1)
    scores = score_table(numbered, scale, "M", 1)
    whole = scores[(scores.horizon_from == 1) & (scores.horizon_to == HORIZON)]
    print(whole.pivot(index="model", columns="measure", values="value").round(3).to_string())
    print_ratios("all", skill(forecasts, scale))
    breaks = forecasts.ds.dt.year.isin(BREAK_YEARS)
    for title, part in (("break years", forecasts[breaks]), ("other years", forecasts[~breaks])):
        if len(part):
            print_ratios(f"{title} {sorted(map(int, part.ds.dt.year.unique()))}", skill(part, scale))
    bands = scores[(scores.model == "served") & (scores.measure == "coverage_80")]
    print(bands[["horizon_from", "horizon_to", "value"]].round(3).to_string(index=False))


def year_totals(y: pd.Series, made_in: int, years: range) -> dict[str, list[float]]:
    """Relative errors of the median year total.

    Args:
        made_in: month in which it is made, with data to the month before: 9 for next year, 2 for this year.
    """
    parameters = load_parameters()
    errors: dict[str, list[float]] = {"served": [], "last_12": []}
    for year in years:
        made = pd.Timestamp(year - (made_in > 6), made_in, 1)
        past = y[y.index < made]
        ahead = pd.date_range(made, pd.Timestamp(year, 12, 1), freq="MS")
        known = float(past[past.index.year == year].sum())
        truth = float(y[y.index.year == year].sum())
        for model, found in errors.items():
            chosen: Model = "served" if model == "served" else "last_12"
            chance = generator(1, "year", model)
            paths = model_paths(
                chosen,
                pd.DatetimeIndex(past.index),
                past.to_numpy(),
                ahead,
                MONTHLY,
                parameters,
                SAMPLE,
                chance,
                1,
            )
            if model == "last_12":
                paths = np.full_like(paths, past.to_numpy()[-12:].mean())
            total = known + float(np.median(paths[ahead.year == year].sum(axis=0)))
            found.append(abs(total / truth - 1))
    return errors


def seven_nationalities() -> pd.Series:
    """First applications of the seven published nationalities per month."""
    rows = load_table("series/nl_asylum_monthly")
    rows = rows[(rows.measure == "first_applications") & (rows.citizen != "TOTAL")]
    summed = rows.groupby("month").persons.sum()
    return pd.Series(summed.to_numpy(float), index=pd.DatetimeIndex(summed.index + "-01"))


def print_year_totals() -> None:
    """Dutch year totals made in September and in February against the last twelve months."""
    named = {"all applications": applications(load_table("series/nl_asylum_monthly"))}
    named["first, seven nationalities"] = seven_nationalities()
    for name, y in named.items():
        first = int(y.index[0].year) + 4
        for made_in, bar in ((9, 0.85), (2, 1.25)):
            errors = year_totals(y, made_in, range(first, 2026))
            served, last = (float(np.mean(errors[model])) for model in ("served", "last_12"))
            print(
                f"{name}, {first}-2025, made in month {made_in}: served {served:.3f}, last 12 {last:.3f}, "
                f"ratio {served / last:.2f} (bar {bar})"
            )


def print_official() -> None:
    """The Dutch total made on 1 September against the official rounds of the autumn before."""
    parameters = load_parameters()
    tables = [load_table(f"series/nl_asylum_{name}") for name in ("monthly", "quarterly", "weekly")]
    came = load_table("series/mpp_realised")
    came = came[came.measure == "asylum_inflow_total"].set_index("year").persons.astype(float)
    came.index = came.index.astype(int)
    for year in range(2021, 2026):
        made = dutch_forecast(*tables, parameters, date(year - 1, 9, 1), weeks=80)
        rows = made.view_frames["yearly"]
        rows = rows[(rows.unique_id == "total") & (rows.year == year)].set_index("model")
        row = rows.loc["served"]
        print(
            f"total {year}: came {came[year]:.0f}, made on 1 September before: likely {row['q0.5']:.0f} "
            f"(80 % {row['q0.1']:.0f} to {row['q0.9']:.0f}), last 12 {rows.loc['last_12', 'q0.5']:.0f}"
        )


def main() -> None:
    """All of it, with the seconds that the table of states took."""
    first, last = sys.argv[1:3] if len(sys.argv) > 2 else ("2017-01", "2026-05")
    begun = perf_counter()
    print_states(first, last)
    print(f"the table of states took {perf_counter() - begun:.0f} s on {len(os.sched_getaffinity(0))} cores")
    print_year_totals()
    print_official()


if __name__ == "__main__":
    main()
