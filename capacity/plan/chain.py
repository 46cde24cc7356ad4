"""The chain's linear program: one block of rows per station, on the cumulative curves of who came and left.

N(t) is the number who entered by the end of week t (the opening queue counts as entered before the
start), X(t) the number served, U(t) the number who left unfinished. First-in-first-out follows from
the curves, so no cohorts are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from capacity.plan.network import Array, Key, Network, Station, Way
from capacity.plan.program import EQUAL, LESS, MORE, Builder, Column, Program, undisturbed, week_labels

Terms = dict[Column, float]
OLD_STOCK: Key = ("decision", "old")


@dataclass
class Curve:
    """A cumulative number per week that is either known or made of columns."""

    known: Array
    columns: list[Column | None]


@dataclass
class Block:
    """The columns of one station, one per week; None where a station has none of the kind."""

    served: list[Column] = field(default_factory=list)
    served_total: list[Column] = field(default_factory=list)
    unfinished: list[Column] = field(default_factory=list)
    unfinished_total: list[Column] = field(default_factory=list)
    diverted: list[Column] = field(default_factory=list)
    late: list[Column] = field(default_factory=list)
    leavers: list[Column | None] = field(default_factory=list)
    entered: Curve = field(default_factory=lambda: Curve(np.zeros(0), []))
    leavers_known: Array = field(default_factory=lambda: np.zeros(0))


@dataclass
class ChainProgram:
    """The program, and where each quantity of the chain stands in it."""

    network: Network
    program: Builder
    blocks: dict[Key, Block]
    overtime: dict[str, list[Column]]
    lent: dict[str, list[Column]]
    old_short: list[Column]
    pot_over: list[Column]
    changes: list[tuple[Column, float]]
    week_labels: list[str]


def build_chain(network: Network, program: Builder | None = None) -> ChainProgram:
    """Builds the program of a network: blocks of stations, then pools, pot, gate and even weeks.

    Args:
        program: what takes the columns and rows; a new PuLP program if none is given.
    """
    chain = ChainProgram(
        network, program or Program("chain"), {}, {}, {}, [], [], [], week_labels(network.weeks)
    )
    with undisturbed():
        for station in network.stations:
            chain.blocks[station.key] = Block()
            _declare(chain, station)
        for station in network.stations:
            _enter(chain, station)
            _leave(chain, station)
        _pools(chain)
        _old_share(chain)
        _pot(chain)
        _gate(chain)
        _even(chain)
    return chain


def _name(chain: ChainProgram, family: str, station: Station | str, week: int) -> str:
    where = station if isinstance(station, str) else station.name
    return f"{family}-{where}-{chain.week_labels[week]}"


def _declare(chain: ChainProgram, station: Station) -> None:
    block, program = chain.blocks[station.key], chain.program
    for week in range(chain.network.weeks.count):
        block.served.append(program.column(_name(chain, "served", station, week)))
        block.served_total.append(program.column(_name(chain, "served_total", station, week)))
        if station.closes:
            block.unfinished.append(program.column(_name(chain, "unfinished", station, week)))
            block.unfinished_total.append(program.column(_name(chain, "unfinished_total", station, week)))
        if station.diverts:
            block.diverted.append(program.column(_name(chain, "diverted", station, week)))
        if station.term_weeks is not None and not station.closes and station.rank:
            block.late.append(program.column(_name(chain, "late", station, week)))


def inflow(chain: ChainProgram, station: Station, week: int) -> tuple[Terms, float]:
    """Persons who enter a station in a week: columns of the stages before it and a constant."""
    terms: Terms = {}
    constant = float(chain.network.arriving(station.key)[week])
    for way in chain.network.into(station.key):
        for column in exit_columns(chain, way, week):
            terms[column] = terms.get(column, 0.0) + way.share
    return terms, constant


def exit_columns(chain: ChainProgram, way: Way, week: int) -> list[Column]:
    """The column of the exit that a way delivers in a week (empty where its lag reaches before the start)."""
    block = chain.blocks[way.start]
    columns = {
        "served": block.served,
        "unfinished": block.unfinished,
        "diverted": block.diverted,
        "left": [],
    }[way.exit]
    return [columns[week - way.lag_weeks]] if 0 <= week - way.lag_weeks < len(columns) else []


def _enter(chain: ChainProgram, station: Station) -> None:
    """N(t) = N(t-1) + (1 - left share) x (inflow - diverted); leavers by their own recursion."""
    block, program, weeks = chain.blocks[station.key], chain.program, chain.network.weeks.count
    stays, rate = 1.0 - station.left_share, station.leaving_rate
    known = not chain.network.into(station.key) and not station.diverts
    block.entered = Curve(np.zeros(weeks), [None] * weeks)
    block.leavers, block.leavers_known = [None] * weeks, np.zeros(weeks)
    opening, total, leavers = station.opening.total * stays, 0.0, station.opening.total * station.left_share
    total = opening
    for week in range(weeks):
        terms, constant = inflow(chain, station, week)
        if known:
            total += stays * constant
            leavers = (1 - rate) * leavers + (1 - rate / 2) * station.left_share * constant
            block.entered.known[week], block.leavers_known[week] = total, leavers
            continue
        column = program.column(_name(chain, "entered", station, week))
        row: Terms = {other: -stays * value for other, value in terms.items()}
        row[column] = 1.0
        if station.diverts:
            row[block.diverted[week]] = stays
            limit = {other: -station.divert_share * value for other, value in terms.items()}
            limit[block.diverted[week]] = 1.0
            program.row(_name(chain, "divert", station, week), limit, LESS, station.divert_share * constant)
        before = block.entered.columns[week - 1] if week else None
        if before is not None:
            row[before] = -1.0
        program.row(
            _name(chain, "enter", station, week), row, EQUAL, stays * constant + (0 if week else opening)
        )
        block.entered.columns[week] = column
        if station.left_share:
            _leavers_row(chain, station, week, terms, constant)


def _leavers_row(chain: ChainProgram, station: Station, week: int, terms: Terms, constant: float) -> None:
    block, rate = chain.blocks[station.key], station.leaving_rate
    column = chain.program.column(_name(chain, "leavers", station, week))
    factor = (1 - rate / 2) * station.left_share
    row: Terms = {other: -factor * value for other, value in terms.items()}
    row[column] = 1.0
    if station.diverts:
        row[block.diverted[week]] = factor
    before = block.leavers[week - 1] if week else None
    if before is not None:
        row[before] = -(1 - rate)
    opening = 0.0 if week else (1 - rate) * station.opening.total * station.left_share
    chain.program.row(_name(chain, "leavers", station, week), row, EQUAL, factor * constant + opening)
    block.leavers[week] = column


def entered_at(chain: ChainProgram, station: Station, moment: float) -> tuple[Terms, float]:
    """N at a moment in weeks (the end of week 0 is 0), straight between the ends of weeks."""
    curve = chain.blocks[station.key].entered
    stays = 1.0 - station.left_share
    if moment <= -1:
        return {}, stays * station.opening.older_than(-1 - moment)
    low = int(np.floor(moment))
    part = moment - low
    terms: Terms = {}
    constant = 0.0
    for week, share in ((low, 1.0 - part), (low + 1, part)):
        if share <= 0:
            continue
        if week < 0:
            constant += share * stays * station.opening.total
            continue
        column = curve.columns[week]
        if column is None:
            constant += share * float(curve.known[week])
        else:
            terms[column] = terms.get(column, 0.0) + share
    return terms, constant


def _leave(chain: ChainProgram, station: Station) -> None:
    block = chain.blocks[station.key]
    for week in range(chain.network.weeks.count):
        _total(chain, station, week, "served", block.served, block.served_total)
        if station.closes:
            _total(chain, station, week, "unfinished", block.unfinished, block.unfinished_total)
        gone = _gone(block, week)
        served = gone if station.clock_from is None else {block.served_total[week]: 1.0}
        terms, constant = entered_at(chain, station, week - station.minimum_weeks)
        if terms or len(served) > 1:
            chain.program.row(_name(chain, "minimum", station, week), _minus(served, terms), LESS, constant)
        else:  # who came is known beforehand: a bound says the same as a row
            chain.program.bound(block.served_total[week], 0.0, constant)
        if station.clock_from is not None and station.closes:
            now, here = entered_at(chain, station, float(week))
            chain.program.row(_name(chain, "present", station, week), _minus(gone, now), LESS, here)
        if station.term_weeks is None or not (station.closes or station.rank):
            continue
        terms, constant = _due(chain, station, week)
        if not station.closes:
            gone[block.late[week]] = 1.0
        chain.program.row(_name(chain, "term", station, week), _minus(gone, terms), MORE, constant)


def _total(
    chain: ChainProgram, station: Station, week: int, what: str, flow: list[Column], total: list[Column]
) -> None:
    row: Terms = {total[week]: 1.0, flow[week]: -1.0}
    if week:
        row[total[week - 1]] = -1.0
    chain.program.row(_name(chain, f"total_{what}", station, week), row, EQUAL, 0.0)


def _gone(block: Block, week: int) -> Terms:
    gone: Terms = {block.served_total[week]: 1.0}
    if block.unfinished_total:
        gone[block.unfinished_total[week]] = 1.0
    return gone


def _due(chain: ChainProgram, station: Station, week: int) -> tuple[Terms, float]:
    """Cumulative number whose term has ended: N(t - term), or by an earlier stage's clock."""
    due: Terms = {}
    total = 0.0
    for weight, moment in station.due_at(week):
        terms, constant = _entered_by_clock(chain, station, moment)
        total += weight * constant
        for column, value in terms.items():
            due[column] = due.get(column, 0.0) + weight * value
    if station.clock_from is not None and not station.clock_keeps_unfinished:
        first, share = station.clock_from
        if chain.blocks[first].unfinished_total:
            due[chain.blocks[first].unfinished_total[week]] = -share
    return due, total


