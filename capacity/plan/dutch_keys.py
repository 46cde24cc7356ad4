"""Stations of the Dutch chain by name, and what a network is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.domain.state import State
from capacity.domain.time import Weeks
from capacity.law import term_weeks
from capacity.plan.levers import Levers
from capacity.plan.network import Array, Key

SCREEN_BORDER: Key = ("screening_border", "border")
SCREEN_TERRITORY: Key = ("screening_territory", "territory")
COMPLETE_BORDER: Key = ("screening_completion", "border")
COMPLETE_TERRITORY: Key = ("screening_completion", "territory")
RESPONSIBILITY: Key = ("responsibility", "responsibility")
OLD: Key = ("decision", "old")
NORMAL: Key = ("decision", "normal")
ACCELERATED: Key = ("decision", "accelerated")
BORDER: Key = ("decision", "border")
APPEAL: Key = ("appeal", "territory")
APPEAL_BORDER: Key = ("appeal", "border")
RETURN_BORDER: Key = ("return_border", "border")
DEPARTURE: Key = ("departure", "territory")
HOUSING: Key = ("housing", "status_holders")
RECORD_STREAMS = ("border", "territory", "repeat")
STATIONS: tuple[Key, ...] = (
    SCREEN_BORDER,
    SCREEN_TERRITORY,
    COMPLETE_BORDER,
    COMPLETE_TERRITORY,
    *(("eurodac_capture", stream) for stream in RECORD_STREAMS),
    *(("eurodac_transmission", stream) for stream in RECORD_STREAMS),
    RESPONSIBILITY,
    OLD,
    BORDER,
    NORMAL,
    ACCELERATED,
    APPEAL_BORDER,
    APPEAL,
    RETURN_BORDER,
    DEPARTURE,
    HOUSING,
)

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

    def term(self, parameter_id: str) -> Array:
        """A legal term in weeks, the same in every week."""
        return self.constant(term_weeks(self.parameters, parameter_id))

    def rank(self, duty: str) -> int:
        """Level of the duties goal on which a duty of the register counts; 0 where it is only reported."""
        return round(self.number(f"rank_{duty}"))

    def event_weeks(self, duty: str) -> float:
        """Person-weeks that one event of a duty stands for."""
        return self.number(f"event_weeks_{duty}")


def border_appeals(given: ChainInput) -> float:
    """Share of border decisions that are appealed."""
    return (1 - given.number("grant_border")) * given.number("border_appeal_rate")
