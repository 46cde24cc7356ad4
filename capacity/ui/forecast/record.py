"""Figures of the track record, taken from the forecast's frames, and the sentences made of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from capacity.domain.views import ForecastView
from capacity.texts import Language, persons, say
from capacity.ui.forecast.figures import LAST12, MONTHS_PER_YEAR, NAIVE, SERVED, TOTAL

SERIES = {"total": "total", "first": "applications", "repeat": "applications", "family": "family"}
"""Series of the track record that stands for each stream; first and repeat ones were forecast as one."""
KEYS = ["model", "horizon_from", "horizon_to"]
MEASURES = ("crps", "mase", "coverage_80", "coverage_95", "width_80")
HORIZONS = (1, 3, 6, 12)
TARGET_ZONE = (0.75, 0.90)
"""Share of outcomes that an 80 % band should hold over many origins."""
PERCENT = 100.0
TWO = {"relative": 2, "crps": 2, "mase": 2}
"""Decimals of the scores in a table."""


def has_record(view: ForecastView, stream: str) -> bool:
    """Whether past forecasts of a stream were judged."""
    return not view.track.empty and not record_table(view, stream).empty


def record_table(view: ForecastView, stream: str) -> pd.DataFrame:
    """Per model and band of horizons: scores, shares of outcomes in the bands, and `relative` to naive."""
    rows = view.scores[view.scores.unique_id == SERIES.get(stream, "")]
    parts = {name: rows[rows.measure == name].set_index(KEYS) for name in MEASURES}
    table = pd.DataFrame({name: part["value"] for name, part in parts.items()})
    table["n"] = parts["crps"]["n"]
    table = table.reset_index()
    naive = table[table.model == NAIVE].set_index(KEYS[1:]).crps
    spans = pd.MultiIndex.from_frame(table[KEYS[1:]])
    table["relative"] = table.crps / naive.reindex(spans).to_numpy(dtype=float)
    ordered: pd.DataFrame = table.sort_values(["horizon_from", "horizon_to", "crps"], ignore_index=True)
    return ordered


def bands(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of single bands, without those of all horizons together where there are more."""
    longest = table.horizon_to.max()
    single: pd.DataFrame = table[~((table.horizon_from == 1) & (table.horizon_to == longest))]
    return single if len(single) else table


