"""Money of the chain: overtime, the effective penalty on the old stock, and what courts would set by law."""

from __future__ import annotations

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.domain.time import DAYS_PER_WEEK
from capacity.plan.chain.columns import OLD_STOCK
from capacity.plan.chain.duties import over_term
from capacity.plan.chain.frames import six, week_labels
from capacity.plan.chain.solution import DECIMALS, ChainSolution, due_at
from capacity.plan.network.parts import NATION, Moments, Station

STATUTORY_LINE = "old_cases_statutory_penalty"


def cost_rows(solution: ChainSolution) -> list[tuple[object, ...]]:
    """Money of the chain: overtime, persons hired, the effective penalty on old applications over term.

    Overtime is in hours of work: that of a pool counted in outcomes by the hours behind its outcomes.
    """
    labels, shown, prices = week_labels(solution), solution.network.weeks.shown, solution.network.prices
    late = over_term(solution, solution.network.station(OLD_STOCK))
    unit_hours = solution.network.unit_hours
    overtime = np.sum([unit_hours(pool) * units for pool, units in solution.overtime.items()], axis=0)
    hired = np.sum([pool.hired for pool in solution.network.pools], axis=0)
    rows: list[tuple[object, ...]] = []
    for week in range(shown):
        for line, quantity, price in (
            ("overtime_hours", overtime[week], prices["overtime"]),
            ("old_cases_over_term", late[week], prices["penalty_old_case"]),
            ("hired_staff", hired[week], prices["hired"]),
        ):
            rows.append(
                (
                    labels[week],
                    NATION,
                    "money",
                    line,
                    float(quantity),
                    price,
                    round(float(quantity) * price, DECIMALS),
                )
            )
    return rows


def statutory_penalties(solution: ChainSolution, per_day: float, cap: float) -> list[tuple[object, ...]]:
    """What courts would set on the old stock if everybody over term asked: a sum per day up to a cap.

    It is settled after the plan and stands beside the effective rate, which follows what was paid.
    """
    station = solution.network.station(OLD_STOCK)
    late = over_term(solution, station)
    gone = solution.stations[OLD_STOCK].gone
    earlier = [_earlier(station, week, cap / per_day) for week in range(gone.size)]
    capped = np.maximum(0.0, due_at(solution, station, earlier) - gone)
    running = six(np.maximum(0.0, late - capped))
    price, labels = per_day * DAYS_PER_WEEK, week_labels(solution)
    rows: list[tuple[object, ...]] = []
    for week, persons in enumerate(running[: solution.network.weeks.shown].tolist()):
        eur = round(persons * price, DECIMALS)
        rows.append((labels[week], NATION, "after_solve", STATUTORY_LINE, persons, price, eur))
    return rows


def statutory_rows(solution: ChainSolution, parameters: Parameters) -> list[tuple[object, ...]]:
    """The same at the rate and cap of the shipped figures."""
    rate, cap = parameters.number("penalty_statutory_per_day"), parameters.number("penalty_statutory_cap")
    return statutory_penalties(solution, rate, cap)


def _earlier(station: Station, week: int, days: float) -> Moments:
    return tuple((weight, moment - days / DAYS_PER_WEEK) for weight, moment in station.due_at(week))
