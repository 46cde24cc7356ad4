"""The outside sources as data: where they are, what they feed and how often news is expected."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pandas as pd

from capacity.domain.live import SourceState
from capacity.sources.live.cbs import read_asylum_requests
from capacity.sources.live.eurostat import (
    read_decisions,
    read_monthly_applicants,
    read_pending,
    read_recognition_rates,
)
from capacity.sources.live.fetching import Fetcher
from capacity.sources.live.ministry import read_weekly_inflow
from capacity.sources.live.reading import Reading, period_bounds
from capacity.sources.shipped import load_table

ADDRESS_VARIABLE = "CAPACITY_SOURCE_"
Reader = Callable[[Fetcher, str, date], Reading]
READERS: Mapping[str, Reader] = {
    "cbs_asylum_requests": read_asylum_requests,
    "eurostat_applicants": read_monthly_applicants,
    "eurostat_decisions": read_decisions,
    "eurostat_pending": read_pending,
    "eurostat_recognition_rates": read_recognition_rates,
    "ministry_weekly_inflow": read_weekly_inflow,
}


@dataclass(frozen=True)
class Source:
    """An outside source.

    Args:
        titles: name by language.
        address: where it is read, see `CAPACITY_SOURCE_...`; `page` is where a person can look.
        feeds: series and measure that it yields.
        every: from one figure to the next; `lag`: from the end of a period to its publication.
    """

    id: str
    titles: Mapping[str, str]
    publisher: str
    address: str
    page: str
    feeds: tuple[tuple[str, str], ...]
    every: timedelta
    lag: timedelta
    licence: str

    def expected_after(self, last_period: str) -> date:
        """The day on which the figure after the last one should be there."""
        return period_bounds(last_period)[1] + self.every + self.lag

    def age_state(self, last_period: str | None, today: date) -> SourceState:
        """Fresh until the next figure is due, then ageing for as long as one period, then stale."""
        if last_period is None:
            return "stale"
        due = self.expected_after(last_period)
        return "fresh" if today <= due else "ageing" if today <= due + self.every else "stale"


def load_sources() -> tuple[Source, ...]:
    """The sources in data/sources.csv.

    An address is replaced by the environment's `CAPACITY_SOURCE_` and the id in capitals, for those
    who reach the sources through a mirror.
    """
    return tuple(
        Source(
            id=str(row.id),
            titles={"nl": str(row.title_nl), "en": str(row.title_en)},
            publisher=str(row.publisher),
            address=os.environ.get(f"{ADDRESS_VARIABLE}{str(row.id).upper()}", "").strip() or str(row.url),
            page=str(row.page),
            feeds=tuple(_feed(text) for text in str(row.feeds).split(";")),
            every=timedelta(days=float(str(row.every_days))),
            lag=timedelta(days=float(str(row.lag_days))),
            licence=str(row.licence),
        )
        for row in _listed().itertuples()
    )


@cache
def _listed() -> pd.DataFrame:
    return load_table("sources")


def _feed(text: str) -> tuple[str, str]:
    series, _, measure = text.partition(":")
    return series, measure
