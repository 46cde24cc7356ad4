"""Few paths that stand for all: strata of equal probability on the need for beds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capacity.domain.paths import StreamPaths
from capacity.domain.time import DAYS_PER_WEEK, Weeks
from capacity.plan.network.parts import Array

Picks = NDArray[np.int64]


@dataclass(frozen=True)
class Reduced:
    """Chosen paths, their probabilities, and how far they lie from all paths.

    Args:
        distance: mean distance between the needs of all paths and of the chosen ones, rank by rank
            (Wasserstein), as a share of the mean need.
    """

    paths: Picks
    weights: Array
    distance: float


def bed_need(paths: StreamPaths, weeks: Weeks) -> Array:
    """Person-weeks until the last week shown of everybody who arrives, per path: the earlier, the longer."""
    first = (weeks.start - paths.start).days // DAYS_PER_WEEK
    total = paths.total()[first : first + weeks.shown]
    left = np.arange(total.shape[0], 0, -1, dtype=np.float64)
    need: Array = left @ total
    return need


def reduced(need: Array, count: int) -> Reduced:
    """The middle path of each of so many strata of equal probability.

    Args:
        need: what ranks the paths, one number per path.
        count: paths to keep; all of them when there are not more.
    """
    order = np.argsort(need, kind="stable")
    strata = np.array_split(order, min(count, need.size))
    chosen = np.array([part[part.size // 2] for part in strata], dtype=np.int64)
    weights = np.array([part.size / need.size for part in strata])
    stands_for = np.concatenate(
        [np.full(part.size, need[pick]) for part, pick in zip(strata, chosen, strict=True)]
    )
    distance = float(np.abs(need[order] - np.sort(stands_for)).mean() / max(1.0, float(need.mean())))
    return Reduced(chosen, weights, distance)


def nearest(limits: Array, few: Picks, other: int) -> int:
    """Which of a few paths another one is nearest to: the one whose limits differ least.

    Args:
        limits: of the program of each path, a row for each.
        few: places of the few among the paths; the answer counts along these.
        other: place of the other.
    """
    apart = [float(np.abs(limits[one] - limits[other]).sum()) for one in few.tolist()]
    return int(np.argmin(apart))


def fresh(paths: int, used: Picks, count: int, seed: int) -> Picks:
    """So many paths that were not used, drawn without repetition; all that are left when there are fewer."""
    left = np.setdiff1d(np.arange(paths), used)
    drawn = np.random.default_rng(seed).permutation(left)[:count]
    picks: Picks = np.sort(drawn)
    return picks
