"""The monthly report on the border procedure: what it holds, and when it is due (APR 48 and 49(4))."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from capacity.domain.parameters import Parameter, Parameters
from capacity.domain.plan_result import PlanResult
from capacity.report import border_months, border_report

WEEKS = ("2026-11-23", "2026-11-30", "2026-12-07", "2027-01-04")
CAPACITY, HOURS_A_WEEK = 100.0, 28.0
PARAMETERS = Parameters(
    [
        Parameter("adequate_capacity", CAPACITY, "places", "input needed", "test", 50, 200, "APR 47(1)"),
        Parameter("productive_hours_per_fte", HOURS_A_WEEK, "hours/week", "input needed", "test"),
    ]
)


def plan(stock: dict[str, float]) -> PlanResult:
    """Stock at the decision; each week 20 come in, 8 go on to appeal and 5 leave, 280 hours are worked."""
    measures, flows = [], []
    for week in WEEKS:
        for stage, stream, measure, value in (
            ("decision", "border", "queue", stock[week]),
            ("decision", "border", "served", 10.0),
            ("decision", "normal", "queue", 5000.0),
            ("appeal", "border", "queue", 4.0),
            ("return_border", "border", "queue", 1.0),
        ):
            measures.append((week, "NL", stage, stream, measure, value, "persons"))
        flows += [
            (week, week, "screening_border", "border", "served", "decision", "border", 20.0),
            (week, week, "decision", "border", "served", "appeal", "border", 8.0),
            (week, week, "decision", "border", "served", "outside", "", 2.0),
            (week, week, "return_border", "border", "served", "outside", "", 3.0),
        ]
    tables: dict[str, Any] = {
        "plan": pd.DataFrame(
            measures, columns=["week", "region", "stage", "stream", "measure", "value", "unit"]
        ),
        "flows": pd.DataFrame(
            flows,
            columns=[
                *("week_out", "week", "from_stage", "from_stream"),
                *("flow", "to_stage", "to_stream", "persons"),
            ],
        ),
        "resources": pd.DataFrame(
            [(week, "ind_deciders", "NL", "decision", "border", 280.0) for week in WEEKS],
            columns=["week", "pool", "site", "stage", "stream", "hours_used"],
        ),
    }
    summary = {"scenario_hash": "abc", "snapshot": "s1"}
    return PlanResult("baseline", tables, summary, {}, {}, {}, {})


CALM = dict.fromkeys(WEEKS, 50.0)


def test_below_the_adequate_capacity_no_month_is_due() -> None:
    assert [month.due for month in border_months(plan(CALM), PARAMETERS)] == [False, False, False]
    assert set(border_report(plan(CALM), PARAMETERS).due) == {"no"}


def test_once_it_is_reached_the_report_is_due_until_the_end_of_that_calendar_year() -> None:
    full = plan(CALM | {"2026-11-30": CAPACITY - 5})
    months = border_months(full, PARAMETERS)
    assert [(month.month, month.due) for month in months] == [
        ("2026-11", True),
        ("2026-12", True),
        ("2027-01", False),
    ]
    assert months[0].highest == CAPACITY


@pytest.mark.parametrize("missing", [5.5, 6.0])
def test_a_stock_just_below_the_number_does_not_reach_it(missing: float) -> None:
    nearly = plan(CALM | {"2026-11-30": CAPACITY - missing})
    assert not any(month.due for month in border_months(nearly, PARAMETERS))


def test_the_report_holds_the_five_items_of_the_article() -> None:
    table = border_report(plan(CALM), PARAMETERS)
    november = table[table.month == "2026-11"].set_index(["item", "week"]).value
    assert november["persons_in_procedure", "2026-11-30"] == 50 + 4 + 1
    assert november["inflow", "2026-11-23"] == 20
    assert november["outflow", "2026-11-23"] == 2 + 3
    assert november["staff", ""] == 280 / HOURS_A_WEEK
    assert november["administrative_duration", ""] == 50 / 10
    assert pd.isna(november["court_duration", ""])
    assert set(table.article) == {
        *(f"APR 49(4)({item})" for item in "abcde"),
        "APR 48(1)",
    }
    assert set(table.source) == {"plan abc, snapshot s1"}


def test_what_nobody_published_keeps_its_mark() -> None:
    kinds = border_report(plan(CALM), PARAMETERS).drop_duplicates("item").set_index("item").kind
    assert kinds["adequate_capacity"] == kinds["staff"] == kinds["court_duration"] == "input needed"


def test_a_month_without_exits_has_no_duration() -> None:
    still = plan(CALM)
    table = still.tables["plan"]
    none = still.tables | {"plan": table[table.measure != "served"]}
    found = border_report(replace(still, tables=none), PARAMETERS)
    assert found[found.item == "administrative_duration"].value.isna().all()
