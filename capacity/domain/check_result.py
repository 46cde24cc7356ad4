"""The verdict on a plan that came back edited: as edited, and repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from capacity.domain.pins import Pin
from capacity.domain.plan_result import PlanResult

BROKEN_COLUMNS = ("kind", "file", "row", "where", "week", "column", "value", "limit")
LATE_FROM = 1e-4
"""Fewer persons late than this are the rounding of sums."""
DIFFERENCE_COLUMNS = ("file", "row", "column", "before", "after")


@dataclass(frozen=True)
class ChangedCell:
    """A changed cell: what it became, in which row of the file, and what it was."""

    pin: Pin
    row: int
    before: float


@dataclass(frozen=True)
class CheckResult:
    """What a planner's numbers do to a plan.

    Args:
        cells: the changed cells that this plan has, in the order of `differences`.
        differences: DIFFERENCE_COLUMNS, one row per changed cell.
        broken: BROKEN_COLUMNS, one row per limit that the edit breaks when all else is held; `row` is
            empty for a row of another file.
        duties: rows of duties.csv as edited, with the number late before, as edited and repaired
            (late_before, late_as_edited, late_repaired); only weeks in which one of the three is late.
        cost_eur: before, as_edited, repaired: the money goal over the weeks shown.
        hires_eur: what the hires of the edit cost, at the scenario's own wage; it is in `cost_eur`.
        repaired: the plan made anew around the pins.
        not_kept: pins that no plan can keep, each with the value that it got.
        dropped: changed cells of weeks that this plan has not.
        snapshots: of the plan, and of what it was compared on.
        other_inputs: what of the plan's inputs is another now: `state`, `forecast`, `overrides`, `last_plan`,
            `data`; where there is any, the plan was made anew before it was compared.
        other_weeks: the file came from a plan of other weeks.
    """

    file: str
    scenario: str
    cells: tuple[ChangedCell, ...]
    differences: pd.DataFrame
    broken: pd.DataFrame
    duties: pd.DataFrame
    cost_eur: Mapping[str, float]
    hires_eur: float
    repaired: PlanResult
    not_kept: tuple[tuple[Pin, float], ...]
    dropped: tuple[Pin, ...]
    snapshots: tuple[str, str]
    other_inputs: tuple[str, ...]
    other_weeks: bool

    @property
    def pins(self) -> tuple[Pin, ...]:
        """The changed cells that this plan has, as pins."""
        return tuple(cell.pin for cell in self.cells)

    @property
    def worse(self) -> pd.DataFrame:
        """Rows of `duties` in which more are late as edited than before."""
        late = self.duties
        return late[late.late_as_edited > late.late_before + LATE_FROM]

    @property
    def violations(self) -> int:
        """Limits broken and weeks of duties made worse, as edited."""
        return len(self.broken) + len(self.worse)

    def extra(self, answer: str) -> float:
        """EUR more than before: `as_edited` or `repaired`."""
        return self.cost_eur[answer] - self.cost_eur["before"]

    def as_document(self) -> dict[str, Any]:
        """Content of check.json."""
        kinds = self.broken.groupby("kind").size()
        return {
            "file": self.file,
            "scenario": self.scenario,
            "snapshot": {
                "plan": self.snapshots[0],
                "compared_on": self.snapshots[1],
                "same": not self.other_inputs,
                "other_inputs": list(self.other_inputs),
                "file_of_other_weeks": self.other_weeks,
            },
            "differences": len(self.differences),
            "violations": self.violations,
            "limits_broken": {str(kind): int(count) for kind, count in kinds.items()},
            "broken": [
                {str(name): None if pd.isna(value) else value for name, value in row.items()}
                for row in self.broken.astype(object).to_dict("records")
            ],
            "duties_worse": {str(duty): len(rows) for duty, rows in self.worse.groupby("duty")},
            "cost_eur": {
                **self.cost_eur,
                "extra_as_edited": self.extra("as_edited"),
                "extra_repaired": self.extra("repaired"),
                "hires": self.hires_eur,
            },
            "status": {
                "as_edited": "breaks" if self.violations else "holds",
                "repaired": "not_all_pins_kept" if self.not_kept else str(self.repaired.summary["status"]),
            },
            "pinned": [pin.as_document() for pin in self.pins],
            **{name: self.repaired.summary.get(name, []) for name in ("deviations", "inputs_needed")},
            "not_kept": [{**pin.as_document(), "kept_at": value} for pin, value in self.not_kept],
            "dropped": [pin.as_document() for pin in self.dropped],
        }
