"""The shape of every table that ships in data/: columns, types, ranges, and a source on each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from capacity.sources.shipped_schemas.law import LAW
from capacity.sources.shipped_schemas.model import MODEL
from capacity.sources.shipped_schemas.places import PLACES
from capacity.sources.shipped_schemas.series import SERIES

SCHEMAS: Mapping[str, Any] = {**MODEL, **LAW, **PLACES, **SERIES}
