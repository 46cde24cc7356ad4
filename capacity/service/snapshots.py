"""What a snapshot holds, and the way back from its tables to forecast, state and baseline plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.domain.plan_result import ADDED_LATER, TABLE_COLUMNS, PlanResult
from capacity.domain.state import State
from capacity.domain.views import ForecastView, Freshness
from capacity.forecast import Mix, SharePaths, week_shares
from capacity.service.planning import to_json
from capacity.service.runs import never_asked, source_faults
from capacity.sources.state import read_state
from capacity.store import RunLog, SnapshotStore, TableRule

FORECAST_TABLES = ("history", "weekly", "monthly", "yearly", "scores", "official")
LATER_TABLES = (
    *(
        "parts",
        "nationalities",
        "track",
        "outcomes",
        "official_errors",
        "alarms",
        "rates",
        "backlog",
        "recognition",
        "causes",
    ),
)
"""Tables that a snapshot of an earlier version may lack; its page leaves out what rests on them."""
EXPLANATIONS = ("shortfall", "repairs")
RESULT_DOCUMENTS = ("summary", "run", "scenario_document", "receipt", "notices")
STATE_DOCUMENT = "state"
PATHS, PARAMETERS, OBSERVATIONS = "stream_paths", "parameters", "observations"
MIX = "nationality_shares"
EARLIER_FORECASTS = "earlier_forecasts"
LAST_PLAN, UNTIL = "last_plan", "last_plan_until"

RULES = {
    PATHS: TableRule(
        unique=("stream", "week", "path"), filled=("stream", "persons"), not_negative=("persons",)
    ),
    PARAMETERS: TableRule(unique=("id",), filled=("id", "value", "source")),
    OBSERVATIONS: TableRule(
        unique=("series", "period", "measure", "citizen", "revision"),
        filled=("persons", "source", "reader", "retrieved_at"),
        not_negative=("persons",),
    ),
    MIX: TableRule(
        unique=("stream", "nationality", "month", "path"), filled=("share",), not_negative=("share",)
    ),
    "plan_plan": TableRule(
        unique=("week", "stage", "stream", "measure"), filled=("value",), not_negative=("value",)
    ),
}


def paths_frame(paths: StreamPaths) -> pd.DataFrame:
    """Columns stream, week (counted from the start), path, persons."""
    frames = []
    for stream, persons in paths.persons.items():
        weeks, count = persons.shape
        frames.append(
            pd.DataFrame(
                {
                    "stream": stream,
                    "week": np.repeat(np.arange(weeks), count),
                    "path": np.tile(np.arange(count), weeks),
                    "persons": persons.ravel(),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def stored_paths(store: SnapshotStore, snapshot: str) -> StreamPaths:
    """The paths of arrivals of a snapshot."""
    frame = store.read(snapshot, PATHS).sort_values(["stream", "week", "path"])
    persons = {}
    for stream, part in frame.groupby("stream", sort=False):
        weeks = int(part.week.max()) + 1
        persons[str(stream)] = part.persons.to_numpy(dtype=float).reshape(weeks, -1)
    return StreamPaths(date.fromisoformat(store.info(snapshot)["paths_start"]), persons)


def mix_frame(shares: Mapping[str, SharePaths], first_week: date) -> pd.DataFrame:
    """Columns stream, nationality, month, path, share: the months from the first week on."""
    frames = []
    for stream, mix in shares.items():
        from_place = max(0, int(mix.months.searchsorted(pd.Timestamp(first_week), side="right")) - 1)
        months = mix.months[from_place:]
        for nationality, share in mix.shares.items():
            count = share.shape[1]
            frames.append(
                pd.DataFrame(
                    {
                        "stream": stream,
                        "nationality": nationality,
                        "month": np.repeat(months.to_numpy(), count),
                        "path": np.tile(np.arange(count, dtype=np.int32), len(months)),
                        "share": share[from_place:].astype(np.float32).ravel(),
                    }
                )
            )
    columns = ["stream", "nationality", "month", "path", "share"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def stored_mix(store: SnapshotStore, snapshot: str, weeks: int) -> Mix | None:
    """Shares of the nationalities per week and path, by stream and nationality; None where none are kept."""
    if MIX not in store.tables(snapshot):
        return None
    frame = store.read(snapshot, MIX).sort_values(["stream", "nationality", "month", "path"])
    start = pd.Timestamp(store.info(snapshot)["paths_start"])
    found = {}
    for (stream, nationality), part in frame.groupby(["stream", "nationality"], sort=False):
        months = pd.DatetimeIndex(part.month.unique())
        shares = part.share.to_numpy(dtype=float).reshape(len(months), -1)
        found[str(stream), str(nationality)] = week_shares(months, shares, start, weeks)
    return found


def stored_state(store: SnapshotStore, snapshot: str, regions: tuple[str, ...]) -> State:
    """Today's state as it was when the snapshot was made, seen on its as-of day."""
    state = read_state(store.document(snapshot, STATE_DOCUMENT).encode("utf-8"), regions, STATE_DOCUMENT)
    return replace(state, as_of=date.fromisoformat(store.info(snapshot)["as_of"]))


