"""Values that nobody published, by the stage of the chain whose figures rest on them."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from capacity.sources.shipped import load_table


@cache
def _by_stage() -> dict[str, tuple[str, ...]]:
    table = load_table("chain/stage_inputs")
    return {str(row.stage): tuple(str(row.parameters).split()) for row in table.itertuples()}


def inputs_below(stage: str, needed: Collection[str]) -> tuple[str, ...]:
    """Parameters below a stage that are still to be filled in, in order of their id.

    Args:
        needed: parameters of kind input needed, as the summary of a plan lists them.
    """
    return tuple(name for name in _by_stage().get(stage, ()) if name in needed)


__all__ = ["inputs_below"]
