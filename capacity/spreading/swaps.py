"""Municipalities of one province that may take over what others lack of their task."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

import pandas as pd

SWAP_COLUMNS = ("province", "giver", "taker", "places")
WHOLE = 1.0


def swaps(
    lasting: Mapping[str, float], task: Mapping[str, float], province: Mapping[str, str]
) -> pd.DataFrame:
    """Who could take over how many places from whom, so that no province needs one place more.

    Municipalities agree on this at the table of their province before the minister decides
    (Spreidingswet 3); the largest surplus is set against the largest gap, then the next.

    Args:
        lasting: lasting places of each municipality.
        task: places asked of it.
        province: the province that it lies in.

    Returns:
        SWAP_COLUMNS: `giver` has more than is asked, `taker` less; whole places, largest first.
    """
    rows: list[tuple[str, str, str, float]] = []
    for code in sorted(set(province.values())):
        members = [name for name in sorted(task) if province[name] == code]
        over = {name: lasting[name] - task[name] for name in members}
        givers = sorted((name for name in members if over[name] >= WHOLE), key=lambda name: -over[name])
        takers = sorted((name for name in members if over[name] <= -WHOLE), key=lambda name: over[name])
        while givers and takers:
            giver, taker = givers[0], takers[0]
            places = float(floor(min(over[giver], -over[taker])))
            rows.append((code, giver, taker, places))
            over[giver] -= places
            over[taker] += places
            givers = givers[1:] if over[giver] < WHOLE else givers
            takers = takers[1:] if over[taker] > -WHOLE else takers
    found = pd.DataFrame(rows, columns=list(SWAP_COLUMNS))
    return found.sort_values("places", ascending=False, kind="stable", ignore_index=True)
