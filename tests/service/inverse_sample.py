"""A plan with an answer to each question the other way round, written by hand."""

from dataclasses import replace
from typing import Any

import pandas as pd

from capacity.domain.plan_result import PlanResult

FIGURES: dict[str, dict[str, Any]] = {
    "q16": {
        **{"inflow": 12.0, "highest": 100.0, "lowest": -50.0, "first_short": "2027-01-25"},
        **{"unavoidable": 0.0, "least_free": 3.0},
    },
    "q17": {"week": None, "waiting": 210.0, "over_term": 30.0},
    "q18": {
        **{"needed": True, "opens": "2027-10-25", "decide": "2027-01-18", "short_from": "2027-11-01"},
        **{"order": "2027-10-04", "short": 112.0, "short_still": 0.0},
    },
    "q19": {"eur": 3.5e9, "beds": 0.0, "task": 4000.0, "ceiling": None},
}
LINES = {
    "q16": ("residents", "usable"),
    "q17": ("first", "others"),
    "q18": ("without", "soonest"),
    "q19": ("spent", "allowed"),
}


def with_inverse(plan: PlanResult, question: str, **figures: Any) -> PlanResult:
    """The plan with the answer to a question; some figures may be given."""
    weeks = ["2027"] if question == "q19" else sorted(plan.tables["residents"].week.unique())
    rows = [(line, week, 40.0) for line in LINES[question] for week in weeks]
    table = pd.DataFrame(rows, columns=["line", "week", "value"])
    found = {**FIGURES[question], **figures}
    return replace(
        plan,
        tables={**plan.tables, "inverse": table},
        notices={**plan.notices, "inverse": found},
    )
