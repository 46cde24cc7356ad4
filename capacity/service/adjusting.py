"""The forecast as planners changed it: previews, and the ground of a plan that runs on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.forecast import Mix, adjusted_views, overridden
from capacity.scenario import Override, override_from
from capacity.service.inputs import override_rows, past_shocks
from capacity.service.planning import Ground
from capacity.service.saved.records import SavedOverride

ADJUSTED = "adjusted"
"""Choice of the setting `arrivals` that runs a plan on the changed forecast."""


def adjusted_ground(ground: Ground, saved: Sequence[SavedOverride], mix: Mix | None = None) -> Ground:
    """The ground with the changes in force on its paths."""
    held = [row for row in saved if row.override is not None]
    if ground.paths is None or not held:
        return ground
    overrides = [row.override for row in held if row.override]
    changed = overridden(ground.paths, overrides, past_shocks(), mix=mix)
    return replace(ground, paths=changed, overrides=tuple(_account(row) for row in held))


def overrides_told(accounts: Sequence[Mapping[str, Any]]) -> list[SavedOverride]:
    """The changes that a receipt tells of, as they were when its plan was made.

    Raises:
        BadInputError: a change is out of the ranges that hold now.
        KeyError, ValueError: no account of a change.
    """
    rows = override_rows()
    return [
        SavedOverride(
            id=str(told["id"]),
            override=override_from(told["content"], rows),
            content=told["content"],
            author=str(told["author"]),
            saved_at=datetime.fromisoformat(str(told["saved_at"])),
            reason=str(told["reason"]),
            withdrawn_at=None,
            withdrawn_by="",
            withdrawn_reason="",
        )
        for told in accounts
    ]


def adjusted_frames(
    paths: StreamPaths, overrides: Sequence[Override], mix: Mix | None = None
) -> dict[str, pd.DataFrame]:
    """The machine's forecast and the changed one beside each other, per week, month and year."""
    return adjusted_views(paths, overridden(paths, overrides, past_shocks(), mix=mix))


def _account(saved: SavedOverride) -> dict[str, Any]:
    return {
        "id": saved.id,
        "author": saved.author,
        "saved_at": saved.saved_at.isoformat(timespec="seconds"),
        "reason": saved.reason,
        "content": dict(saved.content),
    }
