"""The places' part of the plan folder: places, occupancy, residents, duties and costs as frames."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.domain.plan_result import CLASSES
from capacity.domain.time import DAYS_PER_WEEK
from capacity.plan.chain.frames import Column, frame, frame_of, words_of
from capacity.plan.network.parts import Array
from capacity.plan.places.last import changed_places
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.places.sleepers import DECIMALS
from capacity.plan.places.solution import NOISE_TOLERANCE, BlockWeeks, PlacesSolution

Row = tuple[object, ...]


def labels(solution: PlacesSolution) -> list[str]:
    """ISO dates of the Mondays shown."""
    weeks = solution.problem.weeks
    return weeks.labels()[: weeks.shown]


def places_table(solution: PlacesSolution) -> pd.DataFrame:
    """Places by region and type per week; task and gap stand on the regular row of each region."""
    rows: list[Row] = []
    problem = solution.problem
    for part in solution.blocks:
        regular = part.block.type == "regular"
        task = problem.task[part.block.region] if regular else 0.0
        durable = part.lasting
        rows += _place_rows(
            solution,
            (part.block.region, part.block.type),
            part.block.now,
            (part.available, part.usable, part.occupied, part.opened, part.closed, durable),
            task,
        )
    intake, border = problem.intake, problem.border
    nothing = np.zeros(problem.weeks.count)
    level = nothing + intake.places
    curves = (level, level * intake.usable_share, solution.at_intake, nothing, nothing, nothing)
    rows += _place_rows(solution, (intake.region, "intake"), intake.places, curves, 0.0)
    room = border.room
    curves = (room.available, room.usable, at_border(solution), room.opened, room.closed, nothing)
    rows += _place_rows(solution, (border.region, "border"), room.now, curves, 0.0)
    return frame("places", rows)


def at_border(solution: PlacesSolution) -> Array:
    """Persons held at the border who have a place there."""
    border = solution.problem.border
    held: Array = np.minimum(np.round(border.persons, DECIMALS), border.room.usable)
    return held


def _place_rows(
    solution: PlacesSolution, where: tuple[str, str], now: float, curves: tuple[Array, ...], task: float
) -> list[Row]:
    available, usable, occupied, opened, closed, durable = curves
    return [
        (
            label,
            *where,
            float(now) if week == 0 else np.nan,
            float(available[week]),
            round(float(usable[week]), DECIMALS),
            float(occupied[week]),
            float(opened[week]),
            float(closed[week]),
            float(durable[week]),
            float(task),
            max(0.0, float(task - durable[week])),
        )
        for week, label in enumerate(labels(solution))
    ]


def occupancy_table(solution: PlacesSolution) -> pd.DataFrame:
    """Occupied places by class, as they sleep in the places that suit them."""
    problem = solution.problem
    weeks, names = words_of(labels(solution)), words_of(CLASSES)
    dates, classes = np.repeat(weeks, names.size), np.tile(names, weeks.size)
    parts: list[dict[str, Column]] = []
    sites = [(part.block.region, part.block.type, part.occupied, part.mix) for part in solution.blocks]
    sites.append((problem.intake.region, "intake", solution.at_intake, solution.mix_at_intake))
    for region, kind, occupied, mix in sites:
        by_class = _by_class(occupied[: weeks.size], mix[:, : weeks.size])
        parts.append(
            {
                "week": dates,
                "region": region,
                "type": kind,
                "class": classes,
                "occupied": by_class.T.ravel(),
            }
        )
    held = at_border(solution)[: weeks.size]
    border: dict[str, Column] = {"region": problem.border.region, "type": "border", "class": CLASSES[0]}
    return frame_of("occupancy", [*parts, {"week": weeks, **border, "occupied": held}])


def _by_class(occupied: Array, mix: Array) -> Array:
    """Occupied places of each class per week; the last class that is there takes what rounding leaves."""
    places = np.arange(len(CLASSES))[:, np.newaxis]
    last = np.where(mix > 0, places, 0).max(axis=0)
    rest, parts = occupied.astype(float), np.zeros(mix.shape)
    for place in range(len(CLASSES)):
        part = np.round(np.minimum(rest, occupied * mix[place]), DECIMALS)
        parts[place] = np.where(last == place, rest, part)
        rest = np.round(rest - parts[place], DECIMALS)
    return parts


def residents_table(solution: PlacesSolution, occupancy: pd.DataFrame) -> pd.DataFrame:
    """Residents by class, who of them is housed, and who has no bed."""
    housed = occupancy[occupancy.type != "border"].groupby(["week", "class"])["occupied"].sum()
    short = solution.without_bed > 0
    rows: list[Row] = []
    for week, label in enumerate(labels(solution)):
        for name in CLASSES:
            inside = round(float(housed[(label, name)]), DECIMALS)
            known = round(float(solution.problem.residents[name][week]), DECIMALS)
            everybody = max(known, inside) if short[week] else inside
            rows.append((label, name, everybody, inside, round(everybody - inside, DECIMALS)))
    return frame("residents", rows)


def duty_rows(solution: PlacesSolution, articles: Mapping[str, tuple[str, str]]) -> list[Row]:
    """Beds, the cap of the intake site, and the task of each province from its legal date on."""
    problem = solution.problem
    residents = problem.total_residents()
    rows: list[Row] = []
    for week, label in enumerate(labels(solution)):
        without = round(float(solution.without_bed[week]), DECIMALS)
        everybody = round(float(residents[week]), DECIMALS)
        rows.append(("beds", *articles["beds"], "NL", label, everybody, everybody - without, without, np.nan))
        over = float(solution.over_cap[week])
        rows.append(
            (
                "intake_cap",
                *articles["intake_cap"],
                problem.intake.region,
                label,
                float(solution.present[week]),
                round(float(solution.present[week]) - over, DECIMALS),
                over,
                np.nan,
            )
        )
    return rows + _task_duties(solution, articles["spreading_task"])


def _task_duties(solution: PlacesSolution, record: tuple[str, str]) -> list[Row]:
    first = solution.problem.task_week
    if first is None:
        return []
    rows: list[Row] = []
    for part in solution.blocks:
        if part.block.type == "regular":
            task = float(solution.problem.task[part.block.region])
            for week, label in list(enumerate(labels(solution)))[first:]:
                met = min(task, float(part.lasting[week]))
                rows.append(
                    ("spreading_task", *record, part.block.region, label, task, met, task - met, np.nan)
                )
    return rows


def cost_rows(solution: PlacesSolution, penalty_per_night: float, penalty_open: float) -> list[Row]:
    """Money of places per week, region and type; after the solve the daily penalty of the intake site."""
    intake = solution.problem.intake
    rows: list[Row] = []
    left = penalty_open
    for week, label in enumerate(labels(solution)):
        for part in solution.blocks:
            rows.append(
                _cost(
                    label,
                    part.block.region,
                    part.block.type,
                    part.available[week],
                    _price(part, week),
                )
            )
        rows.append(_cost(label, intake.region, "intake", intake.places, intake.eur_per_place_week))
        rows += _beside_places(solution, week, label)
        nights = DAYS_PER_WEEK if solution.over_cap[week] > NOISE_TOLERANCE else 0
        paid = min(float(nights), left / penalty_per_night)
        left -= paid * penalty_per_night
        if paid:
            rows.append(
                (
                    label,
                    intake.region,
                    "after_solve",
                    "intake_penalty_nights",
                    paid,
                    penalty_per_night,
                    paid * penalty_per_night,
                )
            )
    return [*rows, *_changed_rows(solution)]


def _changed_rows(solution: PlacesSolution) -> list[Row]:
    """What it weighs that places are decided otherwise than in the last plan; nobody pays it."""
    last, step = solution.problem.last, solution.problem.period_weeks
    if last is None or not last.eur_per_place:
        return []
    mondays, price = labels(solution), last.eur_per_place
    return [
        _cost(mondays[change.period * step], change.region, "changed", change.places, price, "steady")
        for change in changed_places(solution)
        if change.period * step < len(mondays)
    ]


def announced(problem: PlacesProblem) -> list[tuple[str, str, str, float]]:
    """Week, region, type and places of all that opens without a decision of the plan in the weeks shown."""
    mondays = problem.weeks.mondays()[: problem.weeks.shown]
    return [
        (monday.isoformat(), block.region, block.type, float(places))
        for block in problem.blocks
        for monday, places in zip(mondays, block.pipeline.tolist(), strict=False)
        if places
    ]


def changed_total(solution: PlacesSolution) -> dict[str, float]:
    """Places decided beyond what the last plan says, and the other way round; empty without a last plan."""
    if solution.problem.last is None:
        return {}
    changes = changed_places(solution)
    return {
        "more": round(sum(change.more for change in changes), DECIMALS),
        "fewer": round(sum(change.fewer for change in changes), DECIMALS),
    }


def _beside_places(solution: PlacesSolution, week: int, label: str) -> list[Row]:
    """Money of a week beside the places: places that open, people who move, beds above the usable share."""
    problem = solution.problem
    amounts: dict[tuple[str, str, float], float] = {}
    for part in solution.blocks:
        block = part.block
        for line, price, amount in (
            ("openings", block.eur_to_open, part.opened[week]),
            ("moves", problem.eur_per_move, part.closed[week] * block.usable_share),
            ("spare", problem.eur_per_spare_week, part.spare[week]),
        ):
            if price and amount:
                key = (block.region, line, price)
                amounts[key] = amounts.get(key, 0.0) + float(amount)
    return [
        _cost(label, region, line, round(amount, DECIMALS), price)
        for (region, line, price), amount in amounts.items()
    ]


def _price(part: BlockWeeks, week: int) -> float:
    """EUR per place in a week: the mean over the lots and all other places."""
    if not part.block.lots or not part.available[week]:
        return part.block.eur_per_place_week
    return float(part.eur[week] / part.available[week])


def _cost(label: str, region: str, line: str, quantity: float, price: float, goal: str = "money") -> Row:
    rounded = round(price, DECIMALS)
    return (
        label,
        region,
        goal,
        line,
        float(quantity),
        rounded,
        round(float(quantity) * rounded, DECIMALS),
    )


def goal_values(solution: PlacesSolution, costs: list[Row]) -> list[dict[str, object]]:
    """What each goal amounts to in the weeks shown, read from the tables."""
    shown, week = solution.problem.weeks.shown, solution.problem.task_week
    beds = float(solution.without_bed[:shown].sum() + solution.over_cap[:shown].sum())
    gap = 0.0
    if week is not None:
        for part in solution.blocks:
            if part.block.type == "regular":
                gap += max(0.0, solution.problem.task[part.block.region] - float(part.lasting[week]))
    money = sum(float(str(row[-1])) for row in costs if row[2] == "money")
    moved = float(sum(part.opened[:shown].sum() + part.closed[:shown].sum() for part in solution.blocks))
    found = (
        ("beds", beds, "person-weeks"),
        ("task", gap, "places"),
        ("money", money, "EUR"),
        ("steady", moved, "places"),
    )
    return [
        {"program": "places", "rank": rank, "id": name, "value": round(value, DECIMALS), "unit": unit}
        for rank, (name, value, unit) in enumerate(found, start=1)
    ]
