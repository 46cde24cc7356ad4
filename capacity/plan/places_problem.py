"""What the places program is made of: blocks of places, residents, the intake site, the task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.state import State
from capacity.domain.time import Weeks
from capacity.plan.budget import ceilings
from capacity.plan.network import Array
from capacity.plan.residents import Residents
from capacity.scenario import Scenario

PERCENT = 100.0
FLOOR_TOLERANCE = 1e-9
OPENING_MEASURES = ("commitment", "order")
OPENED_TYPES = ("regular", "emergency")
DECIDED_TYPES = ("regular", "emergency", "crisis")


@dataclass(frozen=True)
class Block:
    """Places of one type in one region.

    Args:
        now: places available when the plan starts (whole).
        pipeline, expiring: places per week that come by commitment or whose contract ends (whole).
        open_limit: most places that may open in each decision period (0 before the lead time).
        ceiling: most places at any time.
        renewable_share: share of expiring places that may be renewed; `renewal` says who decides.
        contract_periods: decision periods before a new or renewed place may close; None: not in this plan.
        not_lasting: places that count for no task, the same in every week (negative: lasting places of
            another type).
        held_closing: places that a planner closes, by week; nothing else closes in these weeks.
        credit: of the places that a planner opened or renewed, how many may close again, per period.
        ordered, renewed, closing: what accepted plans decided, per week (whole): openings that are part
            of the pipeline, contracts that must be renewed, places that will be closed.
    """

    region: str
    type: str
    now: float
    pipeline: Array
    expiring: Array
    open_limit: Array
    ceiling: float
    renewable_share: float
    renewal: str
    contract_periods: int | None
    usable_share: float
    eur_per_place_week: float
    not_lasting: float = 0.0
    held_closing: Mapping[int, float] = field(default_factory=dict)
    credit: Array | None = None
    ordered: Array | None = None
    renewed: Array | None = None
    closing: Array | None = None

    @property
    def most_kept(self) -> Array:
        """Places at each week's end when every contract that ends is renewed and nothing else is decided."""
        return self.now + np.cumsum(self.pipeline - self.closings)

    @property
    def known(self) -> Array:
        """Places at each week's end when nothing is decided."""
        held = np.zeros_like(self.expiring)
        held[list(self.held_closing)] = list(self.held_closing.values())
        return self.now + np.cumsum(self.pipeline - self.expiring - self.closings - held)

    @property
    def closings(self) -> Array:
        """Places that an accepted plan closes, per week."""
        return np.zeros(self.pipeline.size) if self.closing is None else self.closing


@dataclass(frozen=True)
class Intake:
    """The intake site: who would be there, places, the cap, how many a week can be placed elsewhere."""

    region: str
    persons: Array
    places: float
    usable_share: float
    cap: float
    stay_weeks: float
    outplacement_limit: float
    eur_per_place_week: float


@dataclass(frozen=True)
class Border:
    """Places of the border procedure and who is held there; they are no residents."""

    region: str
    places: float
    usable_share: float
    persons: Array


