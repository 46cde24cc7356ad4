"""The forecast's tables of a snapshot: track record and scores, shares, the 20 % list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.forecast import (
    AT_THE_TIME,
    TRACK_COLUMNS,
    DutchForecast,
    Model,
    TrackRecord,
    rate_forecasts,
    track_scores,
)
from capacity.service.observations import as_read_by, latest, series_tables
from capacity.sources.live import load_sources
from capacity.sources.shipped import load_table

TRACK = "forecast_track"
LIVE_RATES = ("eu_recognition_rates", "recognition_rate_percent")
"""Series and measure of Eurostat's rates among the observations, in percent."""
RECOGNITION_COLUMNS = ("citizen", "year", "rate", "decisions", "reading", "kind", "source", "note")
PERCENT = 100.0


def reporting_lags() -> dict[str, float]:
    """Days from the end of a period to its publication by measure, from data/sources.csv."""
    return {measure: float(source.lag.days) for source in load_sources() for _, measure in source.feeds}


@dataclass(frozen=True)
class Origin:
    """When a forecast was made, and of what: noted beside it before any outcome is known."""

    as_of: date
    made_at: str
    forecast_hash: str


def track_tables(
    observations: pd.DataFrame,
    forecast: DutchForecast,
    before: pd.DataFrame | None,
    parameters: Parameters,
    origin: Origin,
    models: Sequence[Model],
) -> dict[str, pd.DataFrame]:
    """Track record, outcomes and scores; only origins that are not in the record yet are worked out.

    Args:
        observations: all figures with their revisions: each origin sees them as they had been read by then.
        before: the record of the snapshot before; None when there is none.
        models: those whose forecasts are looked back on.
    """
    record = TrackRecord(
        *series_tables(latest(observations)),
        parameters,
        reporting_lags(),
        origin.as_of,
        models=tuple(models),
        vintage=lambda day: series_tables(as_read_by(observations, day)),
    )
    kept = pd.DataFrame(columns=list(TRACK_COLUMNS)) if before is None else before[list(TRACK_COLUMNS)]
    new = record.looked_back(set(pd.to_datetime(kept.cutoff[kept.made != AT_THE_TIME])))
    now = forecast.track.assign(made=AT_THE_TIME, made_at=origin.made_at, forecast_hash=origin.forecast_hash)[
        list(TRACK_COLUMNS)
    ]
    earlier = kept[~((kept.made == AT_THE_TIME) & (kept.forecast_hash == origin.forecast_hash))]
    parts = [table for table in (earlier, new, now) if len(table)]
    track = pd.concat(parts, ignore_index=True)
    horizon = round(parameters.number("forecast_score_horizon"))
    return {
        "track": track,
        "outcomes": record.outcomes,
        "scores": track_scores(track, record.outcomes, horizon),
    }


def rate_table(parameters: Parameters) -> pd.DataFrame:
    """Grant rate, share at or below 20 % recognition and transfer yield, observed and ahead."""
    transfers = load_table("series/nl_transfers").set_index("year")
    return rate_forecasts(
        load_table("series/unhcr_decisions_eu"),
        load_table("series/eu_asylum_annual_citizen"),
        (transfers.transfers / transfers.requests).astype(float),
        parameters,
    )


def recognition_list(current: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """Nationalities with their recognition rate and how it reads against the limit of APR 42(1)(j).

    Eurostat's own rates of the newest year where they were read; else the list that ships, which is
    derived from other counts and marked so.

    Args:
        current: figures as they stand now.
    """
    live = current[(current.series == LIVE_RATES[0]) & (current.measure == LIVE_RATES[1])]
    if live.empty:
        return load_table("law/recognition_list")[list(RECOGNITION_COLUMNS)]
    newest = live[live.period == live.period.max()]
    limit = PERCENT * parameters.number("rate_low_recognition")
    table = pd.DataFrame(
        {
            "citizen": newest.citizen,
            "year": newest.period.astype(float),
            "rate": newest.persons,
            "decisions": float("nan"),
            "reading": ["at_or_below" if rate <= limit else "above" for rate in newest.persons],
            "kind": "fact",
            "source": newest.source,
            "note": "",
        }
    )
    return table.sort_values("citizen", ignore_index=True)
