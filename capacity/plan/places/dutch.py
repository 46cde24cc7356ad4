"""The Dutch reception places: what stands in each province, what may open, the intake site and the border."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from capacity.domain.last_plan import LastPlan
from capacity.plan.chain.residents import Residents
from capacity.plan.network.parts import Array
from capacity.plan.places.budget import ceilings
from capacity.plan.places.problem import LAST_STEP, Block, Border, Intake, PlacesProblem
from capacity.plan.portfolio.border_room import BorderRoom, border_blocks, has_border
from capacity.plan.portfolio.ground import (
    FLOOR_TOLERANCE,
    OPENED_TYPES,
    PERCENT,
    PlacesGround,
    accepted,
    closing,
    decided_types,
    expiring,
    lead_weeks,
    lots,
    pipeline,
    rows_of,
    standing_now,
    weeks_of,
)
from capacity.plan.portfolio.last_decisions import LastDecisions, last_decisions
from capacity.plan.portfolio.suits import EVERYBODY, Suits, suits_of


@dataclass(frozen=True)
class PlacesInput(PlacesGround):
    """What a places problem is made of, beside the chain's residents.

    Args:
        tasks: places asked of each region by the spreading law.
        intake_arrivals: persons per week who come to the intake site; before the plan at one rate.
        border_room: places of the border procedure.
        chain_eur: EUR that the chain takes in the weeks shown, by calendar year.
        last: the plan made before this one.
    """

    tasks: Mapping[str, float]
    residents: Residents
    intake_arrivals: Array
    earlier_arrivals_per_week: float
    border_room: BorderRoom
    chain_eur: Mapping[int, float] = field(default_factory=dict)
    last: LastPlan | None = None


def dutch_places(given: PlacesInput) -> PlacesProblem:
    """The Dutch reception places: twelve provinces by type, the intake site and the border places."""
    day = date(round(given.number("task_date_year")), round(given.number("task_date_month")), 1)
    week = given.weeks.index(day)
    kinds = decided_types(given)
    return PlacesProblem(
        weeks=given.weeks,
        period_weeks=round(given.number("places_period_weeks")),
        blocks=tuple(_block(given, code, kind) for code in given.provinces.code for kind in kinds),
        residents=given.residents.by_class,
        intake=_intake(given),
        border=_border(given),
        task=given.tasks,
        task_week=week if 0 <= week < given.weeks.shown else None,
        ceilings=ceilings(given.scenario, given.parameters, given.weeks, given.chain_eur),
        buffer_share=given.scenario.steady / PERCENT,
        fair=given.scenario.fair,
        eur_per_move=given.number("eur_per_move"),
        moves_per_week=given.number("moves_per_week_max"),
        spare_share=given.number("usable_share_in_crisis") if given.scenario.crisis_steps else 0.0,
        eur_per_spare_week=given.number("cost_spare") / given.number("weeks_per_year"),
        last=_last(given),
    )


def _last(given: PlacesInput) -> LastDecisions | None:
    if given.last is None:
        return None
    return last_decisions(given, given.last, round(given.number("places_period_weeks")), _nothing(given).size)


def _block(given: PlacesInput, region: str, kind: str) -> Block:
    now = standing_now(given, region, kind)
    opened = kind in OPENED_TYPES or (kind == LAST_STEP and given.scenario.crisis_steps)
    least, most = (None, None) if kind == "regular" else contract_periods(given, kind)
    return Block(
        region=region,
        type=kind,
        now=now,
        pipeline=pipeline(given, region, kind),
        expiring=expiring(given, region, kind),
        open_limit=_open_limit(given, region, kind) if opened else _nothing(given),
        ceiling=_most_places(given, region, kind, now),
        renewable_share=given.number("renewal_possible"),
        renewal=given.scenario.renew,
        contract_periods=least,
        usable_share=given.number(f"usable_share_{kind}"),
        eur_per_place_week=given.price(kind),
        not_lasting=_not_lasting(given, region, now) if kind == "regular" else 0.0,
        ordered=accepted(given, "order", region, kind),
        renewed=accepted(given, "renewal", region, kind),
        closing=closing(given, region, kind),
        lots=lots(given, region, kind),
        suits=suits_of(kind),
        eur_to_open=0.0 if kind == "regular" else given.number("eur_per_opening"),
        most_periods=most,
    )


def contract_periods(given: PlacesGround, kind: str) -> tuple[int, int]:
    """Fewest and most decision periods that a temporary place which the plan opens stays.

    The longest contract is never shorter than the shortest, whatever a planner sets: else no plan keeps both.
    """
    period = given.number("places_period_weeks")
    least = -int(-_terms(given, "contract_weeks", kind) // period)
    return least, max(least, int(_terms(given, "contract_most_weeks", kind) // period))


def _terms(given: PlacesGround, what: str, kind: str) -> float:
    """A number of temporary places of a type; of emergency places where the type has none of its own."""
    own = f"{what}_{kind}"
    return given.number(own if own in given.parameters else f"{what}_emergency")


def _most_places(given: PlacesGround, region: str, kind: str, now: float) -> float:
    """Most places at any time: of emergency places by those of today, of others by those of the country."""
    if kind == "emergency":
        return max(now, float(np.floor(now * given.number("emergency_ceiling"))))
    if f"most_{kind}" not in given.parameters:
        return float(np.inf)
    return max(now, float(np.floor(given.number(f"most_{kind}") * given.population_share(region))))


def _not_lasting(given: PlacesGround, region: str, now: float) -> float:
    """Regular places in use that are not durable; all last where the state does not say.

    Lots of a portfolio tell it themselves.
    """
    if given.state.portfolio is not None:
        return 0.0
    durable = rows_of(given, "durable", "regular", region)
    return now - float(durable.value.sum()) if len(durable) else 0.0


def _nothing(given: PlacesGround) -> Array:
    return np.zeros(-(-given.weeks.count // round(given.number("places_period_weeks"))))


def _open_limit(given: PlacesGround, region: str, kind: str) -> Array:
    """Most places per period: the national limit by population, none before the lead time (and delay).

    What accepted plans ordered uses the limit of the period that begins with its opening.
    """
    period = round(given.number("places_period_weeks"))
    limit = np.floor(given.number(f"new_{kind}_max") * period * given.population_share(region))
    first_weeks = np.arange(_nothing(given).size) * period
    taken = np.zeros(first_weeks.size)
    for week, places in weeks_of(given, "order", region, kind):
        shared = np.minimum(first_weeks, week) + period - np.maximum(first_weeks, week)
        taken += places * np.maximum(0.0, shared) / period
    left = np.floor(np.maximum(0.0, limit - taken) + FLOOR_TOLERANCE)
    allowed: Array = np.where(first_weeks >= lead_weeks(given, region, kind), left, 0.0)
    return allowed


def _intake(given: PlacesInput) -> Intake:
    region, places, suits = _intake_site(given)
    return Intake(
        region=region,
        persons=present_at_intake(given),
        places=places + given.scenario.intake_extra,
        usable_share=given.number("usable_share_intake"),
        cap=given.number("intake_cap"),
        stay_weeks=given.number("intake_stay_weeks"),
        outplacement_limit=given.number("intake_outplacement_max"),
        eur_per_place_week=given.price("intake"),
        suits=suits,
    )


def _intake_site(given: PlacesInput) -> tuple[str, float, Suits]:
    """Region, places and suitable classes of the intake site, of the portfolio where it has one."""
    rows, portfolio = rows_of(given, "places", "intake"), given.state.portfolio
    suits = EVERYBODY
    if portfolio is not None and (portfolio.type == "intake").any():
        rows = portfolio[portfolio.type == "intake"].assign(value=portfolio.capacity)
        suits = frozenset(" ".join(rows.suitable_for.astype(str)).split())
    return str(rows.region.iloc[0]), float(rows.value.sum()), suits


def present_at_intake(given: PlacesInput) -> Array:
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
    rows = border_blocks(given.state) if has_border(given.state) else rows_of(given, "places", "border")
    return Border(str(rows.region.iloc[0]), given.border_room, given.residents.border_persons)
