"""The content of a new snapshot: forecast, baseline plan and everything they rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from typing import Any

import pandas as pd

from capacity.domain.last_plan import LastPlan
from capacity.domain.plan_result import PlanResult
from capacity.domain.state import State
from capacity.domain.time import monday_on_or_after
from capacity.forecast import ALL_MODELS, DutchForecast, dutch_forecast, official_errors
from capacity.scenario import default_scenario
from capacity.service.alarming import alarm_table
from capacity.service.explaining import explained_result
from capacity.service.forecast_causes import forecast_before, forecast_causes
from capacity.service.forecast_tables import (
    TRACK,
    Origin,
    rate_table,
    recognition_list,
    track_tables,
)
from capacity.service.inputs import Inputs, plan_weeks, shipped_hashes
from capacity.service.last_plan import accepted_before, last_plan_info, plan_before
from capacity.service.municipal import MunicipalPlan, municipal_plan
from capacity.service.municipal_store import asked_of, municipal_documents, municipal_tables
from capacity.service.observations import latest, series_tables
from capacity.service.planning import Ground, make_result, paths_hash, state_hash
from capacity.service.queues_ahead import backlog_table
from capacity.service.snapshots import (
    EARLIER_FORECASTS,
    LAST_PLAN,
    MIX,
    OBSERVATIONS,
    PARAMETERS,
    PATHS,
    RULES,
    STATE_DOCUMENT,
    forecast_tables,
    mix_frame,
    paths_frame,
    result_documents,
    result_tables,
)
from capacity.service.spreading import legal_date
from capacity.service.targets import targets_of
from capacity.sources.live import KEY
from capacity.sources.shipped import load_table
from capacity.sources.state import write_state
from capacity.spreading import PLANNED_CYCLE
from capacity.store import SnapshotStore

HASH_LENGTH = 16
MONTHLY = "nl_asylum_monthly"
MONTHS_KEPT = 24
QUANTILES_KEPT = ("q0.1", "q0.5", "q0.9")


@dataclass(frozen=True)
class Material:
    """What a snapshot is made from.

    Args:
        state: today's state as it was saved; the plan sees it on `day`.
        day: the day the data are taken to be of.
        observations: all figures with their revisions.
        published_at: the moment to note (ISO).
        accepted: the plan that was accepted last and holds; None without one.
    """

    inputs: Inputs
    state: State
    day: date
    observations: pd.DataFrame
    published_at: str
    accepted: LastPlan | None = None

    def fingerprint(self) -> str:
        """The same for the same figures, state, program and first week, whenever they were read."""
        digest = hashlib.sha256()
        current = latest(self.observations)[[*KEY, "persons"]]
        digest.update(pd.util.hash_pandas_object(current, index=False).to_numpy().tobytes())
        first_week = monday_on_or_after(self.day).isoformat()
        parts = [state_hash(self.state), self.state.author, first_week, version("capacity")]
        parts += [] if self.accepted is None else [self.accepted.fingerprint]
        parts += [f"{name}={value}" for name, value in sorted(shipped_hashes().items())]
        digest.update("\n".join(parts).encode())
        return digest.hexdigest()[:HASH_LENGTH]


def publish_generation(store: SnapshotStore, material: Material, progress: Callable[[str], object]) -> str:
    """Forecasts, plans and publishes; returns the id of the new snapshot.

    Raises:
        BadInputError: the series are too short before the day.
        BrokenSnapshotError: a rule does not hold; the old generation stays in service.
    """
    inputs, day = material.inputs, material.day
    state = replace(material.state, as_of=day)
    progress("forecast")
    current = latest(material.observations)
    forecast = dutch_forecast(*series_tables(current), inputs.parameters, day, models=ALL_MODELS)
    forecast_hash = paths_hash(forecast.stream_paths)
    frames = _frames(store, material, forecast, forecast_hash)
    progress("plan")
    snapshot = store.new_id(day.isoformat(), forecast_hash)
    scenario = default_scenario(inputs.settings)
    last = accepted_before(material.accepted, day) or plan_before(store, inputs, day)
    ground = Ground(snapshot, state, forecast.stream_paths, forecast_hash, last=last)
    baseline = explained_result(inputs, ground, scenario, make_result(inputs, ground, scenario))
    municipal = _by_municipality(inputs, ground, baseline)
    frames["alarms"] = alarm_table(forecast, inputs, ground, baseline)
    progress("publish")
    info = {
        "as_of": day.isoformat(),
        "published_at": material.published_at,
        "plan_start": plan_weeks(state, scenario, inputs.parameters).start.isoformat(),
        "state_date": material.state.as_of.isoformat(),
        "state_author": state.author,
        "last_observation": forecast.last_observation.isoformat(),
        "paths_start": forecast.stream_paths.start.isoformat(),
        "forecast_hash": forecast_hash,
        "inputs_hash": material.fingerprint(),
        **last_plan_info(last),
    }
    tables = {
        **forecast_tables(frames),
        **result_tables(baseline),
        **municipal_tables(municipal),
        PATHS: paths_frame(forecast.stream_paths),
        MIX: mix_frame(forecast.shares, forecast.stream_paths.start),
        PARAMETERS: _parameters_frame(inputs),
        OBSERVATIONS: material.observations,
        **({} if last is None else {LAST_PLAN: last.decided}),
        EARLIER_FORECASTS: _earlier_forecasts(store, forecast, {**info, "snapshot": snapshot}),
    }
    documents = {
        **result_documents(baseline),
        **municipal_documents(municipal, _asked(state)),
        STATE_DOCUMENT: write_state(state).decode("utf-8"),
    }
    return store.publish(tables, documents, info, RULES, snapshot)


def _frames(
    store: SnapshotStore, material: Material, forecast: DutchForecast, forecast_hash: str
) -> dict[str, pd.DataFrame]:
    """The forecast's tables, with its record, its causes and the backlog it leads to."""
    parameters, day = material.inputs.parameters, material.day
    current = latest(material.observations)
    return {
        **_forecast_frames(forecast),
        "history": _history(forecast, material.observations),
        **track_tables(
            material.observations,
            forecast,
            _record_before(store),
            parameters,
            Origin(day, material.published_at, forecast_hash),
            ALL_MODELS,
        ),
        "rates": rate_table(parameters),
        "backlog": backlog_table(forecast.stream_paths, replace(material.state, as_of=day), parameters),
        "recognition": recognition_list(current, parameters),
        "causes": forecast_causes(
            forecast_before(store, day.year + 1), current, day, day.year + 1, parameters
        ),
    }