def _entered_by_clock(chain: ChainProgram, station: Station, moment: float) -> tuple[Terms, float]:
    """N at a moment of the station itself, or of the earlier one whose entry starts its clock."""
    if station.clock_from is None:
        return entered_at(chain, station, moment)
    first, share = station.clock_from
    terms, constant = entered_at(chain, chain.network.station(first), moment)
    already = station.opening.older_than(max(0.0, -1 - moment - station.clock_before_weeks))
    return {column: share * value for column, value in terms.items()}, share * constant + already


def _minus(first: Terms, second: Terms) -> Terms:
    result = dict(first)
    for column, value in second.items():
        result[column] = result.get(column, 0.0) - value
    return result


def _pools(chain: ChainProgram) -> None:
    """Hours of all stations of a pool, and hours lent, fit into its regular hours, overtime and loans."""
    network, weeks = chain.network, chain.network.weeks.count
    for loan in network.loans:
        chain.lent[loan.name] = [
            chain.program.column(_name(chain, "lent", loan.name, week), 0.0, float(loan.hours[week]))
            for week in range(weeks)
        ]
    for pool in network.pools:
        stations = network.served_by(pool.id)
        columns = []
        for week in range(weeks):
            overtime = chain.program.column(
                _name(chain, "overtime", pool.id, week), 0.0, float(pool.overtime[week])
            )
            row: Terms = {
                chain.blocks[station.key].served[week]: station.hours_of(pool.id) for station in stations
            }
            row[overtime] = -1.0
            for loan in network.loans:
                if pool.id in (loan.start, loan.to):
                    row[chain.lent[loan.name][week]] = 1.0 if pool.id == loan.start else -loan.efficiency
            chain.program.row(_name(chain, "hours", pool.id, week), row, LESS, float(pool.hours[week]))
            columns.append(overtime)
        chain.overtime[pool.id] = columns


