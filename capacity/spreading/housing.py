"""Homes for status holders: the national task of a half-year by inhabitants."""

from __future__ import annotations

import pandas as pd

from capacity.spreading.apportion import Apportion, by_largest_remainder

HOUSING_COLUMNS = ("half_year", "region", "persons")
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