def _by_municipality(inputs: Inputs, ground: Ground, baseline: PlanResult) -> MunicipalPlan:
    legal_day = legal_date(PLANNED_CYCLE, baseline, inputs.parameters)
    return municipal_plan(inputs, ground, baseline, _asked(ground.state), legal_day)


def _asked(state: State) -> dict[str, float]:
    return asked_of(PLANNED_CYCLE, targets=targets_of(state.targets, PLANNED_CYCLE))


def _history(forecast: DutchForecast, observations: pd.DataFrame) -> pd.DataFrame:
    """What was observed per month, with the months whose figures were revised, and the weeks counted."""
    months = forecast.view_frames["history"]
    changed = observations[(observations.series == MONTHLY) & (observations.revision > 0)]
    revised = months.ds.dt.strftime("%Y-%m").isin(set(changed.period))
    weeks = pd.DataFrame(
        {"unique_id": "total_by_week", "ds": forecast.weeks.index, "y": forecast.weeks.to_numpy(dtype=float)}
    )
    return pd.concat([months.assign(revised=revised), weeks.assign(revised=False)], ignore_index=True)


def _record_before(store: SnapshotStore) -> pd.DataFrame | None:
    """The track record of the snapshot in service; a snapshot of an earlier version has none."""
    current = store.current()
    return store.read(current, TRACK) if current is not None and TRACK in store.tables(current) else None


def _earlier_forecasts(store: SnapshotStore, forecast: DutchForecast, info: dict[str, Any]) -> pd.DataFrame:
    """What this snapshot and each before it expected per month, and on what day."""
    monthly = forecast.view_frames["monthly"]
    ours = monthly[(monthly.model == "served") & (monthly.unique_id == "total")].head(MONTHS_KEPT)
    about = {name: info[name] for name in ("snapshot", "as_of", "last_observation", "forecast_hash")}
    ours = ours[["ds", "mean", *QUANTILES_KEPT]].assign(**about).reset_index(drop=True)
    current = store.current()
    if current is None or EARLIER_FORECASTS not in store.tables(current):
        return ours
    return pd.concat([store.read(current, EARLIER_FORECASTS), ours], ignore_index=True)


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
    errors = official_errors(official)
    return {**forecast.view_frames, "official": official, "official_errors": errors}


def _parameters_frame(inputs: Inputs) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [vars(row) for row in inputs.parameters.values()]
    return pd.DataFrame(rows).astype({"low": float, "high": float})
