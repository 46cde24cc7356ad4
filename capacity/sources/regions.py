"""Codes and names of regions for the readers of uploads, and the nearest one to a code nobody knows."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from functools import cache

from capacity.sources.shipped import load_regions


@cache
def region_names() -> dict[str, str]:
    """Name of every province and municipality by CBS code."""
    regions = (*load_regions("municipalities"), *load_regions("provinces"))
    return {region.code: region.name for region in regions}


def nearest_region(text: str, codes: Sequence[str]) -> str:
    """The code, with its name, most like a text that may be a code or a name.

    Args:
        codes: CBS codes that are possible.
    """
    names: dict[str, str] = {}
    for code in codes:
        names.setdefault(region_names().get(code, code).lower(), code)
    asked = text.strip().lower()
    found = difflib.get_close_matches(asked, list(names), n=1)
    code = names[found[0]] if found else max(codes, key=lambda known: _alike(known, asked.upper()))
    return f"{code} ({region_names().get(code, code)})"


def _alike(code: str, other: str) -> tuple[int, int]:
    """Characters that both have, in any order, then those with which both begin."""
    same = 0
    while same < min(len(code), len(other)) and code[same] == other[same]:
        same += 1
    return sum((Counter(code) & Counter(other)).values()), same
