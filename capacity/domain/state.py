"""Today's state: the queues, residents, places and commitments from which a plan starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

STATE_COLUMNS = (
    "as_of",
    "author",
    "measure",
    "stage",
    "stream",
    "class",
    "region",
    "type",
    "pool",
    "age_from_weeks",
    "age_to_weeks",
    "week",
    "value",
    "unit",
    "kind",
    "source",
    "note",
)
ACCEPTED_MEASURES = ("order", "renewal", "closing")
"""Decisions of accepted plans: places ordered, contracts renewed, places to be closed, by week."""
MEASURES = (
    "queue",
    "in_transit",
    "residents",
    "places",
    "durable",
    "commitment",
    *ACCEPTED_MEASURES,
    "hours",
)
OPTIONAL_QUEUES = (
    ("screening_completion", "border"),
    ("screening_completion", "territory"),
    ("eurodac_capture", "resettled"),
    ("eurodac_transmission", "resettled"),
    ("detention_review", "border"),
    ("lodging", "responsibility"),
    ("incoming_request", "incoming"),
)
QUEUES = (
    ("screening_border", "border"),
    ("screening_border", "held"),
    ("screening_territory", "territory"),
    ("screening_completion", "border"),
    ("screening_completion", "territory"),
    *(("eurodac_capture", stream) for stream in ("border", "territory", "repeat", "resettled")),
    *(("eurodac_transmission", stream) for stream in ("border", "territory", "repeat", "resettled")),
    *(("registration", stream) for stream in ("border", "territory", "repeat")),
    ("representative", "minors"),
    ("special_needs", "applicants"),
    ("detention_review", "border"),
    *(("lodging", stream) for stream in ("border", "territory", "responsibility", "repeat")),
    ("incoming_request", "incoming"),
    ("responsibility_request", "responsibility"),
    ("responsibility_reply", "responsibility"),
    ("responsibility", "responsibility"),
    ("transfer_appeal", "responsibility"),
    ("transfer", "responsibility"),
    *(("decision", stream) for stream in ("old", "normal", "accelerated", "admissibility", "border")),
    ("appeal", "territory"),
    ("appeal", "border"),
    ("return_border", "border"),
    ("departure", "territory"),
    ("family_reunification", "family"),
    ("housing", "status_holders"),
)
"""Every queue of the chain: stage and stream. Where nobody waits the row says 0."""
IN_TRANSIT_TO = ("outside", *(f"{stage}.{stream}" for stage, stream in QUEUES))
"""What `stream` of an `in_transit` row may name: where the persons arrive."""


POOLS = (
    "kmar",
    "security_border",
    "health_border",
    "vulnerability_border",
    "ind_ova",
    "ind_ova_budel",
    "security_territory",
    "health_territory",
    "vulnerability_territory",
    "eurodac_devices",
    "eurodac_devices_border",
    "eurodac_link",
    "coa_intake",
    "representatives",
    "ind_schiphol",
    "ind_responsibility",
    "ind_incoming",
    "partner_states",
    "courts_transfer",
    "dtv_transfers",
    "ind_deciders",
    "interpreters",
    "legal_aid",
    "courts_detention",
    "courts",
    "dtv",
    "dtv_border",
    "ind_family",
    "municipalities",
)
"""Pools of hands whose hours per week a state may tell; sessions, departures and homes count as one each."""


@dataclass(frozen=True)
class State:
    """One table of this week's figures.

    Args:
        as_of: the day the figures describe.
        author: who entered them.
        rows: columns of STATE_COLUMNS; numeric ones as numbers, empty cells as NaN.
        portfolio: blocks of places with their contracts and the province of each (`region`), which stand
            in place of the state's own places; None when nobody gave them.
        targets: places asked by cycle and region (cycle, region, task, kind, source), which stand in place
            of the shipped tasks; None when nobody gave them.
    """

    as_of: date
    author: str
    rows: pd.DataFrame
    portfolio: pd.DataFrame | None = None
    targets: pd.DataFrame | None = None

    def tasks_given(self, cycle: str) -> dict[str, float]:
        """Places asked by region in a cycle, as somebody gave them; empty where nobody did."""
        if self.targets is None:
            return {}
        rows = self.targets[self.targets.cycle == int(cycle)]
        return dict(zip(rows.region.astype(str), rows.task.astype(float), strict=True))

    def rows_of(self, measure: str, kind: str, region: str = "") -> pd.DataFrame:
        """Rows of a measure and type, of one region if it is given, in their order."""
        found: pd.DataFrame = self._parts.get((measure, kind, region), self.rows.iloc[:0])
        return found

    @cached_property
    def _parts(self) -> dict[tuple[str, str, str], pd.DataFrame]:
        """Rows by measure, type and region, and by measure and type: a plan asks for hundreds of them."""
        parts: dict[tuple[str, str, str], pd.DataFrame] = {}
        for key, part in self.rows.groupby(["measure", "type"], sort=False):
            parts[(str(key[0]), str(key[1]), "")] = part
        for key, part in self.rows.groupby(["measure", "type", "region"], sort=False):
            if key[2]:
                parts[(str(key[0]), str(key[1]), str(key[2]))] = part
        return parts

    def dated(self, measure: str, kind: str, region: str) -> tuple[tuple[date, float], ...]:
        """Day and value of each row of a measure and type in a region, in their order."""
        key = (measure, kind, region)
        if key not in self._dated:
            rows = self.rows_of(*key)
            told = zip(rows.week, rows.value, strict=True)
            self._dated[key] = tuple((date.fromisoformat(day), float(value)) for day, value in told)
        return self._dated[key]

    def amount(self, measure: str, kind: str, region: str) -> float:
        """Values of a measure and type in a region, added up."""
        key = (measure, kind, region)
        if key not in self._amounts:
            self._amounts[key] = float(self.rows_of(*key).value.sum())
        return self._amounts[key]

    @cached_property
    def _amounts(self) -> dict[tuple[str, str, str], float]:
        return {}

    @cached_property
    def _dated(self) -> dict[tuple[str, str, str], tuple[tuple[date, float], ...]]:
        return {}

    def waiting(self, stage: str, stream: str) -> tuple[tuple[float, float, float], ...]:
        """Persons who wait at a station, by blocks of ages: how many, and the ages in weeks between."""
        return self._waiting.get((stage, stream), ())

    @cached_property
    def _waiting(self) -> dict[tuple[str, str], tuple[tuple[float, float, float], ...]]:
        rows = self.rows[self.rows.measure == "queue"]
        columns = ["value", "age_from_weeks", "age_to_weeks"]
        return {
            (str(key[0]), str(key[1])): tuple(
                (float(persons), float(young), float(old))
                for persons, young, old in part[columns].itertuples(index=False)
            )
            for key, part in rows.groupby(["stage", "stream"], sort=False)
        }

    def residents(self) -> float:
        """Residents known in all."""
        rows = self.rows
        return float(rows[rows.measure == "residents"].value.sum())

    def hours(self) -> dict[str, float]:
        """Regular hours per week of the pools that the state tells; the others follow the parameters."""
        rows = self.rows[self.rows.measure == "hours"]
        return {str(pool): float(value) for pool, value in zip(rows.pool, rows.value, strict=True)}
