"""The chain's linear program: one block of rows per station, on the cumulative curves of who came and left.

N(t) is the number who entered by the end of week t (the opening queue counts as entered before the
start), X(t) the number served, U(t) the number who left unfinished. First-in-first-out follows from
the curves, so no cohorts are needed.
"""

from __future__ import annotations

import numpy as np

from capacity.plan.chain.block import declare, enter, leave, queue_at
from capacity.plan.chain.columns import OLD_STOCK, Amount, Block, ChainProgram, Change, Terms, row_name
from capacity.plan.chain.terms import keep_term
from capacity.plan.network.parts import NATION, Network
from capacity.plan.solver.program import EQUAL, LESS, MORE, Builder, Program, undisturbed, week_labels


def build_chain(network: Network, program: Builder | None = None) -> ChainProgram:
    """Builds the program of a network: blocks of stations, then pools, pot, gate and even weeks.

    Args:
        program: what takes the columns and rows; a new PuLP program if none is given.
    """
    program = program or Program("chain")
    hired = program.column(f"hired-{NATION}", 1.0, 1.0)
    labels = week_labels(network.weeks)
    chain = ChainProgram(network, program, {}, {}, {}, [], [], [], hired, labels)
    with undisturbed():
        for station in network.stations:
            chain.blocks[station.key] = Block()
            declare(chain, station)
        for station in network.stations:
            enter(chain, station)
            leave(chain, station)
            keep_term(chain, station)
        _pools(chain)
        _old_share(chain)
        _pot(chain)
        _gate(chain)
        _caseload(chain)
        _regular_work(chain)
        _even(chain)
    return chain


def _pools(chain: ChainProgram) -> None:
    """Hours of all stations of a pool, and hours lent, fit into its regular hours, overtime and loans."""
    network, weeks = chain.network, chain.network.weeks.count
    for loan in network.loans:
        chain.lent[loan.name] = [
            chain.program.column(row_name(chain, "lent", loan.name, week), 0.0, float(loan.hours[week]))
            for week in range(weeks)
        ]
    for pool in network.pools:
        stations = network.served_by(pool.id)
        columns = []
        for week in range(weeks):
            overtime = chain.program.column(
                row_name(chain, "overtime", pool.id, week), 0.0, float(pool.overtime[week])
            )
            row: Terms = {
                chain.blocks[station.key].served[week]: station.hours_of(pool.id) for station in stations
            }
            row[overtime] = -1.0
            for loan in network.loans:
                if pool.id in (loan.start, loan.to):
                    row[chain.lent[loan.name][week]] = 1.0 if pool.id == loan.start else -loan.efficiency
            chain.program.row(row_name(chain, "hours", pool.id, week), row, LESS, float(pool.hours[week]))
            columns.append(overtime)
        chain.overtime[pool.id] = columns


def _old_share(chain: ChainProgram) -> None:
    """The least share of decider hours for applications of before the Pact, while any can be served."""
    if OLD_STOCK not in chain.blocks:
        return
    old = chain.network.station(OLD_STOCK)
    stations = [station for station in chain.network.stations if station.pool == old.pool]
    for week in range(chain.network.weeks.count):
        short = chain.program.column(row_name(chain, "old_short", "decision", week))
        row: Terms = {
            chain.blocks[station.key].served[week]: -chain.network.old_share * station.hours
            for station in stations
        }
        row[chain.blocks[old.key].served[week]] += old.hours
        row[short] = 1.0
        chain.program.row(row_name(chain, "old_share", "decision", week), row, MORE, 0.0)
        chain.old_short.append(short)


def _pot(chain: ChainProgram) -> None:
    """Persons in the border procedure and its return leg fit into the places; the excess is named."""
    if not chain.network.pot.stations:
        return
    for week in range(chain.network.weeks.count):
        over = chain.program.column(row_name(chain, "pot_over", "border", week))
        row: Terms = {over: -1.0}
        limit: Amount = float(chain.network.pot.places[week])
        for key in chain.network.pot.stations:
            terms, constant = queue_at(chain, chain.network.station(key), week)
            for column, value in terms.items():
                row[column] = row.get(column, 0.0) + value
            limit = limit - constant
        chain.program.row(row_name(chain, "pot", "border", week), row, LESS, limit)
        chain.pot_over.append(over)


def _gate(chain: ChainProgram) -> None:
    """Nobody gets an outcome of responsibility before the record that gives the hit was sent."""
    key, senders, share = chain.network.gate
    if not senders:
        return
    opening = chain.network.station(key).opening.total
    waiting = sum(chain.network.station(sender).opening.total for sender in senders)
    for week in range(chain.network.weeks.count):
        row: Terms = {chain.blocks[sender].served_total[week]: -share for sender in senders}
        row[chain.blocks[key].served_total[week]] = 1.0
        chain.program.row(
            row_name(chain, "hit", "responsibility", week), row, LESS, opening - share * waiting
        )


def _caseload(chain: ChainProgram) -> None:
    """Whom the hands of a station look after once they have served them has a limit at any one time."""
    for load in chain.network.caseloads:
        total, free = chain.blocks[load.station].served_total, load.free().tolist()
        for week in range(chain.network.weeks.count):
            row: Terms = {total[week]: 1.0}
            if week >= load.stay_weeks:
                row[total[week - load.stay_weeks]] = -1.0
            chain.program.row(row_name(chain, "caseload", load.station[0], week), row, LESS, free[week])


def _regular_work(chain: ChainProgram) -> None:
    """With overtime a pool has at no week's end done less than its regular hours alone would have done."""
    for pool, wanted in chain.network.regular_work.items():
        stations = chain.network.served_by(pool)
        for week in np.flatnonzero(wanted).tolist():
            short = chain.program.column(row_name(chain, "work_short", pool, week))
            row: Terms = {
                chain.blocks[station.key].served_total[week]: station.hours_of(pool) for station in stations
            }
            row[short] = 1.0
            chain.program.row(row_name(chain, "regular_work", pool, week), row, MORE, float(wanted[week]))
            chain.work_short.append(short)


def _even(chain: ChainProgram) -> None:
    """Week-to-week change of each stream's hours, up and down, for the goal of even weeks."""
    for station in chain.network.stations:
        served = chain.blocks[station.key].served
        for week in range(1, chain.network.weeks.count):
            up = chain.program.column(row_name(chain, "change_up", station, week))
            down = chain.program.column(row_name(chain, "change_down", station, week))
            row: Terms = {served[week]: station.hours, served[week - 1]: -station.hours, up: -1.0, down: 1.0}
            place = chain.program.row(row_name(chain, "even", station, week), row, EQUAL, 0.0)
            chain.changes.append(Change(place, up, down))
