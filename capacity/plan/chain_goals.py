"""The goals of the chain, in order: hands at work, duties in time by rank, money, even weeks."""

from __future__ import annotations

from capacity.plan.chain import ChainProgram
from capacity.plan.program import Column
from capacity.plan.solver import Goal

RANKS = (1, 2, 3)


def chain_goals(chain: ChainProgram) -> list[Goal]:
    """All levels in order, each minimised; hands counts as negative hours, earlier weighs more."""
    goals = [_hands(chain), _share(chain)]
    goals += [_duties(chain, rank) for rank in RANKS]
    goals += [_money(chain), _even(chain), _ties(chain)]
    return goals


def _hands(chain: ChainProgram) -> Goal:
    """Regular hours worked, weighted by the weeks left, over every pool."""
    weeks = chain.network.weeks.count
    terms: dict[Column, float] = {}
    for station in chain.network.stations:
        for week, column in enumerate(chain.blocks[station.key].served):
            terms[column] = -station.hours * (weeks - week)
    for columns in chain.overtime.values():
        for week, column in enumerate(columns):
            terms[column] = float(weeks - week)
    return Goal("hands", 1, chain.program.costs(terms), "hour-weeks")


def _share(chain: ChainProgram) -> Goal:
    return Goal("duties", 2, chain.program.costs(dict.fromkeys(chain.old_short, 1.0)), "hours")


def _duties(chain: ChainProgram, rank: int) -> Goal:
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
    return Goal("duties", 2 + rank, chain.program.costs(terms), "person-weeks")


def money_terms(chain: ChainProgram, shown_only: bool) -> dict[Column, float]:
    """EUR per unit of overtime hours and of old cases over term, per column."""
    weeks = chain.network.weeks.shown if shown_only else chain.network.weeks.count
    prices = chain.network.prices
    terms: dict[Column, float] = {}
    for columns in chain.overtime.values():
        terms.update(dict.fromkeys(columns[:weeks], prices["overtime"]))
    terms.update(dict.fromkeys(chain.blocks[("decision", "old")].late[:weeks], prices["penalty_old_case"]))
    return terms


def _money(chain: ChainProgram) -> Goal:
    return Goal("money", 3 + len(RANKS), chain.program.costs(money_terms(chain, shown_only=False)), "EUR")


def _even(chain: ChainProgram) -> Goal:
    return Goal("even", 4 + len(RANKS), chain.program.costs(dict(chain.changes)), "hours")


def _ties(chain: ChainProgram) -> Goal:
    """Fixed tie-breaks: unfinished and diverted as late as possible, service in the order of stations."""
    terms: dict[Column, float] = {}
    weeks = chain.network.weeks.count
    for place, station in enumerate(chain.network.stations):
        block = chain.blocks[station.key]
        for week in range(weeks):
            terms[block.served[week]] = (week + 1.0) * (1.0 + place / 100.0)
        for columns in (block.unfinished, block.diverted):
            for week, column in enumerate(columns):
                terms[column] = float(weeks - week)
    return Goal("ties", 5 + len(RANKS), chain.program.costs(terms), "persons")