@dataclass(frozen=True)
class PlacesProblem:
    """Input of the places program; `task_week` holds the legal date (None: not in the weeks shown).

    Args:
        ceilings: EUR that places may take in the weeks shown of a calendar year, where a ceiling is set.
        buffer_share: places kept free above the residents, as a share of them.
    """

    weeks: Weeks
    period_weeks: int
    blocks: tuple[Block, ...]
    residents: Mapping[str, Array]
    intake: Intake
    border: Border
    task: Mapping[str, float]
    task_week: int | None
    ceilings: Mapping[int, float] = field(default_factory=dict)
    buffer_share: float = 0.0

    @property
    def periods(self) -> int:
        """Number of decision periods that begin within the weeks solved."""
        return -(-self.weeks.count // self.period_weeks)

    def total_residents(self) -> Array:
        """Residents of all classes at each week's end."""
        total: Array = np.stack(list(self.residents.values())).sum(axis=0)
        return total


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

    def price(self, kind: str) -> float:
        """EUR per place-week: all-in cost of a resident-year, per week, at the occupancy norm."""
        per_week = self.number(f"cost_{kind}") / self.number("weeks_per_year")
        return per_week * self.number("occupancy_norm")


@dataclass(frozen=True)
class PlacesInput(PlacesGround):
    """What a places problem is made of, beside the chain's residents.

    Args:
        tasks: places asked of each region by the spreading law.
        intake_arrivals: persons per week who come to the intake site; before the plan at one rate.
        chain_eur: EUR that the chain takes in the weeks shown, by calendar year.
    """

    tasks: Mapping[str, float]
    residents: Residents
    intake_arrivals: Array
    earlier_arrivals_per_week: float
    chain_eur: Mapping[int, float] = field(default_factory=dict)


def dutch_places(given: PlacesInput) -> PlacesProblem:
    """The Dutch reception places: twelve provinces by type, the intake site and the border places."""
    day = date(round(given.number("task_date_year")), round(given.number("task_date_month")), 1)
    week = given.weeks.index(day)
    return PlacesProblem(
        weeks=given.weeks,
        period_weeks=round(given.number("places_period_weeks")),
        blocks=tuple(_block(given, code, kind) for code in given.provinces.code for kind in DECIDED_TYPES),
        residents=given.residents.by_class,
        intake=_intake(given),
        border=_border(given),
        task=given.tasks,
        task_week=week if 0 <= week < given.weeks.shown else None,
        ceilings=ceilings(given.scenario, given.parameters, given.weeks, given.chain_eur),
        buffer_share=given.scenario.steady / PERCENT,
    )


def _rows(given: PlacesGround, measure: str, kind: str, region: str = "") -> pd.DataFrame:
    rows = given.state.rows
    chosen = rows[(rows.measure == measure) & (rows.type == kind)]
    return chosen[chosen.region == region] if region else chosen


def _block(given: PlacesInput, region: str, kind: str) -> Block:
    now = float(_rows(given, "places", kind, region).value.sum())
    opened = kind in OPENED_TYPES
    return Block(
        region=region,
        type=kind,
        now=now,
        pipeline=pipeline(given, region, kind),
        expiring=expiring(given, now, kind),
        open_limit=_open_limit(given, region, kind) if opened else _nothing(given),
        ceiling=max(now, float(np.floor(now * given.number("emergency_ceiling"))))
        if kind == "emergency"
        else np.inf,
        renewable_share=given.number("renewal_possible"),
        renewal=given.scenario.renew,
        contract_periods=None
        if kind == "regular"
        else -int(-given.number("contract_weeks_emergency") // given.number("places_period_weeks")),
        usable_share=given.number(f"usable_share_{kind}"),
        eur_per_place_week=given.price(kind),
        not_lasting=_not_lasting(given, region, now) if kind == "regular" else 0.0,
        ordered=accepted(given, "order", region, kind),
        renewed=accepted(given, "renewal", region, kind),
        closing=closing(given, region, kind, now),
    )


def _not_lasting(given: PlacesGround, region: str, now: float) -> float:
    """Regular places in use that are not durable; all last where the state does not say."""
    durable = _rows(given, "durable", "regular", region)
    return now - float(durable.value.sum()) if len(durable) else 0.0


def _nothing(given: PlacesGround) -> Array:
    return np.zeros(-(-given.weeks.count // round(given.number("places_period_weeks"))))


def _delay(given: PlacesGround, region: str) -> int:
    return round(given.scenario.delay_by_province.get(region, given.scenario.delay))


def pipeline(given: PlacesGround, region: str, kind: str) -> Array:
    """Places to come by week, whole: announced ones after delay and the share delivered, ordered ones."""
    announced = _by_week(given, "commitment", region, kind)
    share = given.scenario.delivered_by_province.get(region, given.scenario.delivered) / PERCENT
    return _whole(announced * (share if kind == "regular" else 1.0)) + accepted(given, "order", region, kind)


def _by_week(given: PlacesGround, measure: str, region: str, kind: str) -> Array:
    """Places of a measure in the week in which they come; what is overdue comes in the first week."""
    places = np.zeros(given.weeks.count)
    for week, value in _weeks(given, measure, region, kind):
        if week < places.size:
            places[max(0, week)] += value
    return places


def _weeks(given: PlacesGround, measure: str, region: str, kind: str) -> list[tuple[int, float]]:
    """Week of the plan and places of each row of a measure, openings of regular places after their delay."""
    rows = _rows(given, measure, kind, region)
    delayed = kind == "regular" and measure in OPENING_MEASURES
    delay = _delay(given, region) if delayed else 0
    return [
        (given.weeks.index(date.fromisoformat(day)) + delay, float(value))
        for day, value in zip(rows.week, rows.value, strict=True)
    ]


def accepted(given: PlacesGround, measure: str, region: str, kind: str) -> Array:
    """What accepted plans decided per week, whole; renewals of contracts that ended already are past."""
    if measure != "renewal":
        return _whole(_by_week(given, measure, region, kind))
    renewed = np.zeros(given.weeks.count)
    for week, value in _weeks(given, measure, region, kind):
        if 0 <= week < renewed.size:
            renewed[week] += value
    return _whole(renewed)


def closing(given: PlacesGround, region: str, kind: str, now: float) -> Array:
    """Closings of accepted plans, never more than the places that are left."""
    closings = np.cumsum(accepted(given, "closing", region, kind))
    left = now + np.cumsum(pipeline(given, region, kind) - expiring(given, now, kind))
    most = np.minimum.accumulate(np.maximum(0.0, left)[::-1])[::-1]
    closed: Array = np.diff(np.minimum(closings, most), prepend=0.0)
    return closed


def expiring(given: PlacesGround, now: float, kind: str) -> Array:
    """Contracts that end, spread evenly over the year because no contract dates are public.

    Never more than there are: the share is of today's places, which may all have ended in the run-out.
    """
    per_week = now * given.number(f"expiry_{kind}") / given.number("weeks_per_year")
    ended = np.minimum(per_week * np.arange(1, given.weeks.count + 1), now)
    return _whole(np.diff(ended, prepend=0.0))


def _whole(per_week: Array) -> Array:
    """Whole numbers per week whose running sum never exceeds the given one."""
    rounded: Array = np.diff(np.floor(np.cumsum(per_week) + FLOOR_TOLERANCE), prepend=0.0)
    return rounded


def lead_weeks(given: PlacesGround, region: str, kind: str) -> float:
    """Weeks from order to opening, with the delay of regular places."""
    return given.number(f"lead_weeks_{kind}") + (_delay(given, region) if kind == "regular" else 0)


def _open_limit(given: PlacesGround, region: str, kind: str) -> Array:
    """Most places per period: the national limit by population, none before the lead time (and delay).

    What accepted plans ordered uses the limit of the period that begins with its opening.
    """
    period = round(given.number("places_period_weeks"))
    population = given.provinces.set_index("code").population
    share = float(population[region] / population.sum())
    limit = np.floor(given.number(f"new_{kind}_max") * period * share)
    first_weeks = np.arange(_nothing(given).size) * period
    taken = np.zeros(first_weeks.size)
    for week, places in _weeks(given, "order", region, kind):
        shared = np.minimum(first_weeks, week) + period - np.maximum(first_weeks, week)
        taken += places * np.maximum(0.0, shared) / period
    left = np.floor(np.maximum(0.0, limit - taken) + FLOOR_TOLERANCE)
    allowed: Array = np.where(first_weeks >= lead_weeks(given, region, kind), left, 0.0)
    return allowed


def _intake(given: PlacesInput) -> Intake:
    places = _rows(given, "places", "intake")
    return Intake(
        region=str(places.region.iloc[0]),
        persons=_present_at_intake(given),
        places=float(places.value.sum()) + given.scenario.intake_extra,
        usable_share=given.number("usable_share_intake"),
        cap=given.number("intake_cap"),
        stay_weeks=given.number("intake_stay_weeks"),
        outplacement_limit=given.number("intake_outplacement_max"),
        eur_per_place_week=given.price("intake"),
    )


def _present_at_intake(given: PlacesInput) -> Array:
    """Arrivals of the last weeks of stay; before the plan they came at the present rate."""
    stay = given.number("intake_stay_weeks")
    before = np.full(int(np.ceil(stay)), given.earlier_arrivals_per_week)
    return last_weeks(np.concatenate((before, given.intake_arrivals)), stay)[before.size :]


def last_weeks(persons: Array, weeks: float) -> Array:
    """Sum over the last so many weeks, the oldest in part."""
    total = np.concatenate(([0.0], np.cumsum(persons)))
    ends = np.arange(1, total.size, dtype=float)
    begin = np.interp(np.maximum(0.0, ends - weeks), np.arange(total.size), total)
    present: Array = total[1:] - begin
    return present


def _border(given: PlacesInput) -> Border:
    rows = _rows(given, "places", "border")
    places = given.number("border_places_fixed") + given.number("border_places_buffer")
    return Border(
        str(rows.region.iloc[0]), places, given.number("border_usable_share"), given.residents.border_persons
    )
