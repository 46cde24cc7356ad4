"""The refresh: sources, forecast, baseline plan, publish; a failed one leaves the last good snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from capacity.domain.problems import BadInputError
from capacity.forecast import DutchForecast, dutch_forecast
from capacity.scenario import default_scenario
from capacity.service.inputs import Inputs, load_inputs, plan_weeks
from capacity.service.planning import Ground, make_result, paths_hash
from capacity.service.snapshots import (
    OBSERVATIONS,
    PARAMETERS,
    PATHS,
    RULES,
    STATE_DOCUMENT,
    forecast_tables,
    paths_frame,
    result_documents,
    result_tables,
)
from capacity.sources.shipped import load_table
from capacity.sources.state import write_state
from capacity.store import SnapshotStore, state_home

Progress = Callable[[str], object]
SERIES = ("series/nl_asylum_monthly", "series/nl_asylum_quarterly", "series/nl_asylum_weekly")
PERIOD_COLUMNS = {"month": "period", "quarter": "period", "week_start": "period"}


class RefreshError(Exception):
    """A refresh failed; the last good snapshot stays in service."""


def refresh(
    offline: bool = False, as_of: date | None = None, home: Path | None = None, progress: Progress = str
) -> str:
    """Makes and publishes a new snapshot from the shipped data; returns its id.

    Args:
        offline: as-of is the day of the shipped state, not today.
        as_of: the day to plan from.

    Raises:
        RefreshError: it failed; the reason is noted beside the snapshot in service.
    """
    store = SnapshotStore(home or state_home())
    now = datetime.now(UTC)
    try:
        return _refresh(store, offline, as_of, now, progress)
    except BadInputError:
        raise
    except Exception as fault:
        reason = f"{type(fault).__name__}: {fault}"
        store.note_failure(reason, now.isoformat(timespec="seconds"))
        raise RefreshError(reason) from fault


def _refresh(
    store: SnapshotStore, offline: bool, as_of: date | None, now: datetime, progress: Progress
) -> str:
    progress("sources")
    inputs = load_inputs()
    state = inputs.shipped_state()
    day = as_of or (state.as_of if offline else now.date())
    state = replace(state, as_of=day)
    observations = [load_table(name) for name in SERIES]
    progress("forecast")
    forecast = dutch_forecast(observations[0], observations[1], observations[2], inputs.parameters, day)
    forecast_hash = paths_hash(forecast.stream_paths)
    progress("plan")
    snapshot = store.new_id(day.isoformat(), forecast_hash)
    scenario = default_scenario(inputs.settings)
    ground = Ground(snapshot, state, forecast.stream_paths, forecast_hash)
    baseline = make_result(inputs, ground, scenario)
    progress("publish")
    tables = {
        **forecast_tables(_forecast_frames(forecast)),
        **result_tables(baseline),
        PATHS: paths_frame(forecast.stream_paths),
        PARAMETERS: _parameters_frame(inputs),
        OBSERVATIONS: _observations(observations, now),
    }
    documents = {**result_documents(baseline), STATE_DOCUMENT: write_state(state).decode("utf-8")}
    weeks = plan_weeks(state, scenario, inputs.parameters)
    info = {
        "as_of": day.isoformat(),
        "published_at": now.isoformat(timespec="seconds"),
        "plan_start": weeks.start.isoformat(),
        "state_date": inputs.shipped_state().as_of.isoformat(),
        "state_author": state.author,
        "last_observation": forecast.last_observation.isoformat(),
        "paths_start": forecast.stream_paths.start.isoformat(),
        "forecast_hash": forecast_hash,
    }
    return store.publish(tables, documents, info, RULES, snapshot)


def _forecast_frames(forecast: DutchForecast) -> dict[str, pd.DataFrame]:
    official = pd.concat(
        [
            load_table("series/mpp_forecasts"),
            load_table("series/mpp_realised")
            .rename(columns={"year": "target_year"})
            .assign(round="", publication_date="", scenario="realised"),
        ],
        ignore_index=True,
    )
    return {**forecast.view_frames, "official": official}


def _parameters_frame(inputs: Inputs) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [vars(row) for row in inputs.parameters.values()]
    return pd.DataFrame(rows).astype({"low": float, "high": float})


def _observations(tables: list[pd.DataFrame], now: datetime) -> pd.DataFrame:
    """All observations in one long table, with the moment of retrieval and a revision of their own."""
    frames = []
    for name, table in zip(SERIES, tables, strict=True):
        long = table.rename(columns=PERIOD_COLUMNS)
        frames.append(
            long[["period", "measure", "persons", "source"]].assign(
                series=name.rsplit("/", 1)[1],
                citizen=long.get("citizen", "TOTAL"),
                retrieved_at=now.isoformat(timespec="seconds"),
                revision=0,
            )
        )
    return pd.concat(frames, ignore_index=True)
