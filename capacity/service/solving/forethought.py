"""What is made before anybody asks for it: likely plans too, only what plans start from, or nothing."""

from __future__ import annotations

import os

AHEAD_VARIABLE, STARTS, OFF = "CAPACITY_PLANS_AHEAD", "starts", "off"


def _chosen() -> str:
    return os.environ.get(AHEAD_VARIABLE, "").strip().casefold()


def makes_plans_ahead() -> bool:
    """Whether likely plans are made while nobody waits."""
    return _chosen() not in (STARTS, OFF)


def makes_starts_ahead() -> bool:
    """Whether a process at rest makes what later plans start from."""
    return _chosen() != OFF
