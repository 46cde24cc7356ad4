"""A plan handed down to the municipalities: their places week by week, and the contracts that end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from capacity.domain.plan_result import CLASSES, PlanResult
from capacity.domain.time import Weeks
from capacity.plan.chain.frames import frame
from capacity.plan.chain.residents import Residents
from capacity.plan.edited.contracts import edited_contracts
from capacity.plan.edited.places import held_moves, housed, present_at_intake
from capacity.plan.network.parts import Array
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.places.dutch import PlacesInput, dutch_places
from capacity.plan.places.municipal import division, handed_down
from capacity.plan.places.solution import BlockWeeks, PlacesSolution
from capacity.plan.portfolio.border_room import border_room
from capacity.plan.portfolio.ground import PlacesGround, decided_types, expiring
from capacity.plan.portfolio.lots import Lot, as_records, may_renew, notice_day
from capacity.scenario import Scenario
from capacity.service.inputs import Inputs, plan_weeks, planned_tasks
from capacity.service.municipal_progress import lasting_lots, municipal_progress
from capacity.service.planning import Ground
from capacity.service.portfolio import SHOWN_WEEKS, derived_portfolio
from capacity.sources.shipped import load_table
from capacity.spreading import swaps

MET = 1e-6
NO_CONTRACTS = frame("contracts", [])
MINORS, LASTING_MINORS = "minors", "lasting_minors"
RENEW, PART, CLOSE, NO_OPTION = "renew", "part", "close", "no_option"
CONTRACT_COLUMNS = (
    *("block", "region", "municipality", "type", "places", "ends", "notice_by", "eur_renew", "eur_replace"),
    *("plan_says", "renewed", "lost_usable", "kind"),
)
PLACES_COLUMNS = (
    *("week", "region", "type", "available", "usable", "occupied", "opened", "closed", "lasting"),
    LASTING_MINORS,
)


@dataclass(frozen=True)
class MunicipalPlan:
    """A plan by municipality.

    Args:
        progress: one row per municipality: region, lasting_now, preparing and expiring (lasting places that
            come and go), lasting_at_date,
            gap_at_date (missing when the plan does not hold that week), lasting_end, gap_end, closes (ISO
            Monday, empty when the gap stays open), other_now (all other places there
            now, which count for no task), eur_year.
        contracts: CONTRACT_COLUMNS, by notice day: contracts that end within a year; eur_renew is missing
            where nothing can be renewed or no price is known.
        swaps: province, giver, taker, places: what one municipality has beyond its task in the last week
            shown and could take over from another of its province.
        places: PLACES_COLUMNS: what is there at the end of every four weeks (`week` is the first of them),
            and what opens and closes within them; of `lasting` those at locations of minors apart.
        open_progress: progress when places of minors are counted nowhere.
        open_swaps: swaps of the provinces that have no lasting places of minors.
        own: whether it rests on a portfolio; else on totals divided over municipalities.
        minors_hidden: whether the places of minors are left out of every figure.
    """

    progress: pd.DataFrame
    contracts: pd.DataFrame
    swaps: pd.DataFrame
    places: pd.DataFrame
    open_progress: pd.DataFrame
    open_swaps: pd.DataFrame
    own: bool
    minors_hidden: bool = False

    def without_places_of_minors(self) -> MunicipalPlan:
        """The same without where locations of minors are: their contracts name the province alone.

        Gaps are then those of all other places, an upper bound of the true ones: a true gap beside what is
        shown of the other places would tell how many minors live there. Totals divided by inhabitants tell
        nothing of a location and stay.
        """
        if not self.own:
            return self
        minors = self.contracts.type == MINORS
        nameless = self.contracts.assign(
            municipality=self.contracts.municipality.mask(minors, ""),
            block=self.contracts.block.mask(minors, MINORS),
        )
        places = self.places[self.places.type != MINORS]
        lasting = (places.lasting - places[LASTING_MINORS]).clip(lower=0)
        return replace(
            self,
            contracts=nameless,
            progress=self.open_progress,
            swaps=self.open_swaps,
            places=places.assign(lasting=lasting).drop(columns=LASTING_MINORS),
            minors_hidden=True,
        )


def municipal_plan(
    inputs: Inputs, ground: Ground, plan: PlanResult, task: Mapping[str, float], legal_date: date
) -> MunicipalPlan:
    """Hands a plan of the provinces down to their municipalities.

    Args:
        task: places asked of each municipality.
        legal_date: day on which it must be met.
    """
    given = _input(inputs, ground, plan)
    problem = dutch_places(given)
    moves = held_moves(plan.tables["places"], problem)
    told = edited_contracts(moves, plan.tables.get("contracts", NO_CONTRACTS), [], problem).renewed
    above = housed(problem, moves, present_at_intake(plan.tables["duties"], problem), told)
    portfolio = ground.state.portfolio
    home = {} if portfolio is None else dict(zip(portfolio.block, portfolio.municipality, strict=True))
    over = division(load_table("regions/municipalities"), task, home, given.scenario.fair)
    below = handed_down(above, over)
    progress, without = (
        municipal_progress(below, task, legal_date, given.number("weeks_per_year"), left_out)
        for left_out in ((), (MINORS,))
    )
    lasting = dict(zip(progress.region, progress.lasting_end, strict=True))
    province = {code: region for region, codes in over.members.items() for code in codes}
    possible = swaps(lasting, task, province)
    kept_apart = {province[code] for code in progress.region[progress.lasting_end != without.lasting_end]}
    return MunicipalPlan(
        progress=progress,
        open_progress=without,
        swaps=possible,
        open_swaps=possible[~possible.province.isin(kept_apart)].reset_index(drop=True),
        contracts=_contracts(inputs, given, moves.closed, above),
        places=_places(below),
        own=portfolio is not None,
    )


def _input(inputs: Inputs, ground: Ground, plan: PlanResult) -> PlacesInput:
    scenario = Scenario.model_validate(plan.scenario_document)
    weeks = plan_weeks(ground.state, scenario, inputs.parameters)
    parameters = scenario_parameters(scenario, inputs.parameters)
    return PlacesInput(
        parameters=parameters,
        state=ground.state,
        scenario=scenario,
        provinces=inputs.provinces,
        weeks=weeks,
        tasks=planned_tasks(inputs, ground.state),
        residents=_residents(plan, weeks),
        intake_arrivals=np.zeros(weeks.count),
        earlier_arrivals_per_week=0.0,
        border_room=border_room(parameters, inputs.parameters, ground.state, weeks),
    )


def _residents(plan: PlanResult, weeks: Weeks) -> Residents:
    table, found = plan.tables["residents"], {}
    for name in CLASSES:
        found[name] = np.zeros(weeks.count)
        rows = table[table["class"] == name].sort_values("week").residents.to_numpy(float)
        found[name][: rows.size] = rows
    return Residents(found, {}, np.zeros(weeks.count))


def _places(solution: PlacesSolution) -> pd.DataFrame:
    """Places of every municipality and type by decision period, in the order of region and type."""
    problem = solution.problem
    shown = problem.weeks.shown
    begins = np.arange(0, shown, problem.period_weeks)
    ends = np.minimum(begins + problem.period_weeks, shown) - 1
    parts = sorted(solution.blocks, key=lambda part: (part.block.region, part.block.type))
    apart = np.stack(_lasting_of_minors(parts, problem.weeks.count))[:, ends]

    def at_end(name: str) -> Array:
        return np.stack([getattr(part, name)[ends] for part in parts]).ravel()

    def within(name: str) -> Array:
        weekly = np.stack([getattr(part, name)[:shown] for part in parts])
        return np.asarray(np.add.reduceat(weekly, begins, axis=1)).ravel()

    weeks = problem.weeks.labels()
    cells = {
        "week": [weeks[begin] for begin in begins] * len(parts),
        "region": np.repeat([part.block.region for part in parts], begins.size),
        "type": np.repeat([part.block.type for part in parts], begins.size),
        **{name: at_end(name) for name in ("available", "usable", "occupied", "lasting")},
        **{name: within(name) for name in ("opened", "closed")},
        LASTING_MINORS: apart.ravel(),
    }
    return pd.DataFrame(cells)[list(PLACES_COLUMNS)]


def _lasting_of_minors(parts: list[BlockWeeks], weeks: int) -> list[Array]:
    """Lasting places of minors per week; told on a municipality's regular block, as all lasting ones."""
    of_minors = {part.block.region: lasting_lots(part, weeks) for part in parts if part.block.type == MINORS}
    nothing = np.zeros(weeks)
    return [
        of_minors.get(part.block.region, nothing) if part.block.type == "regular" else nothing
        for part in parts
    ]


