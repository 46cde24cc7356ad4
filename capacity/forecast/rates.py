"""Shares that go with arrivals, by year: grants, nationalities at or below 20 % recognition, transfers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.forecast.shape import QUANTILES, Array, generator

GRANTS, LOW_RECOGNITION, TRANSFERS = "grant_rate", "low_recognition_share", "transfer_yield"
RATE_COLUMNS = ("measure", "year", "kind", "mean", *QUANTILES)
FIRST_INSTANCE = "FI"
EU_WITHOUT = ("DK", "NO", "CH", "IS", "LI")
"""States whose decisions do not count for the rate of APR 42(1)(j): EU without Denmark."""
NATION = "NL"
CERTAIN = 1e-3
"""Shares are kept this far from none and all, so that their log odds exist."""


def grant_rates(decisions: pd.DataFrame) -> pd.DataFrame:
    """Positive first-instance decisions over those on merits; index year, one column per state."""
    rows = decisions[decisions.dec_level == FIRST_INSTANCE]
    sums = rows.groupby(["year", "geo"])[["dec_recognized", "dec_other", "dec_rejected"]].sum()
    positive = sums.dec_recognized + sums.dec_other
    return (positive / (positive + sums.dec_rejected)).unstack()


def recognition_by_nationality(decisions: pd.DataFrame, fewest: float) -> pd.DataFrame:
    """Recognition rate in the EU without Denmark by year and nationality, where decisions are enough.

    Index year, columns citizenship. (Refugee + other positive) over decisions on merits, first instance:
    UNHCR counts, whose `other` mixes subsidiary and national protection.
    """
    rows = decisions[(decisions.dec_level == FIRST_INSTANCE) & ~decisions.geo.isin(EU_WITHOUT)]
    sums = rows.groupby(["year", "citizen"])[["dec_recognized", "dec_other", "dec_rejected"]].sum()
    positive, total = (
        sums.dec_recognized + sums.dec_other,
        sums[["dec_recognized", "dec_other", "dec_rejected"]],
    )
    rate = (positive / total.sum(axis=1)).where(total.sum(axis=1) >= fewest)
    return rate.unstack()


def low_recognition_shares(
    applicants: pd.DataFrame, decisions: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Share of applicants whose nationality is at or below the limit that year; index year, by state.

    Args:
        applicants: `eu_asylum_annual_citizen`: geo, citizen, applicant, year, persons.
        decisions: `unhcr_decisions_eu`.
    """
    rates = recognition_by_nationality(decisions, parameters.number("rate_fewest_decisions"))
    limit = parameters.number("rate_low_recognition")
    rows = applicants[(applicants.applicant == "UNHCR_N_FI") & (applicants.citizen != "TOTAL")]
    rows = rows.assign(year=rows.year.astype(int))
    rows = rows[rows.year.isin(rates.index)]
    listed = rates.melt(ignore_index=False, value_name="rate").reset_index()
    listed = listed[listed.rate <= limit]
    low = set(zip(listed.year.astype(int), listed.citizen, strict=True))
    is_low = [key in low for key in zip(rows.year, rows.citizen, strict=True)]
    persons = rows.persons.astype(float)
    keys = [rows.year, rows.geo]
    share = (persons * np.array(is_low, dtype=float)).groupby(keys).sum() / persons.groupby(keys).sum()
    by_state: pd.DataFrame = share.unstack()
    return by_state


def share_paths(
    history: pd.Series, steps: Array, years: int, paths: int, chance: np.random.Generator
) -> Array:
    """Paths of a yearly share that go on from its last year; shape (years, paths), between 0 and 1.

    Steps of the log odds are drawn from past yearly steps with a random sign.
    """
    start = _log_odds(history.to_numpy(dtype=float)[-1:])[0]
    drawn = chance.choice(steps, size=(years, paths)) * chance.choice((-1.0, 1.0), size=(years, paths))
    odds = start + np.cumsum(drawn, axis=0)
    shares: Array = 1 / (1 + np.exp(-odds))
    return shares


def yearly_steps(table: pd.DataFrame) -> Array:
    """Yearly steps of the log odds of all states together; a step over more years counts per year."""
    odds = _log_odds(table.to_numpy(dtype=float))
    years = np.diff(table.index.to_numpy(dtype=float))
    steps: Array = (np.diff(odds, axis=0) / np.sqrt(years)[:, None]).ravel()
    return steps[np.isfinite(steps)]


def _log_odds(shares: Array) -> Array:
    inside = np.clip(shares, CERTAIN, 1 - CERTAIN)
    odds: Array = np.log(inside / (1 - inside))
    return odds


def rate_forecasts(
    decisions: pd.DataFrame,
    applicants: pd.DataFrame,
    transfers: pd.Series,
    parameters: Parameters,
    seed: int = 1,
) -> pd.DataFrame:
    """The three shares as observed and as forecast, by year; columns RATE_COLUMNS.

    Args:
        transfers: transfers over accepted requests by year, in order; its few years step as they did.
    """
    fewest = parameters.number("rate_fewest_decisions")
    enough = decisions[decisions.dec_level == FIRST_INSTANCE].groupby("geo").dec_total.sum()
    states = enough.index[enough >= fewest * len(decisions.year.unique())]
    grants, low = grant_rates(decisions), low_recognition_shares(applicants, decisions, parameters)
    grants, low = (table[[geo for geo in table if geo in states]] for table in (grants, low))
    named = {
        GRANTS: (grants[NATION].dropna(), yearly_steps(grants)),
        LOW_RECOGNITION: (low[NATION].dropna(), yearly_steps(low)),
        TRANSFERS: (transfers, yearly_steps(transfers.to_frame())),
    }
    years, paths = (round(parameters.number(name)) for name in ("rate_years_ahead", "forecast_paths"))
    rows = []
    for measure, (history, steps) in named.items():
        rows += [_row(measure, year, "observed", np.array([value])) for year, value in history.items()]
        drawn = share_paths(history, steps, years, paths, generator(seed, measure))
        first = int(float(str(history.index[-1]))) + 1
        rows += [_row(measure, first + place, "forecast", values) for place, values in enumerate(drawn)]
    return pd.DataFrame(rows, columns=list(RATE_COLUMNS))


def _row(measure: str, year: object, kind: str, values: Array) -> tuple[object, ...]:
    levels = [float(name[1:]) for name in QUANTILES]
    return (measure, int(float(str(year))), kind, float(values.mean()), *np.quantile(values, levels))
