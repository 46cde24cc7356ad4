"""The published schema of a scenario file, made from the table of settings."""

from __future__ import annotations

from typing import Any

from capacity.domain.parameters import Parameters
from capacity.scenario.model import BY_PROVINCE
from capacity.scenario.regimes import period_columns
from capacity.scenario.settings import Setting, Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def all_settings(settings: Settings) -> list[Setting]:
    """Every setting, in the order of the table."""
    return list(settings.values())


def json_schema(
    settings: Settings, parameters: Parameters | None = None, provinces: tuple[str, ...] = ()
) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file: types, ranges, choices and defaults."""
    properties: dict[str, Any] = {"name": {"type": "string", "minLength": 1}}
    properties |= {row.id: _property(row) for row in settings.values()}
    for name, national in BY_PROVINCE.items():
        regional = _limits(settings[national])
        properties[name] = _object(dict.fromkeys(provinces, regional))
    known = {row.article for row in (parameters or {}).values() if row.may_depart}
    properties["deviations"] = {"type": "array", "items": {"enum": sorted(known)}}
    properties["parameters"] = _object(
        {
            row.id: {
                "type": "number",
                "minimum": row.limits[0],
                "maximum": row.limits[1],
                "default": row.value,
                "description": row.unit,
            }
            for row in (parameters or {}).values()
        }
    )
    properties["sources"] = _object({row.id: {"type": "string"} for row in (parameters or {}).values()})
    properties["regimes"] = {"type": "array", "items": _object(_of_a_period(settings))}
    properties["pins"] = {"type": "object", "additionalProperties": {"type": "number"}}
    return {"$schema": DIALECT, "title": "Scenario", **_object(properties)}


def _of_a_period(settings: Settings) -> dict[str, Any]:
    return {name: _limits(column) for name, column in period_columns(settings).items()}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _property(row: Setting) -> dict[str, Any]:
    words = "; ".join(part for part in (row.unit, row.note, row.article) if part)
    return {**_limits(row), "default": row.default, "description": words}


def _limits(row: Setting) -> dict[str, Any]:
    if row.value == "choice":
        return {"enum": list(row.choices)}
    if row.value == "switch":
        return {"type": "boolean"}
    if row.value == "monday":
        return {"type": ["string", "null"], "format": "date"}
    if row.value == "optional":
        return {"type": ["number", "null"], "minimum": row.low, "maximum": row.high}
    kind = "integer" if row.value == "whole" else "number"
    return {"type": kind, "minimum": row.low, "maximum": row.high}
