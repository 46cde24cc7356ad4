"""The goals of the chain, in order: hands at work, duties in time by rank, money, even weeks."""

from __future__ import annotations

import numpy as np

from capacity.plan.chain import OLD_STOCK, ChainProgram
from capacity.plan.chain_solution import ChainSolution
from capacity.plan.chain_tables import cost_rows, over_term, pool_use
from capacity.plan.program import Column
from capacity.plan.solver import Goal

RANKS = (1, 2, 3)
DOWNSTREAM_POOLS = ("courts", "dtv", "dtv_border", "municipalities")


def chain_goals(chain: ChainProgram) -> list[Goal]:
    """All levels in order, each minimised; hands counts as negative hours, earlier weighs more.

    Hands after the decision come behind the duties: were they first, the plan would decide the
    likely rejection first in order to give courts and departure more work.
    """
    after = [pool.id for pool in chain.network.pools if pool.id in DOWNSTREAM_POOLS]
    before = [pool.id for pool in chain.network.pools if pool.id not in DOWNSTREAM_POOLS]
    return [
        _hands(chain, before, 1),
        _share(chain),
        *(_duties(chain, rank) for rank in RANKS),
        _hands(chain, after, 3 + len(RANKS)),
        _money(chain, 4 + len(RANKS)),
        _even(chain, 5 + len(RANKS)),
        _ties(chain, 6 + len(RANKS)),
    ]


def _hands(chain: ChainProgram, pools: list[str], rank: int) -> Goal:
    """Regular hours worked by some pools, weighted by the weeks left.

    An unfinished or diverted exit is charged more than the work it can bring forward, so that
    nobody is passed on early only to keep a later desk busy.
    """
    weeks = chain.network.weeks.count
    terms: dict[Column, float] = {}
    for station in chain.network.stations:
        block = chain.blocks[station.key]
        for columns in (block.unfinished, block.diverted):
            terms.update(dict.fromkeys(columns, weeks * chain.network.event_weeks * station.hours))
        if station.pool in pools:
            for week, column in enumerate(block.served):
                terms[column] = -station.hours * (weeks - week)
    for pool in pools:
        for week, column in enumerate(chain.overtime[pool]):
            terms[column] = float(weeks - week)
    return Goal("hands", rank, chain.program.costs(terms), "hour-weeks")


def _share(chain: ChainProgram) -> Goal:
    return Goal("duties", 2, chain.program.costs(dict.fromkeys(chain.old_short, 1.0)), "hours")


def duty_terms(chain: ChainProgram, rank: int) -> dict[Column, float]:
    """Person-weeks over term of one rank; an event counts as the person-weeks it stands for."""
    terms: dict[Column, float] = {}
    event = chain.network.event_weeks
    for station in chain.network.stations:
        block = chain.blocks[station.key]
        if station.rank == rank:
            terms.update(dict.fromkeys(block.late, 1.0))
            terms.update(dict.fromkeys(block.unfinished, event))
            terms.update(dict.fromkeys(block.diverted, event))
    if rank == RANKS[0]:
        terms.update(dict.fromkeys(chain.pot_over, event))
    return terms


def _duties(chain: ChainProgram, rank: int) -> Goal:
    return Goal("duties", 2 + rank, chain.program.costs(duty_terms(chain, rank)), "person-weeks")


def money_terms(chain: ChainProgram) -> dict[Column, float]:
    """EUR per unit of overtime hours and of old cases over term, per column."""
    prices = chain.network.prices
    terms: dict[Column, float] = {}
    for columns in chain.overtime.values():
        terms.update(dict.fromkeys(columns, prices["overtime"]))
    if OLD_STOCK in chain.blocks:
        terms.update(dict.fromkeys(chain.blocks[OLD_STOCK].late, prices["penalty_old_case"]))
    return terms


def _money(chain: ChainProgram, rank: int) -> Goal:
    return Goal("money", rank, chain.program.costs(money_terms(chain)), "EUR")


def _even(chain: ChainProgram, rank: int) -> Goal:
    return Goal("even", rank, chain.program.costs(dict(chain.changes)), "hours")


def _ties(chain: ChainProgram, rank: int) -> Goal:
    """Fixed tie-breaks: unfinished and diverted as late as possible, service in the order of stations."""
    terms: dict[Column, float] = {}
    weeks = chain.network.weeks.count
    for place, station in enumerate(chain.network.stations):
        block = chain.blocks[station.key]
        for week in range(weeks):
            terms[block.served[week]] = (week + 1.0) * (1.0 + place / weeks)
        for columns in (block.unfinished, block.diverted):
            for week, column in enumerate(columns):
                terms[column] = float(weeks - week)
    return Goal("ties", rank, chain.program.costs(terms), "persons")


def goal_values(chain: ChainProgram, goals: list[Goal], solution: ChainSolution) -> list[dict[str, object]]:
    """What each level amounts to in the weeks shown, read from the plan itself and not from the solver."""
    found = {
        1: _hands_worked(solution, before=True),
        2: _share_short(solution),
        **{2 + rank: _duty_weeks(chain, solution, rank) for rank in RANKS},
        3 + len(RANKS): _hands_worked(solution, before=False),
        4 + len(RANKS): sum(float(str(row[-1])) for row in cost_rows(solution)),
        5 + len(RANKS): _changes(solution),
    }
    return [
        {
            "program": "chain",
            "rank": goal.rank,
            "id": goal.id,
            "value": round(found[goal.rank], 6),
            "unit": _SHOWN_UNITS.get(goal.id, goal.unit),
        }
        for goal in goals
        if goal.rank in found
    ]


_SHOWN_UNITS = {"hands": "hours"}


def _hands_worked(solution: ChainSolution, before: bool) -> float:
    shown = solution.network.weeks.shown
    return float(
        sum(
            pool_use(solution, pool)[0][:shown].sum()
            for pool in solution.network.pools
            if (pool.id in DOWNSTREAM_POOLS) != before
        )
    )


def _duty_weeks(chain: ChainProgram, solution: ChainSolution, rank: int) -> float:
    shown, event = solution.network.weeks.shown, chain.network.event_weeks
    total = 0.0
    for station in chain.network.stations:
        if station.rank == rank:
            weeks = solution.stations[station.key]
            total += over_term(solution, station)[:shown].sum()
            total += event * (weeks.unfinished[:shown].sum() + weeks.diverted[:shown].sum())
    if rank == RANKS[0] and chain.network.pot.stations:
        present = np.sum([solution.stations[key].queue for key in chain.network.pot.stations], axis=0)
        total += event * np.maximum(0.0, present - chain.network.pot.places)[:shown].sum()
    return float(total)


def _share_short(solution: ChainSolution) -> float:
    """Decider hours by which the least share of the old stock is missed (it has nobody left to serve)."""
    if OLD_STOCK not in solution.stations:
        return 0.0
    network = solution.network
    old = network.station(OLD_STOCK)
    pool = next(pool for pool in network.pools if pool.id == old.pool)
    wanted = network.old_share * pool_use(solution, pool)[0]
    missing = np.maximum(0.0, wanted - solution.stations[OLD_STOCK].served * old.hours)
    return float(missing[: network.weeks.shown].sum())


def _changes(solution: ChainSolution) -> float:
    shown = solution.network.weeks.shown
    return float(
        sum(
            np.abs(np.diff(solution.stations[station.key].served[:shown])).sum() * station.hours
            for station in solution.network.stations
        )
    )
