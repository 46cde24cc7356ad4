"""What the places program is made of: blocks of places, residents, the intake site, the task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from capacity.domain.last_plan import LastPlan
from capacity.domain.time import Weeks
from capacity.plan.budget import ceilings
from capacity.plan.last_decisions import LastDecisions, last_decisions
from capacity.plan.lots import Lot
from capacity.plan.network import Array
from capacity.plan.places_ground import (
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
from capacity.plan.residents import Residents
from capacity.plan.suits import EVERYBODY, Suits, bounded_sets, suits_of

LAST_STEP = "crisis"
"""Halls: the last step in COA's order of upscaling."""


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
        lots: the blocks of a portfolio that it is made of; they end and are renewed each on its own terms.
        suits: classes of residents who may live in its places that are of no lot.
        eur_to_open: EUR that a place costs once when it opens.
        most_periods: decision periods after which an opened place must close; None without a maximum.
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
    lots: tuple[Lot, ...] = ()
    suits: Suits = EVERYBODY
    eur_to_open: float = 0.0
    most_periods: int | None = None

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

    def renewable(self) -> Array:
        """Places of lots whose contract may be renewed, by the week in which it ends."""
        weekly: Array = np.zeros(self.expiring.size)
        for lot in self.lots:
            if lot.end is not None and lot.ends:
                weekly[lot.end] += lot.renewable
        return weekly

    def usable_for(self, classes: Suits) -> float:
        """Usable share of places that are of no lot; none when they suit nobody of these classes."""
        return self.usable_share if self.suits & classes else 0.0

    def usable_beyond(self, classes: Suits = EVERYBODY) -> Array:
        """Usable places of lots that are not renewed, less their places times the usable share."""
        weeks, share = self.expiring.size, self.usable_for(classes)
        beyond: Array = np.zeros(weeks)
        for lot in self.lots:
            beyond += lot.standing(weeks) * (lot.usable_for(classes) - share)
        return beyond

    def eur_beyond(self) -> Array:
        """EUR per week of lots that are not renewed, less their places times the price."""
        weeks = self.expiring.size
        beyond: Array = np.zeros(weeks)
        for lot in self.lots:
            beyond += lot.standing(weeks) * (lot.eur_per_place_week - self.eur_per_place_week)
        return beyond

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
    suits: Suits = EVERYBODY


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
        fair: whether the relative gaps of the regions to their tasks are made as equal as they can be.
        eur_per_move, moves_per_week: price of a move of a person, and most places (in persons) that the
            plan itself closes.
        spare_share: share of places that may be in use in a crisis; 0 when crisis steps are not allowed.
        eur_per_spare_week: EUR per person-week above the usual share.
        last: what the last plan decided; None when there is none to stay close to.
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
    fair: bool = False
    eur_per_move: float = 0.0
    moves_per_week: float = np.inf
    spare_share: float = 0.0
    eur_per_spare_week: float = 0.0
    last: LastDecisions | None = None

    def spare_of(self, block: Block) -> float:
        """Beds of a place of a block beyond its usable share that a crisis allows."""
        return max(0.0, self.spare_share - block.usable_share)

    @property
    def periods(self) -> int:
        """Number of decision periods that begin within the weeks solved."""
        return -(-self.weeks.count // self.period_weeks)

    def usable_known(self, classes: Suits = EVERYBODY) -> Array:
        """Usable places per week that no decision changes and no block's usable share counts."""
        known: Array = np.zeros(self.weeks.count)
        for block in self.blocks:
            known += block.usable_beyond(classes)
        return known

    def bounded_classes(self) -> list[Suits]:
        """Sets of classes that do not suit all places; each needs room of its own."""
        whose = {self.intake.suits} if self.intake.places else set()
        for block in self.blocks:
            whose.add(block.suits)
            whose.update(lot.suits for lot in block.lots)
        return bounded_sets(whose)

    def not_lasting(self, regular: Block) -> Array:
        """Places of a region's regular block that count for no task, less lasting ones of other types."""
        found: Array = np.full(self.weeks.count, float(regular.not_lasting))
        for block in self.blocks:
            if block.region == regular.region:
                for lot in block.lots:
                    if lot.durable != (block.type == "regular"):
                        found += lot.standing(self.weeks.count) * (-1.0 if lot.durable else 1.0)
        return found

    def total_residents(self, classes: Suits = EVERYBODY) -> Array:
        """Residents of some classes (all if none are named) at each week's end."""
        asked = [persons for name, persons in self.residents.items() if name in classes]
        total: Array = np.stack(asked).sum(axis=0)
        return total


@dataclass(frozen=True)
class PlacesInput(PlacesGround):
    """What a places problem is made of, beside the chain's residents.

    Args:
        tasks: places asked of each region by the spreading law.
        intake_arrivals: persons per week who come to the intake site; before the plan at one rate.
        chain_eur: EUR that the chain takes in the weeks shown, by calendar year.
        last: the plan made before this one.
    """

    tasks: Mapping[str, float]
    residents: Residents
    intake_arrivals: Array
    earlier_arrivals_per_week: float
    chain_eur: Mapping[int, float] = field(default_factory=dict)
    last: LastPlan | None = None


def dutch_places(given: PlacesInput) -> PlacesProblem:
    """The Dutch reception places: twelve provinces by type, the intake site and the border places."""
    day = date(round(given.number("task_date_year")), round(given.number("task_date_month")), 1)
    week = given.weeks.index(day)
    return PlacesProblem(
        weeks=given.weeks,
        period_weeks=round(given.number("places_period_weeks")),
        blocks=tuple(
            _block(given, code, kind) for code in given.provinces.code for kind in decided_types(given)
        ),
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
        contract_periods=None
        if kind == "regular"
        else -int(-_terms(given, "contract_weeks", kind) // given.number("places_period_weeks")),
        usable_share=given.number(f"usable_share_{kind}"),
        eur_per_place_week=given.price(kind),
        not_lasting=_not_lasting(given, region, now) if kind == "regular" else 0.0,
        ordered=accepted(given, "order", region, kind),
        renewed=accepted(given, "renewal", region, kind),
        closing=closing(given, region, kind),
        lots=lots(given, region, kind),
        suits=suits_of(kind),
        eur_to_open=0.0 if kind == "regular" else given.number("eur_per_opening"),
        most_periods=None
        if kind == "regular"
        else int(_terms(given, "contract_most_weeks", kind) // given.number("places_period_weeks")),
    )


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
    rows = rows_of(given, "places", "border")
    places = given.number("border_places_fixed") + given.number("border_places_buffer")
    return Border(
        str(rows.region.iloc[0]), places, given.number("border_usable_share"), given.residents.border_persons
    )