def bands_table(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Scores as people read them: model, span (months ahead), scores, coverage in percent, months judged."""
    return pd.DataFrame(
        {
            "model": [say(f"model.{model}", language) for model in table.model],
            "months_ahead": [
                say("record.span", language, a=int(low), b=int(high))
                for low, high in zip(table.horizon_from, table.horizon_to, strict=True)
            ],
            **{name: table[name] for name in ("relative", "crps", "mase")},
            "coverage": PERCENT * table.coverage_80,
            "coverage95": PERCENT * table.coverage_95,
            "months_judged": table.n,
        }
    ).reset_index(drop=True)


def record_text(view: ForecastView, stream: str, language: Language) -> str:
    """Text equivalent: per band how sharp against naive and last-12, and the share in the 80 % band."""
    table = bands(record_table(view, stream))
    told = []
    for _, part in table.groupby(KEYS[1:]):
        by_model = part.set_index("model")
        if SERVED not in by_model.index:
            continue
        told.append(
            say(
                "record.band",
                language,
                a=float(part.horizon_from.iloc[0]),
                b=float(part.horizon_to.iloc[0]),
                naive=float(by_model.relative[SERVED]),
                last12=float(by_model.crps[SERVED] / by_model.crps.get(LAST12, np.nan)),
                covered=float(by_model.coverage_80[SERVED]),
            )
        )
    return " ".join(told)


def past_forecasts(view: ForecastView, stream: str, horizon: int) -> pd.DataFrame:
    """What was forecast so many months ahead, and what came: ds, q0.1, q0.5, q0.9, y, cutoff, made."""
    rows = view.track[
        (view.track.unique_id == SERIES.get(stream, ""))
        & (view.track.model == SERVED)
        & (view.track.horizon == horizon)
    ]
    came = view.outcomes.rename(columns={"y": "came"})
    both = rows.merge(came, on=["unique_id", "ds"], how="inner").sort_values("ds")
    columns = ["cutoff", "ds", "q0.1", "q0.5", "q0.9", "came", "made"]
    return both[columns].drop_duplicates(["ds", "cutoff"], keep="last").reset_index(drop=True)


def outcomes(view: ForecastView, stream: str, first: pd.Timestamp) -> pd.DataFrame:
    """What came per month from a month on: ds, y."""
    rows = view.outcomes[view.outcomes.unique_id == SERIES.get(stream, "")]
    return rows[rows.ds >= first].sort_values("ds")[["ds", "y"]].reset_index(drop=True)


def year_forecasters(view: ForecastView, language: Language) -> pd.DataFrame:
    """Who forecast which year how, and what came: year, who, made, low, mid, high, came, error (percent).

    The official rounds as published; this forecast and its yardsticks as made on 1 January with the data
    known then, whose middle is the mean (means of months add up to the mean of the year).
    """
    rounds = view.official_errors.rename(columns={"publication_date": "made"})
    rounds = rounds.assign(who="MPP " + rounds["round"].astype(str))
    columns = ["year", "who", "made", "low", "mid", "high", "came", "error"]
    table = pd.concat([rounds[columns], _own_years(view, language)], ignore_index=True)
    table = table[table.came.notna() & table.mid.notna()]
    table["error"] = PERCENT * table.error
    return table.sort_values(["year", "made", "who"], ignore_index=True)


def _own_years(view: ForecastView, language: Language) -> pd.DataFrame:
    rows = view.track[(view.track.unique_id == TOTAL) & (view.track.horizon <= MONTHS_PER_YEAR)]
    rows = rows[(rows.cutoff.dt.month == 1) & (rows.cutoff.dt.day == 1)]
    came = view.outcomes[view.outcomes.unique_id == TOTAL]
    found = []
    for (cutoff, model), part in rows.groupby(["cutoff", "model"]):
        year = pd.Timestamp(str(cutoff)).year
        months = came[came.ds.dt.year == year]
        if model not in (SERVED, NAIVE, LAST12) or len(months) < MONTHS_PER_YEAR:
            continue
        middle, truth = float(part["mean"].sum()), float(months.y.sum())
        who = say(f"model.{model}", language)
        found.append((year, who, f"{year}-01-01", np.nan, middle, np.nan, truth, middle / truth - 1))
    return pd.DataFrame(found, columns=["year", "who", "made", "low", "mid", "high", "came", "error"]).astype(
        {"low": float, "high": float}
    )


def forecasters_sentence(view: ForecastView, language: Language) -> str:
    """Mean distance of the official rounds, of this forecast and of 'last 12 months' over the same years."""
    table = year_forecasters(view, language)
    own = table[table.who == say(f"model.{SERVED}", language)]
    if own.empty:
        return say("record.no_years", language)
    years = set(own.year)
    official = table[table.who.str.startswith("MPP ") & table.year.isin(years)]
    last = table[table.who == say(f"model.{LAST12}", language)]
    if official.empty or last.empty:
        return say("record.no_years", language)
    return say(
        "record.years",
        language,
        a=str(min(years)),
        b=str(max(years)),
        mpp=float(official.error.abs().mean()) / PERCENT,
        own=float(own.error.abs().mean()) / PERCENT,
        last12=float(last.error.abs().mean()) / PERCENT,
    )


def changed_sentence(view: ForecastView, language: Language) -> str:
    """How far the P50 of next year moved since the snapshot before, and how much of it each cause moved.

    Empty for a snapshot that an earlier version of the program made.
    """
    causes = view.causes
    if causes.empty:
        return say("record.first", language) if _is_first(view) else ""
    told = causes.assign(persons=causes.persons.round())
    about = {"year": int(told.year.iloc[0]), "date": pd.Timestamp(str(told.since.iloc[0])).date()}
    moved = told[told.persons != 0].sort_values("persons", key=abs, ascending=False)
    if moved.empty:
        return say("record.unchanged", language, **about)
    parts = "; ".join(_cause(row, language) for row in moved.to_dict(orient="records"))
    change = float(told.persons.sum())
    key = (
        "record.changed_up" if change > 0 else "record.changed_down" if change < 0 else "record.changed_even"
    )
    return say(key, language, n=abs(change), causes=parts, **about)


def earlier_table(view: ForecastView, year: int) -> pd.DataFrame:
    """What each snapshot expected of a year: made (day), mean (persons), the newest first."""
    rows = view.earlier[pd.to_datetime(view.earlier.ds).dt.year == year]
    sums = rows.groupby(["snapshot", "as_of"], sort=False)["mean"].agg(["sum", "size"]).reset_index()
    whole = sums[sums["size"] == MONTHS_PER_YEAR].iloc[::-1]
    return pd.DataFrame({"made": whole.as_of.astype(str), "mean": whole["sum"]}).reset_index(drop=True)


def _is_first(view: ForecastView) -> bool:
    return view.earlier.empty or view.earlier.snapshot.nunique() < 2


def _cause(row: Mapping[Hashable, Any], language: Language) -> str:
    day = {"date": pd.Timestamp(str(row["up_to"])).date()} if row["up_to"] else {}
    sign = "+" if row["persons"] > 0 else "\N{MINUS SIGN}"
    size = sign + persons(abs(float(row["persons"])), language)
    return say(f"cause.{row['cause']}", language, n=int(row["figures"]), size=size, **day)


def alarm_sentences(view: ForecastView, language: Language) -> list[str]:
    """Each alarm that is on, and until when the plan holds; else that none is; nothing without weeks."""
    weeks = view.history[view.history.unique_id == f"{TOTAL}_by_week"].ds
    if weeks.empty:
        return []
    active = view.alarms[view.alarms.active] if len(view.alarms) else view.alarms
    if active.empty:
        return [say("alarm.none", language, week=pd.Timestamp(weeks.max()).date())]
    return [_alarm(row, language) for row in active.to_dict(orient="records")]


def _alarm(row: Mapping[Hashable, Any], language: Language) -> str:
    size = float(str(row["size"]))
    until, never = str(row["holds_until"]), bool(row["holds_never"])
    holds = "alarm.holds_never" if never else "alarm.holds_until" if until else "alarm.holds"
    day = {"week": pd.Timestamp(until).date()} if until else {}
    return say(
        f"alarm.{'above' if size > 0 else 'below'}",
        language,
        rule=say(f"alarm.{row['rule']}", language),
        stream=say(f"forecast.{row['stream']}", language),
        size=abs(size),
        week=pd.Timestamp(str(row["since"])).date(),
        holds=say(holds, language, **day),
    )


def alarm_table(view: ForecastView, language: Language) -> pd.DataFrame:
    """Every alarm, the newest first: stream, rule, first week off, week seen, size (percent), whether on."""
    rows = view.alarms
    yes_no = {True: say("alarm.active", language), False: say("alarm.over", language)}
    return pd.DataFrame(
        {
            "arrivals": [say(f"forecast.{name}", language) for name in rows.stream],
            "rule": [say(f"alarm.{name}", language) for name in rows.rule],
            "since": pd.to_datetime(rows.since).dt.strftime("%G-W%V"),
            "seen": pd.to_datetime(rows.week).dt.strftime("%G-W%V"),
            "size": PERCENT * rows["size"].astype(float),
            "active": [yes_no[bool(active)] for active in rows.active],
        }
    )
