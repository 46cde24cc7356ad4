"""The municipality that a cell of an upload means: by code or name, of today or from before a merger."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from capacity.domain.problems import Problem
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


def unknown_municipality(text: str, file: str, row: int) -> Problem:
    """What is wrong with a text that no municipality of today goes by, and which one may be meant.

    A municipality that was divided stands for none: the problem names those that took a part of it. One that
    merged whole where only those of today count is named by the one it went into.
    """
    parts = splits().get(text, splits().get(searchable(text), ()))
    if parts:
        named = ", ".join(f"{code} ({region_names()[code]})" for code in parts)
        return Problem("municipality_divided", file, row, "municipality", text, named)
    namesakes = sorted(_bearers().get(searchable(text), ()))
    near = ", ".join(f"{code} ({region_names()[code]})" for code in namesakes)
    near = near or nearest_region(municipality_of(text), municipality_codes())
    return Problem("unknown_municipality", file, row, "municipality", text, near)


@cache
def splits() -> dict[str, tuple[str, ...]]:
    """The municipalities over which each former one was divided, by its CBS code and by its name."""
    rows = load_table("regions/splits")
    parts = [tuple(codes.split()) for codes in rows.codes.astype(str)]
    names = [searchable(name) for name in rows.former_name.astype(str)]
    return dict(zip((*rows.former_code.astype(str), *names), (*parts, *parts), strict=True))


@cache
def _known() -> dict[str, str]:
    codes = {code: code for code in municipality_codes()}
    return {**_former(), **_present(), **mergers(), **codes}


@cache
def _present() -> dict[str, str]:
    """Every name of today that one municipality alone goes by, as `searchable` has it."""
    return {name: next(iter(found)) for name, found in _bearers().items() if len(found) == 1}


@cache
def _bearers() -> dict[str, set[str]]:
    """The municipalities of today that go by each name, with and without what tells namesakes apart."""
    common = load_table("regions/common_names")
    bearers: dict[str, set[str]] = defaultdict(set)
    for code in municipality_codes():
        name = region_names()[code]
        for spelling in (name, name.partition(" (")[0]):
            bearers[searchable(spelling)].add(code)
    for code, name in zip(common.code.astype(str), common.name.astype(str), strict=True):
        bearers[searchable(name)].add(code)
    return bearers


@cache
def _former() -> dict[str, str]:
    rows = load_table("regions/mergers")
    names = (searchable(str(name)) for name in rows.former_name)
    return dict(zip(names, rows.code.astype(str), strict=True))
