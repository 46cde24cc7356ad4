"""Homes for status holders: the national task by inhabitants, and the share of it that is realised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from capacity.spreading.apportion import Apportion, by_largest_remainder

HOUSING_COLUMNS = ("half_year", "region", "persons")
HOMES_COLUMNS = ("region", "task", "share", "basis", "persons")
OWN, NATIONAL = "own", "national"
HALF_YEARS = 2
YEAR_DIGITS = slice(0, -2)


def municipal_housing(
    task: pd.DataFrame, municipalities: pd.DataFrame, apportion: Apportion = by_largest_remainder
) -> pd.DataFrame:
    """Status holders each municipality has to house per half-year, computed by inhabitants.

    Args:
        task: columns half_year (such as `2026H1`) and persons, for the whole country.
        municipalities: columns code and population (persons).
        apportion: rule that divides whole persons over populations.

    Returns:
        HOUSING_COLUMNS; of each half-year the persons add up to the national task.
    """
    rows = municipalities.sort_values("code")
    parts = [
        pd.DataFrame(
            {
                "half_year": half_year,
                "region": rows.code.to_numpy(),
                "persons": apportion(round(float(persons)), rows.population.tolist()),
            }
        )
        for half_year, persons in zip(task.half_year, task.persons, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)[list(HOUSING_COLUMNS)].astype({"persons": float})


def housed_share(task: pd.DataFrame, realised: pd.DataFrame) -> pd.DataFrame:
    """Share of the national task of a year that was housed, for years of which both halves are known.

    Args:
        task: columns half_year and persons.
        realised: columns year, persons and source.

    Returns:
        Columns year, task, housed (persons), share and source, by year.
    """
    halves = task.assign(year=[str(name)[YEAR_DIGITS] for name in task.half_year])
    sums = halves.groupby("year").persons.agg(["sum", "count"])
    both = sums[sums["count"] == 2]["sum"]
    rows = [
        (str(year), float(both[str(year)]), float(persons), float(persons) / float(both[str(year)]), source)
        for year, persons, source in zip(realised.year, realised.persons, realised.source, strict=True)
        if str(year) in both.index
    ]
    return pd.DataFrame(rows, columns=["year", "task", "housed", "share", "source"])


@dataclass(frozen=True)
class NationalHomes:
    """What holds for a municipality that told nothing of its own.

    Args:
        task: status holders to house in the whole country (persons per year).
        share: share of that which is housed.
        by_half_year: the national task of each half-year that was published (persons).
    """

    task: float
    share: float
    by_half_year: Mapping[str, float]


def homes_by_municipality(
    municipalities: pd.DataFrame, nation: NationalHomes, told: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Status holders that each municipality houses per year: its task times the share of it realised.

    The task is the last that a municipality told, else the national one by inhabitants (Huisvestingswet
    2014); the share is what it housed over what it was asked in all half-years that it told, else the
    national one. Without a file the municipalities add up to the national task times the national share.

    Args:
        municipalities: columns code and population (persons).
        told: columns municipality, half_year, task (persons; NaN: by inhabitants) and housed (persons).

    Returns:
        HOMES_COLUMNS by municipality code; task and persons per year, basis `own` or `national`.
    """
    rows = municipalities.sort_values("code")
    part = dict(zip(rows.code.astype(str), rows.population / rows.population.sum(), strict=True))
    own = {} if told is None else {str(code): one for code, one in told.groupby("municipality")}
    found = []
    for code, of_country in part.items():
        task, share, basis = nation.task * of_country, nation.share, NATIONAL
        if code in own:
            task, share = _own_homes(own[code], of_country, nation)
            basis = OWN
        found.append((code, task, share, basis, task * share))
    return pd.DataFrame(found, columns=list(HOMES_COLUMNS))


def _own_homes(told: pd.DataFrame, of_country: float, nation: NationalHomes) -> tuple[float, float]:
    """Task per year and share realised of one municipality; the national share where none was asked."""
    rows = told.sort_values("half_year")
    by_inhabitants = [nation.by_half_year.get(str(name), 0.0) * of_country for name in rows.half_year]
    asked = rows.task.fillna(pd.Series(by_inhabitants, index=rows.index, dtype=float))
    share = float(rows.housed.sum() / asked.sum()) if asked.sum() else nation.share
    return float(asked.iloc[-1]) * HALF_YEARS, share
