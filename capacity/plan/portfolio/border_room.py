"""Places of the border procedure week by week: of the portfolio where it has any, else of the parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.state import State
from capacity.domain.time import Weeks
from capacity.plan.network.parts import Array
from capacity.plan.portfolio.lots import Lot, LotTerms, lots_of

SETTINGS = ("border_places_fixed", "border_places_buffer")
"""What a scenario may set; a number of its own stands in place of the portfolio's places."""


@dataclass(frozen=True)
class BorderRoom:
    """Places at the border in the weeks of a plan.

    Args:
        now: places when the plan starts.
        available, usable: places at each week's end, and those of them that can be used.
        opened, closed: places that come and go in a week.
    """

    now: float
    available: Array
    usable: Array
    opened: Array
    closed: Array


def border_room(parameters: Parameters, usual: Parameters, state: State, weeks: Weeks) -> BorderRoom:
    """Places at the border: of the portfolio's blocks, unless the scenario sets a number of its own.

    A block is there from its first day to the last of its contract; no plan renews it.

    Args:
        parameters: with the scenario's values in place.
        usual: the same as shipped.
    """
    own = any(parameters.number(name) != usual.number(name) for name in SETTINGS)
    if not own and has_border(state):
        return _of_lots(_lots(parameters, state, weeks), weeks.count)
    places = sum(parameters.number(name) for name in SETTINGS)
    level, nothing = np.full(weeks.count, places), np.zeros(weeks.count)
    return BorderRoom(places, level, level * parameters.number("border_usable_share"), nothing, nothing)


def has_border(state: State) -> bool:
    """Whether the portfolio in force has blocks at the border."""
    return state.portfolio is not None and bool((state.portfolio.type == "border").any())


def border_blocks(state: State) -> pd.DataFrame:
    """The blocks at the border of the portfolio in force.

    Raises:
        ValueError: no portfolio is in force.
    """
    if state.portfolio is None:
        raise ValueError("no portfolio is in force")
    return state.portfolio[state.portfolio.type == "border"]


def _lots(parameters: Parameters, state: State, weeks: Weeks) -> list[Lot]:
    rows = border_blocks(state)
    terms = LotTerms(usable_share=parameters.number("border_usable_share"), eur_per_place_week=0.0)
    return lots_of(rows, terms, weeks, state.as_of, np.zeros(weeks.count))


def _of_lots(lots: list[Lot], count: int) -> BorderRoom:
    opened, closed = np.zeros(count), np.zeros(count)
    available, usable = np.zeros(count), np.zeros(count)
    for lot in lots:
        standing = lot.standing(count)
        available, usable = available + standing, usable + standing * lot.usable_share
        if not lot.present:
            opened[lot.first] += lot.places
        if lot.end is not None:
            closed[lot.end] += lot.places
    now = sum(lot.places for lot in lots if lot.present)
    return BorderRoom(now, available, usable, opened, closed)