def _contracts(
    inputs: Inputs, given: PlacesGround, closed: Mapping[tuple[str, str], Array], above: PlacesSolution
) -> pd.DataFrame:
    portfolio = given.state.portfolio
    last = (given.state.as_of + timedelta(weeks=SHOWN_WEEKS)).isoformat()
    blocks = derived_portfolio(inputs, given.state) if portfolio is None else portfolio
    ending = blocks[(blocks.contract_end >= given.state.as_of.isoformat()) & (blocks.contract_end <= last)]
    kept = _kept_shares(given, closed) if portfolio is None else _kept_lots(given, above)
    rows = [_contract(given, row, kept, _followed_by(given, blocks, row)) for row in as_records(ending)]
    found = pd.DataFrame(rows, columns=list(CONTRACT_COLUMNS))
    return found.sort_values(["notice_by", "ends", "block"], ignore_index=True)


Kept = Mapping[tuple[str, str], float]


def _kept_lots(given: PlacesGround, above: PlacesSolution) -> Kept:
    """Share of each block that the plan renews, by block and last day."""
    found: dict[tuple[str, str], float] = {}
    for part in above.blocks:
        for lot, places in zip(part.block.lots, part.renewed, strict=True):
            if lot.end is not None:
                found[(lot.block, _week(given, lot))] = places / lot.places
    return found


