"""Places of one or two regions, small enough to solve by hand."""

from datetime import date

import numpy as np

from capacity.domain.plan_result import CLASSES
from capacity.domain.time import Weeks
from capacity.plan.places.problem import Block, Border, Intake, PlacesProblem
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import PlacesSolution, read_places
from capacity.plan.portfolio.border_room import BorderRoom
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel

START = date(2026, 11, 23)
PERIOD_WEEKS = 4


def block(weeks, region="PV20", kind="regular", now=0.0, **fields) -> Block:
    """A block in which nothing happens but what is asked for."""
    nothing = np.zeros(weeks)
    known = {
        "pipeline": nothing,
        "expiring": nothing,
        "open_limit": np.zeros(-(-weeks // PERIOD_WEEKS)),
        "ceiling": np.inf,
        "renewable_share": 0.0,
        "renewal": "plan",
        "contract_periods": None if kind == "regular" else 2,
        "usable_share": 1.0,
        "eur_per_place_week": 1.0 if kind == "regular" else 2.0,
        **fields,
    }
    return Block(region=region, type=kind, now=float(now), **known)


def small_places(blocks, residents, task=None, task_week=None, shown=None, at_intake=0.0, **intake):
    """A problem of given blocks; the intake site is empty unless asked for."""
    count = len(residents)
    site = {
        "places": 0.0,
        "usable_share": 1.0,
        "cap": 0.0,
        "stay_weeks": 1.0,
        "outplacement_limit": 0.0,
        "eur_per_place_week": 0.0,
        **intake,
    }
    people = np.asarray(residents, dtype=float)
    by_class = {name: people if name == CLASSES[0] else np.zeros(count) for name in CLASSES}
    regions = {part.region for part in blocks}
    weeks = Weeks(START, shown or count, count - (shown or count))
    return PlacesProblem(
        weeks=weeks,
        period_weeks=PERIOD_WEEKS,
        blocks=tuple(blocks),
        residents=by_class,
        intake=Intake("PV20", np.broadcast_to(np.asarray(at_intake, dtype=float), count).copy(), **site),
        border=Border("PV27", BorderRoom(0.0, *(np.zeros(count),) * 4), np.zeros(count)),
        task=dict.fromkeys(regions, 0.0) | (task or {}),
        task_week=task_week,
    )


def solve(problem) -> PlacesSolution:
    """The places solved, goals in order, in whole numbers."""
    places = build_places(problem)
    values = solve_in_order(LiveModel(places.program), places_goals(places)).values
    return read_places(places, values)


def cost(solution) -> float:
    """EUR of all blocks over all weeks solved."""
    return float(sum(part.block.eur_per_place_week * part.available.sum() for part in solution.blocks))