def _old_share(chain: ChainProgram) -> None:
    """The least share of decider hours for applications of before the Pact, while any can be served."""
    if OLD_STOCK not in chain.blocks:
        return
    old = chain.network.station(OLD_STOCK)
    stations = [station for station in chain.network.stations if station.pool == old.pool]
    for week in range(chain.network.weeks.count):
        short = chain.program.column(_name(chain, "old_short", "decision", week))
        row: Terms = {
            chain.blocks[station.key].served[week]: -chain.network.old_share * station.hours
            for station in stations
        }
        row[chain.blocks[old.key].served[week]] += old.hours
        row[short] = 1.0
        chain.program.row(_name(chain, "old_share", "decision", week), row, MORE, 0.0)
        chain.old_short.append(short)


def _pot(chain: ChainProgram) -> None:
    """Persons in the border procedure and its return leg fit into the places; the excess is named."""
    if not chain.network.pot.stations:
        return
    for week in range(chain.network.weeks.count):
        over = chain.program.column(_name(chain, "pot_over", "border", week))
        row: Terms = {over: -1.0}
        limit = float(chain.network.pot.places[week])
        for key in chain.network.pot.stations:
            terms, constant = queue_at(chain, chain.network.station(key), week)
            for column, value in terms.items():
                row[column] = row.get(column, 0.0) + value
            limit -= constant
        chain.program.row(_name(chain, "pot", "border", week), row, LESS, limit)
        chain.pot_over.append(over)


def queue_at(chain: ChainProgram, station: Station, week: int) -> tuple[Terms, float]:
    """Persons present at the end of a week: N - X - U, and who will leave undecided."""
    block = chain.blocks[station.key]
    terms, constant = entered_at(chain, station, float(week))
    terms = _minus(terms, _gone(block, week))
    leavers = block.leavers[week]
    if leavers is not None:
        terms[leavers] = 1.0
    return terms, constant + float(block.leavers_known[week])


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
        chain.program.row(_name(chain, "hit", "responsibility", week), row, LESS, opening - share * waiting)


def _even(chain: ChainProgram) -> None:
    """Week-to-week change of each stream's hours, up and down, for the goal of even weeks."""
    for station in chain.network.stations:
        served = chain.blocks[station.key].served
        for week in range(1, chain.network.weeks.count):
            up = chain.program.column(_name(chain, "change_up", station, week))
            down = chain.program.column(_name(chain, "change_down", station, week))
            row: Terms = {served[week]: station.hours, served[week - 1]: -station.hours, up: -1.0, down: 1.0}
            chain.program.row(_name(chain, "even", station, week), row, EQUAL, 0.0)
            chain.changes.extend(((up, 1.0), (down, 1.0)))
