"""What stands in each region and type before anything is decided: now, to come, ending, accepted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.state import State
from capacity.domain.time import Weeks
from capacity.plan.network.parts import Array
from capacity.plan.portfolio.lots import Lot, LotTerms, lots_of
from capacity.scenario import Scenario

PERCENT = 100.0
FLOOR_TOLERANCE = 1e-9
DECIDED_TYPES = ("regular", "emergency", "crisis")
"""Types that every plan has."""
OTHER_TYPES = ("municipal", "hotel", "transit", "minors")
"""Types that a plan has where today's state or a portfolio has places of them."""
OPENED_TYPES = ("regular", "emergency", "transit", "hotel")
"""Types of which a plan may open new places, beside halls when crisis steps are allowed."""
OPENING_MEASURES = ("commitment", "order")


@dataclass(frozen=True)
class PlacesGround:
    """What the places stand on before anything is decided.

    Args:
        parameters: with the scenario's values.
        provinces: columns code and population.
    """

    parameters: Parameters
    state: State
    scenario: Scenario
    provinces: pd.DataFrame
    weeks: Weeks

    def number(self, parameter_id: str) -> float:
        """A parameter's value."""
        return self.parameters.number(parameter_id)

    def population_share(self, region: str) -> float:
        """Share of the country's inhabitants."""
        return self._population_shares[region]

    @cached_property
    def _population_shares(self) -> dict[str, float]:
        population = self.provinces.set_index("code").population
        return {str(code): float(share) for code, share in (population / population.sum()).items()}

    def price(self, kind: str) -> float:
        """EUR per place-week: all-in cost of a resident-year, per week, at the occupancy norm."""
        per_week = self.number(f"cost_{kind}") / self.number("weeks_per_year")
        return per_week * self.number("occupancy_norm")


def lots(given: PlacesGround, region: str, kind: str) -> tuple[Lot, ...]:
    """Blocks of the portfolio in a region and type; none where the state tells the places itself."""
    portfolio = given.state.portfolio
    if portfolio is None:
        return ()
    regular = kind == "regular"
    terms = LotTerms(
        usable_share=given.number(f"usable_share_{kind}"),
        eur_per_place_week=given.price(kind),
        delay_weeks=delay_of(given, region) if regular else 0,
        delivered=_delivered(given, region) if regular else 1.0,
    )
    rows = portfolio[(portfolio.region == region) & (portfolio.type == kind)]
    renewed = accepted(given, "renewal", region, kind)
    return tuple(lots_of(rows, terms, given.weeks, given.state.as_of, renewed))


def standing_now(given: PlacesGround, region: str, kind: str) -> float:
    """Places in use when the plan starts: of the portfolio, else of the state."""
    if given.state.portfolio is None:
        return given.state.amount("places", kind, region)
    return float(sum(lot.places for lot in lots(given, region, kind) if lot.present))


def _delivered(given: PlacesGround, region: str) -> float:
    return given.scenario.delivered_by_province.get(region, given.scenario.delivered) / PERCENT


def pipeline(given: PlacesGround, region: str, kind: str) -> Array:
    """Places to come by week, whole: announced ones after delay and the share delivered, ordered ones."""
    ordered = accepted(given, "order", region, kind)
    if given.state.portfolio is not None:
        coming = np.zeros(given.weeks.count)
        for lot in lots(given, region, kind):
            if not lot.present:
                coming[lot.first] += lot.places
        return coming + ordered
    announced = _by_week(given, "commitment", region, kind)
    return _whole(announced * (_delivered(given, region) if kind == "regular" else 1.0)) + ordered


def _by_week(given: PlacesGround, measure: str, region: str, kind: str) -> Array:
    """Places of a measure in the week in which they come; what is overdue comes in the first week."""
    places = np.zeros(given.weeks.count)
    for week, value in weeks_of(given, measure, region, kind):
        if week < places.size:
            places[max(0, week)] += value
    return places


def weeks_of(given: PlacesGround, measure: str, region: str, kind: str) -> list[tuple[int, float]]:
    """Week of the plan and places of each row of a measure, openings of regular places after their delay."""
    delayed = kind == "regular" and measure in OPENING_MEASURES
    delay = delay_of(given, region) if delayed else 0
    return [
        (given.weeks.index(day) + delay, value) for day, value in given.state.dated(measure, kind, region)
    ]


def accepted(given: PlacesGround, measure: str, region: str, kind: str) -> Array:
    """What accepted plans decided per week, whole; renewals of contracts that ended already are past."""
    if measure != "renewal":
        return _whole(_by_week(given, measure, region, kind))
    renewed = np.zeros(given.weeks.count)
    for week, value in weeks_of(given, measure, region, kind):
        if 0 <= week < renewed.size:
            renewed[week] += value
    return _whole(renewed)


def closing(given: PlacesGround, region: str, kind: str) -> Array:
    """Closings of accepted plans, never more than the places that are left."""
    closings = np.cumsum(accepted(given, "closing", region, kind))
    now = standing_now(given, region, kind)
    left = now + np.cumsum(pipeline(given, region, kind) - expiring(given, region, kind))
    most = np.minimum.accumulate(np.maximum(0.0, left)[::-1])[::-1]
    closed: Array = np.diff(np.minimum(closings, most), prepend=0.0)
    return closed


def expiring(given: PlacesGround, region: str, kind: str) -> Array:
    """Contracts that end per week: those of the portfolio on their days, else a share of today's places.

    Without a portfolio they are spread evenly over the year because no contract dates are public, and
    never more than there are: the places may all have ended in the run-out.
    """
    if given.state.portfolio is not None:
        ending = np.zeros(given.weeks.count)
        for lot in lots(given, region, kind):
            if lot.end is not None:
                ending[lot.end] += lot.places
        return ending
    now = standing_now(given, region, kind)
    per_week = now * given.number(f"expiry_{kind}") / given.number("weeks_per_year")
    ended = np.minimum(per_week * np.arange(1, given.weeks.count + 1), now)
    return _whole(np.diff(ended, prepend=0.0))


def _whole(per_week: Array) -> Array:
    """Whole numbers per week whose running sum never exceeds the given one."""
    rounded: Array = np.diff(np.floor(np.cumsum(per_week) + FLOOR_TOLERANCE), prepend=0.0)
    return rounded


def lead_weeks(given: PlacesGround, region: str, kind: str) -> float:
    """Weeks from order to opening, with the delay of regular places."""
    return given.number(f"lead_weeks_{kind}") + (delay_of(given, region) if kind == "regular" else 0)


def decided_types(given: PlacesGround) -> tuple[str, ...]:
    """Types of which a plan decides what opens, is renewed and closes, in order."""
    rows, portfolio = given.state.rows, given.state.portfolio
    known = set(rows.type[rows.measure.isin(("places", "commitment", "order"))])
    if portfolio is not None:
        known = set(portfolio.type)
    return (*DECIDED_TYPES, *(kind for kind in OTHER_TYPES if kind in known))


def rows_of(given: PlacesGround, measure: str, kind: str, region: str = "") -> pd.DataFrame:
    """Rows of a measure and type in today's state, of one region if it is given."""
    return given.state.rows_of(measure, kind, region)


def delay_of(given: PlacesGround, region: str) -> int:
    """Weeks by which regular places of a region come later than announced."""
    return round(given.scenario.delay_by_province.get(region, given.scenario.delay))
