"""The municipality that a cell of an upload means: by code or name, of today or from before a merger."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from capacity.domain.regions import searchable
from capacity.sources.regions import nearest_region, region_names
from capacity.sources.shipped import load_table


@cache
def municipality_codes() -> tuple[str, ...]:
    """CBS codes of all municipalities, in order."""
    return tuple(sorted(code for code in region_names() if code.startswith("GM")))


@cache
def mergers() -> dict[str, str]:
    """The municipality into which each former one merged, by CBS code."""
    rows = load_table("regions/mergers")
    return dict(zip(rows.former_code.astype(str), rows.code.astype(str), strict=True))


def municipality_of(text: str) -> str:
    """The CBS code of today that a code or name stands for; the text itself where it stands for none.

    Names are read without accents and capitals; the letter that tells namesakes apart may be left out only
    where one municipality alone bears the name.
    """
    known = _known()
    return known.get(text, known.get(searchable(text), text))


def is_former(text: str) -> bool:
    """Whether a text is the code or name of a municipality that merged into another one."""
    return text in mergers() or (searchable(text) in _former() and searchable(text) not in _present())


def nearest_municipality(text: str) -> str:
    """The code, with its name, most like a text that no municipality goes by."""
    return nearest_region(text, municipality_codes())


@cache
def _known() -> dict[str, str]:
    codes = {code: code for code in municipality_codes()}
    return {**_former(), **_present(), **mergers(), **codes}


@cache
def _present() -> dict[str, str]:
    """Every name of today that one municipality alone goes by, as `searchable` has it."""
    common = load_table("regions/common_names")
    bearers: dict[str, set[str]] = defaultdict(set)
    for code in municipality_codes():
        name = region_names()[code]
        for spelling in (name, name.partition(" (")[0]):
            bearers[searchable(spelling)].add(code)
    for code, name in zip(common.code.astype(str), common.name.astype(str), strict=True):
        bearers[searchable(name)].add(code)
    return {name: next(iter(found)) for name, found in bearers.items() if len(found) == 1}


@cache
def _former() -> dict[str, str]:
    rows = load_table("regions/mergers")
    names = (searchable(str(name)) for name in rows.former_name)
    return dict(zip(names, rows.code.astype(str), strict=True))
