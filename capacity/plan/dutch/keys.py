"""Stations of the Dutch chain by name, and what a network is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.domain.state import State
from capacity.domain.time import Weeks
from capacity.law import article_act, term_weeks
from capacity.plan.network.due import Part, due_by_week
from capacity.plan.network.levers import Levers
from capacity.plan.network.parts import Array, Key
from capacity.plan.network.regime_terms import articles_by_week, term_spans

SCREEN_BORDER: Key = ("screening_border", "border")
SCREEN_HELD: Key = ("screening_border", "held")
SCREEN_TERRITORY: Key = ("screening_territory", "territory")
COMPLETE_BORDER: Key = ("screening_completion", "border")
COMPLETE_TERRITORY: Key = ("screening_completion", "territory")
REGISTER_BORDER: Key = ("registration", "border")
REGISTER_TERRITORY: Key = ("registration", "territory")
REGISTER_REPEAT: Key = ("registration", "repeat")
REPRESENTATIVE: Key = ("representative", "minors")
SPECIAL_NEEDS: Key = ("special_needs", "applicants")
DETENTION_REVIEW: Key = ("detention_review", "border")
LODGE_BORDER: Key = ("lodging", "border")
LODGE_TERRITORY: Key = ("lodging", "territory")
LODGE_RESPONSIBILITY: Key = ("lodging", "responsibility")
LODGE_REPEAT: Key = ("lodging", "repeat")
INCOMING: Key = ("incoming_request", "incoming")
REQUEST: Key = ("responsibility_request", "responsibility")
REPLY: Key = ("responsibility_reply", "responsibility")
RESPONSIBILITY: Key = ("responsibility", "responsibility")
TRANSFER_APPEAL: Key = ("transfer_appeal", "responsibility")
TRANSFER: Key = ("transfer", "responsibility")
OLD: Key = ("decision", "old")
NORMAL: Key = ("decision", "normal")
ACCELERATED: Key = ("decision", "accelerated")
ADMISSIBILITY: Key = ("decision", "admissibility")
BORDER: Key = ("decision", "border")
APPEAL: Key = ("appeal", "territory")
APPEAL_BORDER: Key = ("appeal", "border")
RETURN_BORDER: Key = ("return_border", "border")
DEPARTURE: Key = ("departure", "territory")
FAMILY: Key = ("family_reunification", "family")
HOUSING: Key = ("housing", "status_holders")
RECORD_STREAMS = ("border", "territory", "repeat")
RESETTLED = "resettled"
RESETTLED_RECORDS: tuple[Key, ...] = (("eurodac_capture", RESETTLED), ("eurodac_transmission", RESETTLED))
"""Stations that are there only where somebody enters resettled persons."""
STATIONS: tuple[Key, ...] = (
    SCREEN_BORDER,
    SCREEN_HELD,
    SCREEN_TERRITORY,
    COMPLETE_BORDER,
    COMPLETE_TERRITORY,
    *(("eurodac_capture", stream) for stream in RECORD_STREAMS),
    *(("eurodac_transmission", stream) for stream in RECORD_STREAMS),
    REGISTER_BORDER,
    REGISTER_TERRITORY,
    REGISTER_REPEAT,
    REPRESENTATIVE,
    SPECIAL_NEEDS,
    DETENTION_REVIEW,
    LODGE_BORDER,
    LODGE_TERRITORY,
    LODGE_RESPONSIBILITY,
    LODGE_REPEAT,
    INCOMING,
    REQUEST,
    REPLY,
    RESPONSIBILITY,
    TRANSFER_APPEAL,
    TRANSFER,
    OLD,
    BORDER,
    ADMISSIBILITY,
    NORMAL,
    ACCELERATED,
    APPEAL_BORDER,
    APPEAL,
    RETURN_BORDER,
    DEPARTURE,
    FAMILY,
    HOUSING,
)
"""Every station in the order in which persons pass."""

APPLICANTS, HOLDERS, DEPARTING = "adults_families", "status_holders", "departing"


@dataclass(frozen=True)
class ChainInput:
    """What a network is made of.

    Args:
        parameters: every number, with the scenario's values in place.
        usual: the same as shipped.
        state: today's queues.
        arrivals: persons per week of the plan for the streams first, repeat, family and other.
        levers: what the planner changed week by week.
        weeks: the grid of the plan.
    """

    parameters: Parameters
    usual: Parameters
    state: State
    arrivals: Mapping[str, Array]
    levers: Levers
    weeks: Weeks

    def number(self, parameter_id: str) -> float:
        """A parameter's value."""
        return self.parameters.number(parameter_id)

    def constant(self, value: float) -> Array:
        """The same value in every week."""
        return np.full(self.weeks.count, float(value))

    def weeks_of(self, parameter_id: str) -> float:
        """A legal term in weeks."""
        return term_weeks(self.parameters, parameter_id)

    def due(
        self, *parts: tuple[float, str] | tuple[float, str, str], by_regime: Mapping[str, float] | None = None
    ) -> dict[str, Any]:
        """The term of a station: what one stream's persons are due, by the regimes and dates in force.

        Args:
            parts: shares of the stream that add up to one, each with the parameter of its term, and of a
                second term that starts when that one ends; the first is the one that is named.
            by_regime: share of a regime's own persons, by the regime; else they have the first term.
        """
        first, in_force_by = parts[0][1], (self.parameters, self.levers, self.weeks)
        terms = [
            Part(share, sum(map(self.weeks_of, names)), term_spans(*in_force_by, names))
            for share, *names in parts
            if share
        ]
        terms += [
            Part(share, self.weeks_of(first), term_spans(*in_force_by, (first,), regime))
            for regime, share in (by_regime or {}).items()
        ]
        in_force = self.levers.in_force_from(article_act(self.parameters[first].article), self.weeks)
        found: dict[str, Any] = {"term_weeks": self.constant(self.weeks_of(first))}
        if len(terms) > 1 or in_force or any(part.spans for part in terms):
            found["due"] = due_by_week(self.weeks.count, terms, in_force)
            found["articles"] = articles_by_week(*in_force_by, first)
        return found

    def record_streams(self) -> tuple[str, ...]:
        """Streams whose data go to Eurodac; resettled persons where somebody enters such persons."""
        waiting = [persons for key in RESETTLED_RECORDS for persons, _, _ in self.state.waiting(*key)]
        entered = self.number("resettled_share") > 0 or sum(waiting) > 0
        return (*RECORD_STREAMS, RESETTLED) if entered else RECORD_STREAMS

    def rank(self, duty: str) -> int:
        """Level of the duties goal on which a duty of the register counts; 0 where it is only reported."""
        return round(self.number(f"rank_{duty}"))

    def event_weeks(self, duty: str) -> float:
        """Person-weeks that one event of a duty stands for."""
        return self.number(f"event_weeks_{duty}")


def border_appeals(given: ChainInput) -> float:
    """Share of border decisions that are appealed."""
    return (1 - given.number("grant_border")) * given.number("border_appeal_rate")
