"""Figures of the forecast page, taken from the forecast's frames, and the sentences made of them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from capacity.domain.views import ForecastView
from capacity.scenario import Scenario
from capacity.texts import Language, knows, percent, persons, say

TOTAL, SERVED, NAIVE, LAST12 = "total", "served", "seasonal_naive", "last_12"
SHOWN_MONTHS = 24
MONTHS_PER_YEAR = 12
OFFICIAL_TOTAL = "asylum_inflow_total"
CRPS, COVERAGE = "crps", "coverage_80"
DATED = r"^\d{4}"


def streams(view: ForecastView) -> list[str]:
    """The series of the forecast, the total first."""
    ids = [str(name) for name in view.monthly.unique_id.unique()]
    return sorted(ids, key=lambda name: (name != TOTAL, ids.index(name)))


def stream_name(stream: str, language: Language) -> str:
    """A series as words."""
    key = f"forecast.{stream}"
    return say(key, language) if knows(key) else stream.replace("_", " ")


def stream_first(stream: str, language: Language) -> str:
    """A series as the first words of a sentence."""
    name = stream_name(stream, language)
    return name[:1].upper() + name[1:]


def history(view: ForecastView, stream: str) -> pd.DataFrame:
    """The last 24 months observed: ds, y (persons per month), and whether the figure was `revised`."""
    rows = view.history[view.history.unique_id == stream].sort_values("ds")
    rows = rows.assign(ds=pd.to_datetime(rows.ds)).tail(SHOWN_MONTHS)
    return rows[[name for name in ("ds", "y", "revised") if name in rows]].reset_index(drop=True)


def weeks_seen(view: ForecastView, stream: str) -> pd.DataFrame:
    """The weeks counted by the ministry in two years, for the total: ds, y (persons per week)."""
    rows = view.history[view.history.unique_id == f"{stream}_by_week"].sort_values("ds")
    rows = rows.assign(ds=pd.to_datetime(rows.ds))
    return rows[rows.ds >= _two_years_before(rows.ds)][["ds", "y"]].reset_index(drop=True)


def _two_years_before(days: pd.Series) -> pd.Timestamp:
    return pd.Timestamp.min if days.empty else pd.Timestamp(days.max()) - pd.DateOffset(years=2)


def weeks_ahead(view: ForecastView, stream: str) -> pd.DataFrame:
    """The weeks of the served forecast: ds, mean and quantiles (persons per week)."""
    rows = view.weekly[(view.weekly.unique_id == stream) & (view.weekly.model == SERVED)]
    return rows.assign(ds=pd.to_datetime(rows.ds)).sort_values("ds").reset_index(drop=True)


def ahead(view: ForecastView, stream: str) -> pd.DataFrame:
    """The months of the served forecast: ds, mean and quantiles (persons per month)."""
    rows = view.monthly[(view.monthly.unique_id == stream) & (view.monthly.model == SERVED)]
    rows = rows.assign(ds=pd.to_datetime(rows.ds)).sort_values("ds")
    return rows.reset_index(drop=True)


def official_rounds(view: ForecastView) -> pd.DataFrame:
    """The newest official round for each year: year, round, low, mid, high (persons per year)."""
    rows = view.official
    dated = rows.publication_date.astype(str).str.match(DATED)
    rows = rows[(rows.measure == OFFICIAL_TOTAL) & rows.persons.notna() & dated]
    found = []
    for year, group in rows.groupby("target_year"):
        newest = group[group.publication_date.astype(str) == group.publication_date.astype(str).max()]
        by_scenario = dict(zip(newest.scenario, newest.persons.astype(float), strict=True))
        values = sorted(by_scenario.values())
        middle = by_scenario.get("mid", by_scenario.get("single"))
        found.append(
            {
                "year": int(float(str(year))),
                "round": str(newest["round"].iloc[0]),
                "low": values[0],
                "mid": (values[0] + values[-1]) / 2 if middle is None else middle,
                "high": values[-1],
            }
        )
    return pd.DataFrame(found, columns=["year", "round", "low", "mid", "high"])


def served_year(view: ForecastView, after: int) -> pd.Series | None:
    """The first whole year after a year: mean and quantiles of the total (persons per year)."""
    rows = view.yearly[(view.yearly.unique_id == TOTAL) & (view.yearly.model == SERVED)]
    rows = rows[rows.year.astype(int) > after].sort_values("year")
    return None if rows.empty else rows.iloc[0]


def forecast_answer(view: ForecastView, as_of: date, language: Language) -> str:
    """The heading: how many people are likely to come next year, with the 80 per cent range."""
    row = served_year(view, as_of.year)
    if row is None:
        return say("forecast.title_none", language)
    return say(
        "forecast.title",
        language,
        year=int(row.year),
        mid=float(row["q0.5"]),
        low=float(row["q0.1"]),
        high=float(row["q0.9"]),
    )


def forecast_paragraph(view: ForecastView, scenario: Scenario, as_of: date, language: Language) -> list[str]:
    """Likely, thinkable and what the plan runs on; then what a scenario adds."""
    row = served_year(view, as_of.year)
    said = []
    if row is not None:
        said.append(
            say(
                "forecast.paragraph_levels",
                language,
                mid=float(row["q0.5"]),
                high90=float(row["q0.9"]),
                sized=_sized(scenario, language),
            )
        )
    parts = []
    if scenario.inflow:
        parts.append(say("forecast.scenario_inflow", language, percent=_signed(scenario.inflow, language)))
    if scenario.shock:
        shock = _signed(scenario.shock, language)
        parts.append(say("forecast.scenario_shock", language, percent=shock, weeks=scenario.shock_weeks))
    if parts:
        said.append(say("forecast.scenario_arrivals", language, parts=", ".join(parts)))
    return said


def _signed(points: float, language: Language) -> str:
    plus = "+" if points > 0 else ""
    return plus + percent(points / 100, language)


def _sized(scenario: Scenario, language: Language) -> str:
    if scenario.arrivals == "rates":
        return say("forecast.sized_rates", language)
    path = say("forecast.sized_mean", language)
    if scenario.sized_to != "mean":
        path = say("forecast.sized_path", language, level=scenario.sized_to)
    return say("forecast.sized_adjusted", language, path=path) if scenario.arrivals == "adjusted" else path


def fan_heading(view: ForecastView, stream: str, as_of: date, language: Language) -> str:
    """What is expected a year from today."""
    return say("forecast.fan_title", language, **_in_a_year(ahead(view, stream), as_of))


def _in_a_year(rows: pd.DataFrame, as_of: date) -> dict[str, object]:
    """Month, P50, P10 and P90 of the month a year from today, or of the last one there is."""
    later = rows[rows.ds >= pd.Timestamp(as_of.replace(day=1)) + pd.DateOffset(months=MONTHS_PER_YEAR)]
    row = (later if len(later) else rows.tail(1)).iloc[0]
    return {
        "month": row.ds.date(),
        "mid": float(row["q0.5"]),
        "low": float(row["q0.1"]),
        "high": float(row["q0.9"]),
    }


def fan_text(view: ForecastView, stream: str, as_of: date, language: Language, adjusted: pd.DataFrame) -> str:
    """Text equivalent of the fan.

    Args:
        adjusted: ds and q0.5 per month as planners changed it; empty without a change in force.
    """
    past, rows = history(view, stream), ahead(view, stream)
    if past.empty:
        return fan_heading(view, stream, as_of, language)
    rounds = official_rounds(view)
    rounds = rounds[rounds.year.isin(rows.ds.dt.year)]
    mpp = ""
    if stream == TOTAL and len(rounds):
        newest = rounds.iloc[0]
        mpp = say(
            "forecast.fan_alt_mpp",
            language,
            round=str(newest["round"]),
            min=float(newest.low),
            max=float(newest.high),
        )
    return say(
        "forecast.fan_alt",
        language,
        a=past.ds.iloc[0].date(),
        b=past.ds.iloc[-1].date(),
        peak=rows.ds[rows["q0.5"].idxmax()].date(),
        mpp=mpp,
        adjusted=_adjusted_text(adjusted, as_of, language),
        **_in_a_year(rows, as_of),
    )


def _adjusted_text(adjusted: pd.DataFrame, as_of: date, language: Language) -> str:
    if adjusted.empty:
        return ""
    changed = _in_a_year(adjusted.assign(ds=pd.to_datetime(adjusted.ds)), as_of)
    return say("forecast.fan_alt_adjusted", language, mid=changed["mid"])


def month_table(view: ForecastView, stream: str) -> pd.DataFrame:
    """Observed and expected persons per month: month, observed, p10, p50, p90."""
    past, rows = history(view, stream), ahead(view, stream)
    seen = pd.DataFrame({"month": past.ds, "observed": past.y})
    coming = pd.DataFrame({"month": rows.ds, "p10": rows["q0.1"], "p50": rows["q0.5"], "p90": rows["q0.9"]})
    table = pd.concat([seen, coming], ignore_index=True)
    return table.assign(month=table.month.dt.date.astype(str))[["month", "observed", "p10", "p50", "p90"]]


def week_table(past: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Observed and expected persons per week: week, observed, p10, p50, p90."""
    seen = pd.DataFrame({"week": past.ds, "observed": past.y})
    coming = pd.DataFrame({"week": rows.ds, "p10": rows["q0.1"], "p50": rows["q0.5"], "p90": rows["q0.9"]})
    table = pd.concat([seen, coming], ignore_index=True)
    return table.assign(week=table.week.dt.strftime("%G-W%V"))[["week", "observed", "p10", "p50", "p90"]]


