"""What the places program is made of: blocks of places, residents, the intake site, the task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from capacity.domain.time import Weeks
from capacity.plan.network.parts import Array
from capacity.plan.portfolio.border_room import BorderRoom
from capacity.plan.portfolio.last_decisions import LastDecisions
from capacity.plan.portfolio.lots import Lot
from capacity.plan.portfolio.suits import EVERYBODY, Suits, bounded_sets

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
        most_renewed: most renewals in each decision period; None: the whole part of the renewable share.
        eur_to_open: EUR that a place costs once when it opens.
        most_periods: decision periods after which an opened place must close; None without a maximum.
        settled: places that a planner renews of the contracts that end in a week, which are of no lot.
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
    most_renewed: Array | None = None
    eur_to_open: float = 0.0
    most_periods: int | None = None
    settled: Mapping[int, float] = field(default_factory=dict)

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
    room: BorderRoom
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
        for place in self.with_lots.get(regular.region, ()):
            block = self.blocks[place]
            for lot in block.lots:
                if lot.durable != (block.type == "regular"):
                    found += lot.standing(self.weeks.count) * (-1.0 if lot.durable else 1.0)
        return found

    @cached_property
    def with_lots(self) -> Mapping[str, tuple[int, ...]]:
        """By region, the positions of its blocks that have contracts of a portfolio."""
        found: dict[str, tuple[int, ...]] = {}
        for place, block in enumerate(self.blocks):
            if block.lots:
                found[block.region] = (*found.get(block.region, ()), place)
        return found

    def total_residents(self, classes: Suits = EVERYBODY) -> Array:
        """Residents of some classes (all if none are named) at each week's end."""
        asked = [persons for name, persons in self.residents.items() if name in classes]
        total: Array = np.stack(asked).sum(axis=0)
        return total
