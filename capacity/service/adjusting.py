"""The forecast as planners changed it: previews, and the ground of a plan that runs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.forecast import Mix, adjusted_views, overridden
from capacity.scenario import Override
from capacity.service.inputs import past_shocks
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
