"""Legal terms in weeks, the unit of the plan."""

from __future__ import annotations

from capacity.domain.parameters import Parameters
from capacity.domain.time import DAYS_PER_WEEK

HOURS_PER_DAY, WORKING_DAYS_PER_WEEK = 24, 5


def term_weeks(parameters: Parameters, parameter_id: str) -> float:
    """A term of the law in weeks.

    Calendar days count as APR 73 says, a week has five working days, a month is a twelfth of a year.

    Raises:
        ValueError: the row's unit is no unit of time.
    """
    row = parameters[parameter_id]
    if row.unit == "months":
        return row.value * parameters.number("weeks_per_year") / parameters.number("months_per_year")
    weeks_per_unit = {
        "hours": 1 / (HOURS_PER_DAY * DAYS_PER_WEEK),
        "days": 1 / DAYS_PER_WEEK,
        "working days": 1 / WORKING_DAYS_PER_WEEK,
        "weeks": 1.0,
        "years": parameters.number("weeks_per_year"),
    }
    if row.unit not in weeks_per_unit:
        known = ", ".join(["months", *weeks_per_unit])
        raise ValueError(f"{parameter_id} is in {row.unit}, which is none of {known}")
    return row.value * weeks_per_unit[row.unit]
