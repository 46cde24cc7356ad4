"""The strict reader of municipal boundaries: GeoJSON as public geodata services give it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from capacity.domain.problems import BadInputError, Problem
from capacity.sources.municipalities import mergers, municipality_codes
from capacity.sources.raw import bytes_of

CODE_FIELDS = ("statcode", "gemeentecode", "gm_code", "identificatie", "code")
"""Properties that hold the code of a municipality, in the files of PDOK and Statistics Netherlands."""
GRID = 700
"""Steps across the country to which corners are drawn; shared borders stay shared."""
MOST_CORNERS, LEAST_CORNERS = 500_000, 3
DEGREES, MIDDLE_LATITUDE = 180.0, 52.2
MOST_FAULTS = 20

Ring = list[list[float]]
Shapes = dict[str, list[Ring]]


def read_boundaries(content: Path | bytes, file: str = "") -> Shapes:
    """Rings of each municipality on a grid, y upwards; all other properties are left behind.

    Coordinates may be metres (RD) or degrees. A municipality that merged counts for the one it is part of.

    Returns:
        Closed rings of [x, y] by CBS code; holes are rings too.

    Raises:
        BadInputError: no GeoJSON collection, no known municipality, or shapes that cannot be drawn; up to
            MOST_FAULTS at once.
    """
    collection = _parsed(bytes_of(content, file), file)
    rows = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(rows, list) or not rows:
        raise BadInputError([Problem("no_geojson", file, expected="FeatureCollection")])
    found: Shapes = {}
    problems: list[Problem] = []
    for number, feature in enumerate(rows, start=1):
        try:
            code, rings = _feature(feature)
        except BadInputError as fault:
            problems += [replace(problem, file=file, row=number) for problem in fault.problems]
        else:
            found.setdefault(code, []).extend(rings)
    if sum(len(ring) for rings in found.values() for ring in rings) > MOST_CORNERS:
        problems.append(Problem("too_many_corners", file, expected=str(MOST_CORNERS)))
    if problems:
        raise BadInputError(problems[:MOST_FAULTS])
    return _on_grid(found)


def written_boundaries(shapes: Mapping[str, list[Ring]]) -> str:
    """Shapes as text that `kept_boundaries` reads back."""
    return json.dumps(shapes, separators=(",", ":"), sort_keys=True)


def kept_boundaries(text: str) -> Shapes:
    """Shapes that were accepted earlier."""
    shapes: Shapes = json.loads(text)
    return shapes


def _parsed(content: bytes, file: str) -> Any:
    def never(word: str) -> float:
        raise ValueError(word)

    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=never)
    except (ValueError, RecursionError) as error:
        raise BadInputError([Problem("no_geojson", file, expected="FeatureCollection")]) from error


def _feature(feature: Any) -> tuple[str, list[Ring]]:
    if not isinstance(feature, dict):
        raise BadInputError([Problem("no_geojson", expected="Feature")])
    code = _code(feature.get("properties"))
    given = feature.get("geometry")
    geometry = given if isinstance(given, dict) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadInputError([Problem("no_shape", column=code, expected="Polygon, MultiPolygon")])
    parts = geometry.get("coordinates")
    rings = _rings([parts] if kind == "Polygon" else parts)
    if not rings:
        raise BadInputError([Problem("no_shape", column=code, expected="[[x, y], ...]")])
    return code, rings


def _code(properties: Any) -> str:
    known = properties if isinstance(properties, dict) else {}
    for name in CODE_FIELDS:
        text = str(known.get(name, "")).strip()
        code = f"GM{text}" if text.isdecimal() and len(text) == len("0363") else text
        code = mergers().get(code, code)
        if code in municipality_codes():
            return code
    raise BadInputError([Problem("no_municipality", expected=", ".join(CODE_FIELDS))])


def _rings(parts: Any) -> list[Ring]:
    """Rings of all parts; none when anything is not a list of pairs of finite numbers."""
    found: list[Ring] = []
    for part in parts if isinstance(parts, list) else ():
        for ring in part if isinstance(part, list) else ():
            corners = [_corner(corner) for corner in ring] if isinstance(ring, list) else []
            if len(corners) < LEAST_CORNERS or any(corner is None for corner in corners):
                return []
            found.append([corner for corner in corners if corner is not None])
    return found


def _corner(corner: Any) -> list[float] | None:
    if not isinstance(corner, list) or len(corner) < 2:
        return None
    pair = corner[:2]
    if any(isinstance(part, bool) or not isinstance(part, int | float) for part in pair):
        return None
    try:
        numbers = [float(part) for part in pair]
    except OverflowError:
        return None
    return numbers if all(math.isfinite(part) for part in numbers) else None


def _on_grid(shapes: Shapes) -> Shapes:
    """Corners on a grid of whole steps; corners that fall together are one, rings without area go."""
    every = np.array([corner for rings in shapes.values() for ring in rings for corner in ring])
    across = math.cos(math.radians(MIDDLE_LATITUDE)) if np.abs(every).max() <= DEGREES else 1.0
    low = every.min(axis=0)
    step = max(float((every.max(axis=0) - low)[1]), float((every.max(axis=0) - low)[0]) * across) / GRID
    if not step:
        raise BadInputError([Problem("no_shape", expected="[[x, y], ...]")])
    scale = np.array([across, 1.0]) / step
    return {
        code: [ring for ring in (_snapped(ring, low, scale) for ring in rings) if ring]
        for code, rings in sorted(shapes.items())
    }


def _snapped(ring: Ring, low: np.ndarray[Any, Any], scale: np.ndarray[Any, Any]) -> Ring:
    kept: Ring = []
    for corner in np.round((np.array(ring) - low) * scale).tolist():
        if not kept or corner != kept[-1]:
            kept.append(corner)
    if kept and kept[0] != kept[-1]:
        kept.append(kept[0])
    return kept if len({tuple(corner) for corner in kept}) >= LEAST_CORNERS else []


def missing_municipalities(shapes: Iterable[str]) -> list[str]:
    """Codes of municipalities without a shape."""
    there = set(shapes)
    return [code for code in municipality_codes() if code not in there]
