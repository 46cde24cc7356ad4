"""Commitments: what an accepted plan has decided about places, from which later plans start."""

from __future__ import annotations

COMMITMENT_COLUMNS = ("region", "type", "week", "places", "durable", "kind", "valid_from")
"""A row each: region and type of the places, the Monday on which they come or go, their number, how many of
them count for the task, what was decided, and the day from which that holds."""

COMMITMENT_KINDS = ("ordered", "renewed", "closed")
"""New places, places whose contract goes on, places that end."""