def result_tables(result: PlanResult) -> dict[str, pd.DataFrame]:
    """A plan's tables under their names in a snapshot."""
    return {f"plan_{name}": table for name, table in result.tables.items()}


def result_documents(result: PlanResult) -> dict[str, str]:
    """What a plan holds beside its tables, as texts."""
    return {name: to_json(getattr(result, name)) for name in RESULT_DOCUMENTS}


def stored_result(store: SnapshotStore, snapshot: str) -> PlanResult:
    """The baseline plan of a snapshot."""
    with store.held_open(snapshot):
        texts = store.documents(snapshot)
        documents: dict[str, Any] = {name: json.loads(texts[name]) for name in RESULT_DOCUMENTS}
        there = store.tables(snapshot)
        names = (*TABLE_COLUMNS, *(name for name in EXPLANATIONS if f"plan_{name}" in there))
        tables = {
            name: _typed(store.read(snapshot, f"plan_{name}"))
            if f"plan_{name}" in there or name not in ADDED_LATER
            else pd.DataFrame(columns=list(TABLE_COLUMNS[name]))
            for name in names
        }
    return PlanResult(scenario=documents["scenario_document"]["name"], tables=tables, **documents)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    for name in ("opening_available", "probability_met"):
        if name in table:
            table[name] = table[name].astype(float)
    return table


def stored_forecast(store: SnapshotStore, snapshot: str) -> ForecastView:
    """The forecast of a snapshot as pages show it."""
    with store.held_open(snapshot):
        held = set(store.tables(snapshot))
        names = [*FORECAST_TABLES, *(name for name in LATER_TABLES if f"forecast_{name}" in held)]
        frames = {name: store.read(snapshot, f"forecast_{name}") for name in names}
        if EARLIER_FORECASTS in held:
            frames["earlier"] = store.read(snapshot, EARLIER_FORECASTS)
    if "unique_id" not in frames["scores"]:
        frames["scores"] = frames["scores"].assign(unique_id="")
    return ForecastView(**frames)


def forecast_tables(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The forecast's frames under their names in a snapshot."""
    return {f"forecast_{name}": frames[name] for name in (*FORECAST_TABLES, *LATER_TABLES)}


def freshness(store: SnapshotStore, snapshot: str) -> Freshness:
    """Dates of a snapshot, and the refresh that failed since, if one did."""
    info = store.info(snapshot)
    failed, log = store.failure(), RunLog(store.folder.parent)
    return Freshness(
        snapshot=snapshot,
        as_of=date.fromisoformat(info["as_of"]),
        published_at=datetime.fromisoformat(info["published_at"]),
        plan_start=date.fromisoformat(info["plan_start"]),
        state_date=date.fromisoformat(info["state_date"]),
        state_author=str(info["state_author"]),
        last_observation=date.fromisoformat(info["last_observation"]),
        failed_reason="" if failed is None else f"{failed.at[:10]}: {failed.reason}",
        source_faults=source_faults(log),
        held_since=store.held_since(),
        sources_asked=not never_asked(log),
    )