def _week(given: PlacesGround, lot: Lot) -> str:
    return given.weeks.monday(lot.end or 0).isoformat()


def _kept_shares(given: PlacesGround, closed: Mapping[tuple[str, str], Array]) -> Kept:
    """Without contracts: share of what ends in the weeks shown that the plan keeps, by province and type."""
    found: dict[tuple[str, str], float] = {}
    shown = given.weeks.shown
    for region in given.provinces.code.astype(str):
        for kind in decided_types(given):
            ending = expiring(given, region, kind)[:shown]
            kept = np.maximum(0.0, ending - closed[(region, kind)][:shown]).sum()
            found[(region, kind)] = float(kept / ending.sum()) if ending.sum() else 0.0
    return found


def _followed_by(given: PlacesGround, blocks: pd.DataFrame, row: Mapping[str, object]) -> float:
    """Usable places of the contract of the same block that starts within a week after this one ends."""
    latest = (date.fromisoformat(str(row["contract_end"])) + timedelta(weeks=1)).isoformat()
    same = (blocks.block == row["block"]) & (blocks.municipality == row["municipality"])
    after = blocks[same & (blocks.start > str(row["contract_end"])) & (blocks.start <= latest)]
    return sum(_usable(given, each) for each in as_records(after))


def _usable(given: PlacesGround, row: Mapping[str, object]) -> float:
    """Usable places of a contract, by the share of its type where it gives none."""
    own = _number(row["usable_share"])
    return float(str(row["capacity"])) * (given.number(f"usable_share_{row['type']}") if own is None else own)


def _contract(
    given: PlacesGround, row: Mapping[str, object], kept: Kept, followed_by: float
) -> tuple[object, ...]:
    region, kind, places = str(row["region"]), str(row["type"]), float(str(row["capacity"]))
    municipality, ends = str(row["municipality"]), str(row["contract_end"])
    week = given.weeks.monday(given.weeks.index(date.fromisoformat(ends) + timedelta(days=1))).isoformat()
    share = kept.get((region, kind) if not municipality else (str(row["block"]), week), 0.0)
    price = _number(row["eur_per_place_week"])
    own_price = given.price(kind) if price is None and kind in decided_types(given) else price
    weeks = _number(row["renewal_weeks"]) or 0.0
    option = bool(weeks) and (not municipality or share > MET or may_renew(row, given.state.as_of))
    says = NO_OPTION if not option else RENEW if share > 1 - MET else PART if share > MET else CLOSE
    notice = notice_day(ends, _number(row["notice_weeks"]) or 0.0)
    instead = given.price("emergency")
    return (
        *(
            row["block"],
            region,
            municipality,
            kind,
            places,
            ends,
            "" if notice is None else notice.isoformat(),
        ),
        np.nan if own_price is None or not weeks else round(places * own_price * weeks, 2),
        round(places * instead * (weeks or given.number("contract_weeks_emergency")), 2),
        *(says, round(places * share), round(max(0.0, _usable(given, row) - followed_by)), row["kind"]),
    )


def _number(cell: object) -> float | None:
    number = float(str(cell))
    return None if np.isnan(number) else number
