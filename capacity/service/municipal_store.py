"""The municipal plan in a snapshot: written at the refresh, shown again without being handed down anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from capacity.service.municipal import MunicipalPlan
from capacity.service.spreading import cycle_facts
from capacity.service.targets import Target
from capacity.store import SnapshotStore

FRAMES = ("progress", "contracts", "swaps", "places", "open_progress", "open_swaps")
OWN, ASKED = "municipal_own", "municipal_asked"
WHOLE_TEXT = ("municipality", "notice_by", "closes")
"""Columns of text that may be empty in every row."""


def asked_of(
    cycle: str, scores: tuple[tuple[str, float], ...] = (), targets: tuple[Target, ...] = ()
) -> dict[str, float]:
    """Places asked of each municipality in a cycle: as the minister decided, else its task.

    Scores and targets are as `cycle_facts` takes them.
    """
    rows = cycle_facts(cycle, scores, targets).municipalities
    return dict(zip(rows.region.astype(str), rows.decided.fillna(rows.task).astype(float), strict=True))


def municipal_tables(plan: MunicipalPlan) -> dict[str, pd.DataFrame]:
    """A municipal plan's tables under their names in a snapshot."""
    return {f"municipal_{name}": getattr(plan, name) for name in FRAMES}


def municipal_documents(plan: MunicipalPlan, asked: Mapping[str, float]) -> Mapping[str, str]:
    """What it holds beside its tables, and the tasks that it was handed down to."""
    return {OWN: json.dumps(plan.own), ASKED: _asked(asked)}


def _asked(asked: Mapping[str, float]) -> str:
    return json.dumps(dict(asked), sort_keys=True)


def stored_municipal(store: SnapshotStore, snapshot: str, asked: Mapping[str, float]) -> MunicipalPlan | None:
    """The baseline by municipality; None where the snapshot holds none, or one to other tasks than these."""
    documents, there = store.documents(snapshot), store.tables(snapshot)
    if documents.get(ASKED) != _asked(asked) or not all(f"municipal_{name}" in there for name in FRAMES):
        return None
    frames: dict[str, Any] = {name: _read(store, snapshot, name) for name in FRAMES}
    return MunicipalPlan(**frames, own=bool(json.loads(documents[OWN])))


def _read(store: SnapshotStore, snapshot: str, name: str) -> pd.DataFrame:
    frame = store.read(snapshot, f"municipal_{name}")
    return frame.assign(**{column: frame[column].astype(object) for column in WHOLE_TEXT if column in frame})
