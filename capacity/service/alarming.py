"""Alarms on arrivals, and until which week the plan still holds when arrivals stay as far off."""

from __future__ import annotations

import pandas as pd

from capacity.domain.plan_result import PlanResult
from capacity.forecast import DutchForecast, alarms
from capacity.scenario import default_scenario
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, make_result

PERCENT = 100
BORDER = "border"
ROUNDING = 1.0
"""Persons by which beds may lack before a plan counts as broken."""


def alarm_table(
    forecast: DutchForecast, inputs: Inputs, ground: Ground, baseline: PlanResult
) -> pd.DataFrame:
    """Alarms on the ministry's weekly figure, the newest first.

    Adds to the alarms whether each is `active`, `last_week` known, and for an active one above the
    usual `holds_until`: the last week in which the baseline's places still hold the residents (Monday,
    ISO); empty when they do to the end, or when they do not even in the first week (`holds_never`).
    """
    table = alarms({"total": forecast.weeks}, inputs.parameters)
    last = "" if forecast.weeks.empty else pd.Timestamp(forecast.weeks.index[-1]).date().isoformat()
    active = table.weeks_old < inputs.parameters.number("alarm_holds_weeks")
    above = sorted({_percent(size) for size in table["size"][active] if size > 0})
    found = {percent: _holds(inputs, ground, baseline, percent) for percent in above}
    told = [
        found.get(_percent(size), ("", False)) if holds else ("", False)
        for size, holds in zip(table["size"], active, strict=True)
    ]
    return table.assign(
        active=active,
        last_week=last,
        holds_until=[until for until, _ in told],
        holds_never=[never for _, never in told],
    )


def _percent(size: float) -> int:
    return round(PERCENT * size)


def _holds(inputs: Inputs, ground: Ground, baseline: PlanResult, percent: int) -> tuple[str, bool]:
    highest = inputs.settings["inflow"].high
    inflow = float(percent if highest is None else min(percent, highest))
    scenario = default_scenario(inputs.settings).model_copy(update={"name": "alarm", "inflow": inflow})
    raised = make_result(inputs, ground, scenario)
    return last_week_that_holds(raised.tables["residents"], baseline.tables["places"])


def last_week_that_holds(residents: pd.DataFrame, places: pd.DataFrame) -> tuple[str, bool]:
    """Last week before more persons live in reception than the places hold, and whether none comes before.

    Args:
        residents: `residents.csv` under the arrivals of the alarm.
        places: `places.csv` of the plan that is judged; border places are for people held there.
    """
    persons = residents.groupby("week").residents.sum()
    usable = places[places.type != BORDER].groupby("week").usable.sum()
    short = (persons - usable.reindex(persons.index) > ROUNDING).to_numpy()
    if not short.any():
        return "", False
    first = int(short.argmax())
    return ("", True) if first == 0 else (str(persons.index[first - 1]), False)
