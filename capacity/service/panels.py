"""A panel that a person brings to a page: which series can be used, faults of the others, a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd

from capacity.domain.problems import BadInputError, Problem
from capacity.forecast import ALL_MODELS, forecast_panel
from capacity.service.inputs import load_inputs
from capacity.sources.panel import FREQUENCIES, Frequency, UsablePanel, read_usable_panel

AHEAD: dict[str, int] = {"M": 12, "W": 26}
"""Periods that a page forecasts, by frequency."""
MOST_SERIES = 40
"""Series that a page forecasts at once; more are for the command."""


@dataclass(frozen=True)
class GivenPanel:
    """A panel as it was given.

    Args:
        frequency: M for months, W for weeks.
        series: columns unique_id, ds, y: the series that can be used.
        left_out: every fault of the series that are not in it.
        remarks: what was put right.
    """

    frequency: Frequency
    series: pd.DataFrame
    left_out: tuple[Problem, ...]
    remarks: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many series can be used."""
        return int(self.series.unique_id.nunique())


def given_panel(content: bytes, file: str, today: date | None = None) -> GivenPanel:
    """A panel of months or of weeks, whichever lets more of its series be used.

    Args:
        file: its name.
        today: a period that begins later is a fault; in UTC unless given.

    Raises:
        BadInputError: no series can be used either way; the faults of the reading that has fewest.
    """
    day = today or datetime.now(UTC).date()
    read: list[tuple[Frequency, UsablePanel]] = []
    refused: list[BadInputError] = []
    for frequency in FREQUENCIES:
        try:
            read.append((frequency, read_usable_panel(content, frequency, file, day)))
        except BadInputError as fault:
            refused.append(fault)
    if not read:
        raise min(refused, key=lambda fault: len(fault.problems))
    frequency, usable = max(read, key=lambda one: one[1].series.unique_id.nunique())
    return GivenPanel(frequency, usable.series, usable.left_out, usable.remarks)


def panel_forecast(given: GivenPanel) -> pd.DataFrame:
    """Quantiles of every model for every series, a year of months or half a year of weeks ahead.

    Raises:
        ValueError: more series than a page forecasts.
    """
    if given.count > MOST_SERIES:
        raise ValueError(f"{given.count} series, at most {MOST_SERIES}")
    models = [model for model in ALL_MODELS if model != "auto_arima"]
    parameters = load_inputs().parameters
    ahead = AHEAD[given.frequency]
    return forecast_panel(given.series, ahead, given.frequency, parameters, models=models).quantiles
