"""The distribution key: what a task is divided by, and how far the outcome is from published figures.

The act divides by inhabitants and by the latest social-economic score of each municipality. Its algebra is
in the decree and could not be read; the rule with scores here is inferred and marked so wherever it is used.
It gives each published task of 2024, of provinces and of municipalities, within a few hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from capacity.spreading.apportion import by_largest_remainder

Key = Callable[[pd.DataFrame], list[float]]
"""From the municipalities of one province (columns region, population) to the weight of each."""
DEVIATION_COLUMNS = ("region", "name", "published", "computed", "deviation")


def by_inhabitants(rows: pd.DataFrame) -> list[float]:
    """Weight is the number of inhabitants."""
    return [float(persons) for persons in rows.population]


def by_inhabitants_and_score(scores: Mapping[str, float]) -> Key:
    """Weight is inhabitants times one plus the score, inferred from Spreidingswet 3 and published figures.

    A province of which a municipality has no score is divided by inhabitants.

    Args:
        scores: social-economic score (SES-WOA, above -1) by municipality code.
    """

    def key(rows: pd.DataFrame) -> list[float]:
        codes = rows.region.astype(str)
        if not set(codes) <= set(scores):
            return by_inhabitants(rows)
        return [
            float(persons) * (1 + scores[code]) for code, persons in zip(codes, rows.population, strict=True)
        ]

    return key


def deviations(
    municipalities: pd.DataFrame,
    published: pd.DataFrame,
    province_task: Mapping[str, float],
    key: Key = by_inhabitants,
) -> pd.DataFrame:
    """Published tasks beside what the key gives when none of them is known.

    Args:
        municipalities: columns code, name, province, population (persons).
        published: columns gm_code, places of one cycle.
        province_task: places asked per province code.

    Returns:
        DEVIATION_COLUMNS, the furthest below first; deviation is the computed share more (or less).
    """
    known = published.set_index("gm_code").places
    rows = []
    for province, members in municipalities.rename(columns={"code": "region"}).groupby("province"):
        parts = by_largest_remainder(round(province_task[str(province)]), key(members))
        for code, name, places in zip(members.region, members.name, parts, strict=True):
            if code in known.index:
                rows.append((code, name, float(known[code]), float(places), places / known[code] - 1))
    found = pd.DataFrame(rows, columns=list(DEVIATION_COLUMNS))
    return found.sort_values("deviation", ignore_index=True)
