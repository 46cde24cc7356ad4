"""Blocks of a portfolio in the weeks of a plan: when each is there, and what renewing its contract brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from capacity.domain.time import DAYS_PER_WEEK, Weeks
from capacity.plan.network.parts import Array
from capacity.plan.portfolio.suits import EVERYBODY, Suits

YES = "yes"
SHARE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Lot:
    """One block of places with its contract.

    Args:
        block: its name in the portfolio.
        places: whole.
        first: week from which it is there.
        present: whether it is there when the plan starts.
        end: week at whose end it is gone unless renewed; None when no end lies in the weeks solved.
        renewable: places whose contract may still be renewed.
        renewal_weeks: how long a renewed contract runs.
        least: places that an accepted plan renewed, or a planner.
        suits: classes of residents who may live there.
        municipality: code of the one it lies in.
    """

    block: str
    places: float
    first: int
    present: bool
    end: int | None
    renewable: float
    renewal_weeks: int
    usable_share: float
    eur_per_place_week: float
    durable: bool
    suits: Suits = EVERYBODY
    least: float = 0.0
    municipality: str = ""

    def usable_for(self, classes: Suits) -> float:
        """Usable share of its places; none when they suit nobody of these classes."""
        return self.usable_share if self.suits & classes else 0.0

    @property
    def ends(self) -> bool:
        """Whether its contract can be renewed within the weeks solved."""
        return self.end is not None and self.renewable > 0

    @property
    def ends_again(self) -> int:
        """The week at whose end a renewed contract ends; -1 when it is not renewed in these weeks."""
        return -1 if self.end is None else self.end + self.renewal_weeks

    def standing(self, weeks: int) -> Array:
        """Places at each week's end when the contract is not renewed."""
        there = np.zeros(weeks)
        there[self.first : self.end] = self.places
        return there

    def renewed(self, weeks: int, places: float = 1.0) -> Array:
        """Places at each week's end that a renewal keeps."""
        there = np.zeros(weeks)
        if self.end is not None:
            there[self.end : self.end + self.renewal_weeks] = places
        return there


@dataclass(frozen=True)
class LotTerms:
    """What holds for a block where its row in the portfolio is silent."""

    usable_share: float
    eur_per_place_week: float
    delay_weeks: int = 0
    delivered: float = 1.0


def lots_of(rows: pd.DataFrame, terms: LotTerms, weeks: Weeks, today: date, accepted: Array) -> list[Lot]:
    """Blocks of one region and type that are there in some week of the plan, in the order of the file.

    Args:
        rows: columns of a portfolio.
        terms: for empty cells, and for blocks that still have to open.
        today: a renewal whose notice day lies before it cannot be had any more.
        accepted: contracts that accepted plans renewed, per week (whole).
    """
    found = [_lot(row, terms, weeks, today) for row in as_records(rows)]
    return _with_accepted([lot for lot in found if lot is not None], accepted)


def as_records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as mappings of column to cell."""
    return [{str(name): cell for name, cell in row.items()} for row in rows.to_dict("records")]


def _lot(row: Mapping[str, Any], terms: LotTerms, weeks: Weeks, today: date) -> Lot | None:
    start = date.fromisoformat(row["start"]) if row["start"] else today
    coming = start > today
    first = max(0, weeks.index(start) + terms.delay_weeks) if coming else 0
    places = float(np.floor(row["capacity"] * (terms.delivered if coming else 1.0)))
    end = _end_week(row["contract_end"], weeks)
    gone = end is not None and (end <= first if coming else end < 0)
    if gone or first >= weeks.count or not places:
        return None
    return Lot(
        block=str(row["block"]),
        places=places,
        first=first,
        present=not coming,
        end=end,
        renewable=places if may_renew(row, today) else 0.0,
        renewal_weeks=0 if pd.isna(row["renewal_weeks"]) else int(row["renewal_weeks"]),
        usable_share=_or(row["usable_share"], terms.usable_share),
        eur_per_place_week=_or(row["eur_per_place_week"], terms.eur_per_place_week),
        durable=row["durable"] == YES,
        suits=frozenset(str(row["suitable_for"]).split()),
        municipality=str(row.get("municipality", "")),
    )


def _or(value: float, otherwise: float) -> float:
    return otherwise if pd.isna(value) else float(value)


def _end_week(last_day: str, weeks: Weeks) -> int | None:
    """The week at whose end the places are gone; None when the contract outlasts the weeks solved."""
    if not last_day:
        return None
    week = weeks.index(date.fromisoformat(last_day) + timedelta(days=1))
    return week if week < weeks.count else None


def notice_day(last_day: str, notice_weeks: float) -> date | None:
    """Last day on which a renewal can be asked; None for a contract without an end."""
    if not last_day:
        return None
    ahead = 0 if pd.isna(notice_weeks) else int(notice_weeks)
    return date.fromisoformat(last_day) - timedelta(days=ahead * DAYS_PER_WEEK)


def may_renew(row: Mapping[str, Any], today: date) -> bool:
    """Whether a row of a portfolio has a renewal option whose notice day has not passed."""
    if pd.isna(row["renewal_weeks"]) or row["renewal_weeks"] <= 0:
        return False
    last = notice_day(row["contract_end"], row["notice_weeks"])
    return last is not None and last >= today


def _with_accepted(lots: list[Lot], accepted: Array) -> list[Lot]:
    """What accepted plans renewed of the contracts of a week, cheapest places first."""
    left = accepted.copy()
    kept = dict(enumerate(lots))
    for place in by_preference(lots):
        lot = lots[place]
        if lot.end is not None and lot.end < left.size and lot.renewal_weeks and left[lot.end] > 0:
            least = min(lot.places, float(left[lot.end]))
            left[lot.end] -= least
            kept[place] = replace(lot, least=least, renewable=max(lot.renewable, least))
    return list(kept.values())


def by_preference(lots: Sequence[Lot]) -> list[int]:
    """Which contract is renewed first: one that lasts, then the lowest price of a usable place."""
    return sorted(
        range(len(lots)),
        key=lambda place: (
            not lots[place].durable,
            lots[place].eur_per_place_week / max(lots[place].usable_share, SHARE_TOLERANCE),
            lots[place].block,
        ),
    )


def renewals_behind(lots: Sequence[Lot], closed: Array) -> list[float]:
    """Places of each contract that were renewed, read from the places that closed per week.

    Of the contracts that end in a week those that are not among the closed were renewed.
    """
    closed = closed.copy()
    renewed = [0.0] * len(lots)
    ending: dict[int, list[int]] = {}
    for place in by_preference(lots):
        end = lots[place].end
        if end is not None:
            ending.setdefault(end, []).append(place)
    for week in sorted(week for week in ending if week < closed.size):
        kept = max(0.0, sum(lots[place].places for place in ending[week]) - float(closed[week]))
        for place in ending[week]:
            renewed[place] = min(kept, lots[place].renewable)
            kept -= renewed[place]
            again = lots[place].ends_again
            if again < closed.size:
                closed[again] -= renewed[place]
    return renewed


def ended_again(lots: Sequence[Lot], renewed: Sequence[float], weeks: int) -> Array:
    """Places per week whose renewed contract ends."""
    gone = np.zeros(weeks)
    for lot, places in zip(lots, renewed, strict=True):
        if 0 <= lot.ends_again < weeks:
            gone[lot.ends_again] += places
    return gone
