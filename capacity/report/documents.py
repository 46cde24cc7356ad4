"""Documents of a plan as text that only their content decides: keys sorted, numbers to six decimals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import yaml

DECIMALS = 6


def json_text(content: Mapping[str, Any]) -> str:
    """JSON with sorted keys, two spaces and a closing line end; NaN becomes null."""
    return json.dumps(_plain(content), sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def yaml_text(content: Mapping[str, Any]) -> str:
    """YAML with sorted keys, one key per line."""
    return yaml.safe_dump(_plain(content), sort_keys=True, allow_unicode=True, default_flow_style=False)


def _plain(value: Any) -> Any:
    """The value in the types of JSON, numbers rounded."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(part) for part in value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return None if value != value else round(value, DECIMALS) + 0.0
    return value.isoformat() if isinstance(value, date) else value
