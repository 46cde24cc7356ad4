"""The places program: what to open, renew and close in each region and type, so that residents have beds.

Residents are pooled over the country: no class is tied to a region, and places that do not suit everybody
hold the classes that they suit. Decisions are made per period and take effect in its first week; renewals
follow the contracts that end within the period.
"""

from __future__ import annotations

from capacity.plan.places.beds import bed_rows, buffer_rows, intake_rows, spare_rows, suit_rows
from capacity.plan.places.blocks import contracts, last_days, move_rows, renewals, stock
from capacity.plan.places.columns import PlacesProgram, declare
from capacity.plan.places.last import last_costs, last_rows
from capacity.plan.places.money import ceiling_rows, money
from capacity.plan.places.problem import LAST_STEP, PlacesProblem
from capacity.plan.places.task import fair_rows, task_rows
from capacity.plan.places.ties import ties
from capacity.plan.solver.in_order import Goal
from capacity.plan.solver.program import Builder, Column, Program, undisturbed, week_labels


def build_places(problem: PlacesProblem, program: Builder | None = None) -> PlacesProgram:
    """Builds the program: blocks, then the intake site, beds and the task.

    Args:
        program: what takes the columns and rows; a new PuLP program if none is given.
    """
    program = program or Program("places")
    fixed = program.column(f"fixed-{problem.intake.region}.intake", 1.0, 1.0)
    places = PlacesProgram(problem, program, [], [], [], [], [], [], fixed, week_labels(problem.weeks))
    with undisturbed():
        for block in problem.blocks:
            places.blocks.append(declare(places, block))
        for block, columns in zip(problem.blocks, places.blocks, strict=True):
            stock(places, block, columns)
            renewals(places, block, columns)
            contracts(places, block, columns)
            last_days(places, block, columns)
        move_rows(places)
        intake_rows(places)
        spare_rows(places)
        bed_rows(places)
        suit_rows(places)
        task_rows(places)
        ceiling_rows(places)
        buffer_rows(places)
        fair_rows(places)
        last_rows(places)
    return places


def places_goals(places: PlacesProgram) -> list[Goal]:
    """Goals in order: beds, task, money, then fixed tie-breaks (earliest week, lowest region code).

    A ceiling that the planner sets comes before the beds; equal gaps, a buffer and as few new halls as can
    be after the task. What the plan decides otherwise than the last one has its price beside the money.
    """
    program = places.program
    beds = dict.fromkeys([*places.without_bed, *places.over_cap], 1.0)
    task = dict.fromkeys(places.task_gap, 1.0)
    eur = money(places, range(places.problem.weeks.count))
    for column, price in last_costs(places).items():
        eur[column] = eur.get(column, 0.0) + price
    over, short = dict.fromkeys(places.over_ceiling, 1.0), dict.fromkeys(places.buffer_short, 1.0)
    widest = dict.fromkeys(places.widest_gap, 1.0)
    halls = _hall_openings(places)
    return [
        *([Goal("ceiling", 0, program.costs(over), "EUR")] if over else []),
        Goal("beds", 1, program.costs(beds), "person-weeks"),
        Goal("task", 2, program.costs(task), "places"),
        *([Goal("fair", 2, program.costs(widest), "share of the task")] if widest else []),
        *([Goal("buffer", 2, program.costs(short), "place-weeks")] if short else []),
        *([Goal("steps", 2, program.costs(halls), "places")] if halls else []),
        Goal("money", 3, program.costs(eur), "EUR"),
        Goal("steady", 4, program.costs(ties(places)), "places"),
    ]


def _hall_openings(places: PlacesProgram) -> dict[Column, float]:
    """Openings of the last step of upscaling, which comes when all other steps leave people without a bed."""
    return {
        column: 1.0
        for block, columns in zip(places.problem.blocks, places.blocks, strict=True)
        if block.type == LAST_STEP and block.open_limit.any()
        for column in columns.opened
    }
