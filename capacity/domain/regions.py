"""Regions of a plan: the country, its provinces and municipalities, by CBS code; names come from the data."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

COUNTRY = "NL"
COUNTRY_IN_SOURCES = "NL00"
PROVINCES: tuple[str, ...] = (
    "PV20",
    "PV21",
    "PV22",
    "PV23",
    "PV24",
    "PV25",
    "PV26",
    "PV27",
    "PV28",
    "PV29",
    "PV30",
    "PV31",
)


@dataclass(frozen=True)
class Region:
    """A region: CBS code, name, inhabitants (persons) and, for a municipality, the code of its province."""

    code: str
    name: str
    population: float
    province: str = ""


def region_code(code: str) -> str:
    """The code used in plans: CBS calls the country `NL00`, a plan calls it `NL`."""
    return COUNTRY if code == COUNTRY_IN_SOURCES else code


def is_municipality(code: str) -> bool:
    """Whether a code is that of a municipality, such as `GM0363`."""
    return code.startswith("GM")


def searchable(name: str) -> str:
    """A name as people type it: small letters and digits only, without accents, hyphens or apostrophes."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
