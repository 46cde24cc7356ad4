"""Money of the places: who is there, what opens, who has to move, beds in reserve; the ceiling of a year."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from capacity.plan.places.budget import weeks_by_year
from capacity.plan.places.columns import BlockColumns, PlacesProgram, expiring_by_period
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.solver.program import LESS, Column

Terms = dict[Column, float]


def money(places: PlacesProgram, weeks: Iterable[int]) -> Terms:
    """EUR of all blocks in some weeks; what no decision changes stands on the fixed column."""
    problem, weeks = places.problem, sorted(weeks)
    row: Terms = {places.fixed: 0.0}
    for block, columns in zip(problem.blocks, places.blocks, strict=True):
        for week in weeks:
            row[columns.available[week]] = block.eur_per_place_week
        if block.lots:
            row[places.fixed] += float(block.eur_beyond()[weeks].sum())
        for place, column in columns.lots.items():
            lot = block.lots[place]
            kept = float(lot.renewed(problem.weeks.count)[weeks].sum())
            row[column] = (lot.eur_per_place_week - block.eur_per_place_week) * kept
        _add_openings(row, places, block, columns, weeks)
        _add_moves(row, places, block, columns, weeks)
    for week in weeks if places.spare else ():
        row[places.spare[week]] = problem.eur_per_spare_week
    row[places.fixed] += problem.intake.places * problem.intake.eur_per_place_week * len(weeks)
    return row


def _add(row: Terms, column: Column, eur: float) -> None:
    row[column] = row.get(column, 0.0) + eur


def _begun(problem: PlacesProblem, weeks: list[int]) -> list[int]:
    """Decision periods that begin in some weeks."""
    return [week // problem.period_weeks for week in weeks if week % problem.period_weeks == 0]


def _add_openings(
    row: Terms, places: PlacesProgram, block: Block, columns: BlockColumns, weeks: list[int]
) -> None:
    """What a place costs once when it opens, announced or decided."""
    if not block.eur_to_open:
        return
    row[places.fixed] += block.eur_to_open * float(block.pipeline[weeks].sum())
    for period in _begun(places.problem, weeks):
        _add(row, columns.opened[period], block.eur_to_open)


def _add_moves(
    row: Terms, places: PlacesProgram, block: Block, columns: BlockColumns, weeks: list[int]
) -> None:
    """Who lives in a place that ends or closes moves; a contract that is renewed spares the move."""
    problem = places.problem
    eur = problem.eur_per_move * block.usable_share
    if not eur:
        return
    row[places.fixed] += eur * float((block.expiring + block.closings)[weeks].sum())
    for period in _begun(problem, weeks) if columns.closed else ():
        _add(row, columns.closed[period], eur)
    for week, column in columns.held.items():
        _add(row, column, eur * (week in weeks))
    for place, column in columns.lots.items():
        lot = block.lots[place]
        _add(row, column, eur * ((lot.ends_again in weeks) - (lot.end in weeks)))
    if not block.lots:
        for period, part in enumerate(_renewed_in(problem, block, weeks)):
            if part:
                _add(row, columns.renewed[period], -eur * part)


def _renewed_in(problem: PlacesProblem, block: Block, weeks: list[int]) -> list[float]:
    """Share of each period's renewals that falls into some weeks."""
    ending = expiring_by_period(problem, block)
    inside = np.zeros(problem.periods)
    for week in weeks:
        inside[week // problem.period_weeks] += block.expiring[week]
    shares: list[float] = np.divide(inside, ending, out=np.zeros_like(inside), where=ending > 0).tolist()
    return shares


def ceiling_rows(places: PlacesProgram) -> None:
    """Money of the places in the weeks shown of each year against the ceiling; what goes above is named."""
    problem = places.problem
    for year, shown in weeks_by_year(problem.weeks).items():
        if year not in problem.ceilings:
            continue
        over = places.program.column(f"over_ceiling-NL-{year}")
        row = money(places, shown)
        fixed = row.pop(places.fixed)
        row[over] = -1.0
        places.program.row(f"ceiling-NL-{year}", row, LESS, problem.ceilings[year] - fixed)
        places.over_ceiling.append(over)
