"""Rows for the whole country: the intake site, beds, who may live where, spare beds, the buffer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from capacity.plan.network.parts import Array
from capacity.plan.places.columns import PlacesProgram, row_name
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.portfolio.suits import EVERYBODY, Suits, class_name
from capacity.plan.solver.program import LESS, MORE, Arrays, Column

Site = tuple[str, str]
"""A family of rows, and where it is."""


def asked(problem: PlacesProblem) -> dict[Site, tuple[int, Array]]:
    """Limits that follow from persons: sense and right-hand side per week, of each family and where it is."""
    intake, whole = problem.intake, problem.total_residents()
    known = problem.usable_known()
    found: dict[Site, tuple[int, Array]] = {
        ("intake_cap", intake.region): (MORE, intake.persons - intake.cap),
        ("intake_present", intake.region): (LESS, intake.persons),
        ("beds", "NL"): (MORE, whole - known),
    }
    for classes in problem.bounded_classes():
        needed = problem.total_residents(classes) - problem.usable_known(classes)
        found["suits", f"NL.{class_name(classes)}"] = (MORE, needed)
    if problem.buffer_share:
        found["buffer", "NL"] = (MORE, whole * (1 + problem.buffer_share) - known)
    return found


class OnOtherPersons:
    """The numbers of a program for other persons: they stand in limits of a few rows alone.

    Args:
        places: the program; `first` all its numbers.
    """

    def __init__(self, places: PlacesProgram, first: Arrays) -> None:
        self._first = first
        rows, weeks = places.program.row_names, range(places.problem.weeks.count)
        place = {name: row for row, name in enumerate(rows)}
        self._rows = {
            site: np.array([place[row_name(places, *site, week)] for week in weeks], dtype=np.int64)
            for site in asked(places.problem)
        }

    def arrays(self, problem: PlacesProblem) -> Arrays:
        """All numbers.

        Args:
            problem: that of the program, but for residents and persons at the intake site.
        """
        low, high = self._first.row_low.copy(), self._first.row_high.copy()
        for site, (sense, limits) in asked(problem).items():
            (low if sense == MORE else high)[self._rows[site]] = limits
        return replace(self._first, row_low=low, row_high=high)


def intake_rows(places: PlacesProgram) -> None:
    """Persons at the intake site: who came in the last weeks of stay, less who was placed elsewhere."""
    program, intake = places.program, places.problem.intake
    whole = int(np.floor(intake.stay_weeks))
    part = intake.stay_weeks - whole
    beds = intake.places * intake.usable_share
    limits = asked(places.problem)
    (more, least), (less, most) = limits["intake_cap", intake.region], limits["intake_present", intake.region]
    for week in range(places.problem.weeks.count):
        places.outplaced.append(
            program.column(row_name(places, "outplaced", intake.region, week), 0.0, intake.outplacement_limit)
        )
        places.over_cap.append(program.column(row_name(places, "over_cap", intake.region, week)))
        places.at_intake.append(program.column(row_name(places, "at_intake", intake.region, week), 0.0, beds))
        away = dict.fromkeys(places.outplaced[max(0, week - whole + 1) : week + 1], 1.0)
        if week >= whole and part:
            away[places.outplaced[week - whole]] = part
        row = {**away, places.over_cap[week]: 1.0}
        program.row(row_name(places, "intake_cap", intake.region, week), row, more, float(least[week]))
        program.row(
            row_name(places, "intake_present", intake.region, week),
            {**away, places.at_intake[week]: 1.0},
            less,
            float(most[week]),
        )


def spare_rows(places: PlacesProgram) -> None:
    """Beds of places that are there, beyond what is usually in use: only when crisis steps are allowed."""
    for week in range(places.problem.weeks.count if places.problem.spare_share else 0):
        spare = places.program.column(row_name(places, "spare", "NL", week))
        row: dict[Column, float] = {spare: 1.0}
        for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
            row[columns.available[week]] = -places.problem.spare_of(block)
        places.program.row(row_name(places, "spare", "NL", week), row, LESS, 0.0)
        places.spare.append(spare)


def bed_rows(places: PlacesProgram) -> None:
    """Usable places of all regions and types hold the residents; the rest is without a bed."""
    sense, needed = asked(places.problem)["beds", "NL"]
    for week in range(places.problem.weeks.count):
        short = places.program.column(row_name(places, "without_bed", "NL", week))
        row = {**usable(places, week), places.at_intake[week]: 1.0, short: 1.0}
        if places.spare:
            row[places.spare[week]] = 1.0
        places.program.row(row_name(places, "beds", "NL", week), row, sense, float(needed[week]))
        places.without_bed.append(short)


def suit_rows(places: PlacesProgram) -> None:
    """Places that suit somebody of some classes hold the residents of these classes (Hall's condition)."""
    problem = places.problem
    for classes in problem.bounded_classes():
        site = f"NL.{class_name(classes)}"
        sense, needed = asked(problem)["suits", site]
        for week in range(problem.weeks.count):
            row = {**usable(places, week, classes), places.without_bed[week]: 1.0}
            if problem.intake.suits & classes:
                row[places.at_intake[week]] = 1.0
            places.program.row(row_name(places, "suits", site, week), row, sense, float(needed[week]))


def usable(places: PlacesProgram, week: int, classes: Suits = EVERYBODY) -> dict[Column, float]:
    """Usable places of a week in all blocks, beside those that are known; those that suit some classes."""
    row: dict[Column, float] = {}
    for block, columns in zip(places.problem.blocks, places.blocks, strict=True):
        share = block.usable_for(classes)
        if share:
            row[columns.available[week]] = share
        for place, column in columns.lots.items():
            lot = block.lots[place]
            if lot.end is not None and lot.end <= week < lot.ends_again:
                row[column] = lot.usable_for(classes) - share
    return row


def buffer_rows(places: PlacesProgram) -> None:
    """Usable places above the residents by the buffer's share; what is missing is named."""
    problem = places.problem
    if not problem.buffer_share:
        return
    sense, wanted = asked(problem)["buffer", "NL"]
    for week in range(problem.weeks.count):
        short = places.program.column(row_name(places, "buffer_short", "NL", week))
        row = {**usable(places, week), places.at_intake[week]: 1.0, short: 1.0}
        places.program.row(row_name(places, "buffer", "NL", week), row, sense, float(wanted[week]))
        places.buffer_short.append(short)


def residents_rows(places: PlacesProgram, more: Mapping[str, Array]) -> dict[int, float]:
    """By how much limits of rows move when so many more persons per week of each class are residents."""
    problem = places.problem
    known = {name: place for place, name in enumerate(places.program.row_names)}
    families = [("beds", "NL", EVERYBODY, 1.0)]
    families += [
        ("suits", f"NL.{class_name(classes)}", classes, 1.0) for classes in problem.bounded_classes()
    ]
    families += [("buffer", "NL", EVERYBODY, 1 + problem.buffer_share)] if problem.buffer_share else []
    found: dict[int, float] = {}
    for family, site, classes, share in families:
        asking = share * np.sum([persons for name, persons in more.items() if name in classes], axis=0)
        for week in np.flatnonzero(asking).tolist():
            found[known[row_name(places, family, site, week)]] = float(asking[week])
    return found