def fan_csv(past: pd.DataFrame, ahead: pd.DataFrame, adjusted: pd.DataFrame) -> pd.DataFrame:
    """Everything that the fan draws: ds, observed, mean and quantiles, and the middle as planners changed it.

    Args:
        past: ds, y. ahead: ds, mean and quantiles. adjusted: ds and q0.5, empty without a change in force.
    """
    levels = [name for name in ahead if str(name) == "mean" or str(name).startswith("q0")]
    seen = past[["ds", "y"]].rename(columns={"y": "observed"})
    table = seen.merge(ahead[["ds", *levels]], on="ds", how="outer").sort_values("ds", ignore_index=True)
    if len(adjusted):
        changed = adjusted[["ds", "q0.5"]].rename(columns={"q0.5": "adjusted_q0.5"})
        table = table.merge(changed.assign(ds=pd.to_datetime(changed.ds)), on="ds", how="left")
    return table.assign(ds=table.ds.dt.date.astype(str))


def scores(view: ForecastView, series: str = TOTAL) -> pd.DataFrame:
    """Per model and horizon: horizon_from, horizon_to, crps and coverage (share of outcomes).

    Args:
        series: of the track record: total, applications or family.
    """
    rows = view.scores[view.scores.unique_id.isin((series, ""))]
    if rows.empty:
        return pd.DataFrame(columns=["model", "horizon_from", "horizon_to", "crps", "coverage"])
    keys = ["model", "horizon_from", "horizon_to"]
    crps = rows[rows.measure == CRPS].set_index(keys)["value"]
    coverage = rows[rows.measure == COVERAGE].set_index(keys)["value"]
    table = pd.DataFrame({"crps": crps, "coverage": coverage})
    return table.reset_index().sort_values(["horizon_from", "horizon_to", "model"])


def score_sentence(view: ForecastView, language: Language, series: str = TOTAL) -> str:
    """How much sharper than 'same as last year' the forecast was at its first horizon, and its coverage."""
    table = scores(view, series)
    served = table[table.model == SERVED].dropna()
    if served.empty:
        return say("forecast.score_none", language)
    row = served.iloc[0]
    same = (table.horizon_from == row.horizon_from) & (table.horizon_to == row.horizon_to)
    naive = table[same & (table.model == NAIVE)].crps
    if naive.empty or not float(naive.iloc[0]):
        return say("forecast.score_none", language)
    gain = 1 - float(row.crps) / float(naive.iloc[0])
    key = "forecast.score_sentence" if gain >= 0 else "forecast.score_sentence_worse"
    return say(
        key,
        language,
        horizon=persons(float(row.horizon_to), language),
        unit=say("forecast.months", language),
        x=percent(abs(gain), language),
        c=percent(float(row.coverage), language),
    )
