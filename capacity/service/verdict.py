"""The verdict on an edited plan: all else held as it was, and all else made anew around the edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from capacity.domain.check_result import (
    BROKEN_COLUMNS,
    DIFFERENCE_COLUMNS,
    LATE_FROM,
    ChangedCell,
    CheckResult,
)
from capacity.domain.pins import TABLE_KEYS, Pin, pin_from, with_pins
from capacity.domain.plan_result import PlanResult
from capacity.plan.edited.as_edited import AsEdited, as_edited
from capacity.plan.edited.limits import BrokenLimit
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.report.returned import Edit, Returned, read_returned
from capacity.scenario import Scenario
from capacity.service.inputs import load_inputs, plan_weeks
from capacity.service.planning import Ground, make_result, plan_input, receipt

Progress = Callable[[str], object]
Make = Callable[[tuple[Pin, ...]], PlanResult]
Tables = Mapping[str, pd.DataFrame]
CHECK_PHASES = ("plan", "edited", "repaired")
INPUTS = ("state", "forecast", "overrides", "last_plan", "data")
DUTY_KEYS = ["duty", "article", "bound", "region", "week"]
KEPT_WITHIN = 1e-4
DECIMALS = 6


@dataclass(frozen=True)
class Exported:
    """A plan as it was exported: what the edited file is compared with."""

    scenario: Scenario
    tables: Tables
    summary: Mapping[str, Any]
    receipt: Mapping[str, Any]

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Cells that were pinned already when the plan was made."""
        return tuple(pin_from(document) for document in self.summary.get("pinned", ()))


def check_content(
    content: bytes,
    file: str,
    plan: PlanResult,
    scenario: Scenario,
    ground: Ground,
    progress: Progress = str,
    make: Make | None = None,
) -> CheckResult:
    """Judges an edited file against a plan in use; arguments as `judged`."""
    returned = read_returned(content, plan.tables, plan.scenario, file)
    exported = Exported(scenario, plan.tables, plan.summary, plan.receipt)
    return judged(exported, returned, ground, file, progress, make)


def judged(
    exported: Exported,
    returned: Returned,
    ground: Ground,
    file: str,
    progress: Progress = str,
    make: Make | None = None,
) -> CheckResult:
    """Both answers on an edit: all else held, and all else made anew.

    Args:
        ground: what the plan is compared on; where it differs from what the plan was made on, the plan
            is made anew first and only cells that it still has are compared.
        progress: told one of CHECK_PHASES when it begins.
        make: the plan of the scenario on that ground with cells pinned; made here if not given.
    """
    inputs, others = load_inputs(), _other_inputs(exported, ground)
    scenario, earlier = exported.scenario, exported.pins
    tables: Tables = exported.tables

    def made(pins: tuple[Pin, ...]) -> PlanResult:
        return make_result(inputs, ground, scenario, progress=progress, pins=pins)

    make = make or made
    if others:
        progress("plan")
        weeks = plan_weeks(ground.state, scenario, inputs.parameters)
        shown = {day.isoformat() for day in weeks.mondays()[: weeks.shown]}
        earlier = tuple(pin for pin in earlier if pin.week in shown)
        tables = make(earlier).tables
    edits = [edit for edit in returned.edits if _has(tables, edit.pin)]
    pins = tuple(edit.pin for edit in edits)
    progress("edited")
    held = as_edited(plan_input(inputs, ground, scenario), scenario, tables, pins, earlier)
    progress("repaired")
    repaired = make(with_pins(earlier, pins))
    hired = sum(edit.pin.value - edit.before for edit in edits if edit.pin.column == "hired")
    price = scenario_parameters(scenario, inputs.parameters).number
    per_week = price("ind_fte_cost") / price("weeks_per_year")
    return CheckResult(
        file=file,
        scenario=scenario.name,
        cells=tuple(ChangedCell(edit.pin, edit.row, edit.before) for edit in edits),
        differences=_differences(returned.table, returned.edits),
        broken=_broken(held.broken, returned),
        duties=_duties(tables["duties"], held, repaired),
        cost_eur={
            "before": _money(tables["costs"]),
            "as_edited": held.cost_eur,
            "repaired": _money(repaired.tables["costs"]),
        },
        hires_eur=hired * per_week,
        repaired=repaired,
        not_kept=_not_kept(repaired.tables, pins),
        dropped=tuple(edit.pin for edit in returned.edits if edit not in edits),
        snapshots=(str(exported.summary.get("snapshot", "")), ground.snapshot),
        other_inputs=others,
        other_weeks=returned.other_weeks,
    )


def _other_inputs(exported: Exported, ground: Ground) -> tuple[str, ...]:
    """Inputs that the plan rested on and a plan made now would not."""
    now = receipt(ground, exported.scenario)
    return tuple(name for name in INPUTS if exported.receipt.get(name) != now[name])


def _cells(tables: Tables, table: str) -> pd.DataFrame:
    indexed: pd.DataFrame = tables[table].set_index(list(TABLE_KEYS[table]))
    return indexed


def _has(tables: Tables, pin: Pin) -> bool:
    return pin.key in _cells(tables, pin.table).index


def _not_kept(tables: Tables, pins: Sequence[Pin]) -> tuple[tuple[Pin, float], ...]:
    """Pins that the repaired plan could not keep, with what they came to."""
    found = []
    for pin in pins:
        value: Any = _cells(tables, pin.table).at[pin.key, pin.column]
        if abs(value - pin.value) > KEPT_WITHIN:
            found.append((pin, float(value)))
    return tuple(found)


def _differences(table: str, edits: Sequence[Edit]) -> pd.DataFrame:
    rows = [(f"{table}.csv", edit.row, edit.pin.column, edit.before, edit.pin.value) for edit in edits]
    return pd.DataFrame(rows, columns=list(DIFFERENCE_COLUMNS))


def _broken(limits: Sequence[BrokenLimit], returned: Returned) -> pd.DataFrame:
    rows = []
    for limit in limits:
        row = returned.rows.get(limit.key) if limit.table == returned.table else None
        where = " ".join(limit.key[1:])
        number = (round(limit.value, DECIMALS), round(limit.limit, DECIMALS))
        rows.append((limit.kind, f"{limit.table}.csv", row, where, limit.key[0], limit.column, *number))
    frame = pd.DataFrame(rows, columns=list(BROKEN_COLUMNS))
    return frame.astype({"row": "Int64"})


def _late(duties: pd.DataFrame) -> pd.Series:
    """Persons or places late: over term at the week's end, or due and not met where that is more."""
    missed = (duties.due - duties.met_in_time).clip(lower=0.0)
    return missed.where(missed > duties.over_term, duties.over_term)


def _duties(before: pd.DataFrame, held: AsEdited, repaired: PlanResult) -> pd.DataFrame:
    """Weeks of duties in which somebody is late in one of the three plans."""
    plans = {
        "late_before": before,
        "late_as_edited": held.duties,
        "late_repaired": repaired.tables["duties"],
    }
    shown = held.duties.set_index(DUTY_KEYS)[["due", "met_in_time", "over_term"]]
    for name, duties in plans.items():
        late = duties.assign(late=_late(duties)).set_index(DUTY_KEYS).late
        shown[name] = late.reindex(shown.index).round(DECIMALS)
    return shown[(shown[list(plans)] > LATE_FROM).any(axis=1)].reset_index()


def _money(costs: pd.DataFrame) -> float:
    return float(costs[costs.goal == "money"].eur.sum())
