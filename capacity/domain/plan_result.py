"""The answer of a plan: its tables in the shape of the plan folder, and its summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

DEVIATIONS = "deviations"
"""Articles that a plan departs from: in its summary, and in a last column of tables it gives away."""
TABLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "plan": ("week", "region", "stage", "stream", "measure", "value", "unit"),
    "flows": (
        "week_out",
        "week",
        "from_stage",
        "from_stream",
        "flow",
        "to_stage",
        "to_stream",
        "persons",
    ),
    "pools": (
        "week",
        "pool",
        "site",
        "hours_available",
        "overtime",
        "hired",
        "hours_used",
        "idle_while_queue",
    ),
    "resources": ("week", "pool", "site", "stage", "stream", "hours_used"),
    "residents": ("week", "class", "residents", "housed", "without_bed"),
    "places": (
        "week",
        "region",
        "type",
        "opening_available",
        "available",
        "usable",
        "occupied",
        "opened",
        "closed",
        "durable",
        "task",
        "task_gap",
    ),
    "contracts": ("week", "region", "municipality", "type", "block", "places", "renewed"),
    "occupancy": ("week", "region", "type", "class", "occupied"),
    "costs": ("week", "region", "goal", "line", "quantity", "unit_price_eur", "eur"),
    "duties": (
        "duty",
        "article",
        "bound",
        "region",
        "week",
        "due",
        "met_in_time",
        "over_term",
        "probability_met",
    ),
    "prices": ("goal", "resource", "region", "week", "price", "unit", "holds_from", "holds_to", "sentence"),
}
"""Columns of each file of a plan folder after `scenario`; weeks are the Monday's ISO date."""
ADDED_LATER = ("contracts",)
"""Files that plans of earlier versions lack."""

SENTENCE_NL = "sentence_nl"
"""The Dutch sentence, kept beside the English one; a file has the language of its numbers."""

STAGES = (
    "screening_border",
    "screening_territory",
    "screening_completion",
    "eurodac_capture",
    "eurodac_transmission",
    "registration",
    "representative",
    "special_needs",
    "detention_review",
    "lodging",
    "incoming_request",
    "responsibility_request",
    "responsibility_reply",
    "responsibility",
    "transfer_appeal",
    "transfer",
    "decision",
    "appeal",
    "return_border",
    "departure",
    "family_reunification",
    "housing",
)
TYPES = ("regular", "emergency", "crisis", "municipal", "hotel", "transit", "minors", "intake", "border")
CLASSES = ("adults_families", "minors", "status_holders", "departing")


@dataclass(frozen=True, eq=False)
class PlanResult:
    """A solved plan, which never changes; one is equal to itself alone.

    Args:
        scenario: name of the scenario, the first column of every file.
        tables: one frame per file of the plan folder, columns of TABLE_COLUMNS (without `scenario`).
        summary: content of summary.json.
        run: content of run.json: seconds per phase, memory, machine.
        scenario_document: the complete resolved scenario, as scenario.yaml holds it.
        receipt: hashes of every input, as receipt.json holds it.
        notices: figures beside the plan that a page shows: unexplained residents, weeks with a
            diversion that was not lawful, persons already over term at the start.
    """

    scenario: str
    tables: Mapping[str, pd.DataFrame]
    summary: Mapping[str, Any]
    run: Mapping[str, Any]
    scenario_document: Mapping[str, Any]
    receipt: Mapping[str, Any]
    notices: Mapping[str, Any]


def naming_deviations(table: pd.DataFrame, plan: PlanResult) -> pd.DataFrame:
    """A table that leaves the program, with the articles its plan knowingly departs from in a last column."""
    articles = plan.summary.get(DEVIATIONS) or []
    return table.assign(**{DEVIATIONS: "; ".join(articles)}) if articles else table
