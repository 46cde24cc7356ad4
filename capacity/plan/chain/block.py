"""The block of rows of one station: who enters and who leaves."""

from __future__ import annotations

from bisect import bisect_right
from math import floor

from capacity.plan.chain.columns import Amount, Block, ChainProgram, Curve, Terms, minus, row_name
from capacity.plan.network.parts import Array, Station, Way
from capacity.plan.network.term_order import latest_due
from capacity.plan.solver.program import EQUAL, LESS, Column

Due = tuple[Terms, Amount]  # a sum of columns and a constant


def declare(chain: ChainProgram, station: Station) -> None:
    """The columns of a station, one per week of each kind that it has."""
    block, program = chain.blocks[station.key], chain.program
    for week in range(chain.network.weeks.count):
        block.served.append(program.column(row_name(chain, "served", station, week)))
        block.served_total.append(program.column(row_name(chain, "served_total", station, week)))
        if station.closes:
            block.unfinished.append(program.column(row_name(chain, "unfinished", station, week)))
            block.unfinished_total.append(program.column(row_name(chain, "unfinished_total", station, week)))
        if station.diverts:
            block.diverted.append(program.column(row_name(chain, "diverted", station, week)))
        if station.term_weeks is not None and not station.closes and station.rank:
            block.late.append(program.column(row_name(chain, "late", station, week)))


def inflows(chain: ChainProgram, station: Station) -> list[tuple[Terms, Amount]]:
    """Persons who enter a station per week: columns of the stages before it and a constant."""
    ways = chain.network.into(station.key)
    found = []
    for week, constant in enumerate(_by_week(chain.network.arriving(station.key))):
        terms: Terms = {}
        for way in ways:
            for column in exit_columns(chain, way, week):
                terms[column] = terms.get(column, 0.0) + way.share_in(week - way.lag_weeks)
        found.append((terms, constant))
    return found


def _by_week(persons: Array) -> list[Amount]:
    """The persons of each week: a number, or one for each path where these stand in rows."""
    found: list[Amount] = persons.tolist() if persons.ndim == 1 else list(persons.T)
    return found


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


def enter(chain: ChainProgram, station: Station) -> None:
    """N(t) = N(t-1) + (1 - left share) x (inflow - diverted); leavers by their own recursion."""
    block, program, weeks = chain.blocks[station.key], chain.program, chain.network.weeks.count
    stays, rate = 1.0 - station.left_share, station.leaving_rate
    known = not chain.network.into(station.key) and not station.diverts
    block.entered = Curve([0.0] * weeks, [None] * weeks)
    block.leavers, block.leavers_known = [None] * weeks, [0.0] * weeks
    opening, divertible = station.opening.total * stays, station.divertible(weeks).tolist()
    total: Amount = opening
    leavers: Amount = station.opening.total * station.left_share
    for week, (terms, constant) in enumerate(inflows(chain, station)):
        if known:
            total = total + stays * constant
            leavers = (1 - rate) * leavers + (1 - rate / 2) * station.left_share * constant
            block.entered.known[week], block.leavers_known[week] = total, leavers
            continue
        column = program.column(row_name(chain, "entered", station, week))
        row: Terms = {other: -stays * value for other, value in terms.items()}
        row[column] = 1.0
        if station.diverts:
            row[block.diverted[week]] = stays
            limit = {other: -divertible[week] * value for other, value in terms.items()}
            limit[block.diverted[week]] = 1.0
            name = row_name(chain, "divert", station, week)
            block.divert_rows.append(program.row(name, limit, LESS, divertible[week] * constant))
        before = block.entered.columns[week - 1] if week else None
        if before is not None:
            row[before] = -1.0
        program.row(
            row_name(chain, "enter", station, week), row, EQUAL, stays * constant + (0 if week else opening)
        )
        block.entered.columns[week] = column
        if station.left_share:
            _leavers_row(chain, station, week, terms, constant)


def _leavers_row(chain: ChainProgram, station: Station, week: int, terms: Terms, constant: Amount) -> None:
    block, rate = chain.blocks[station.key], station.leaving_rate
    column = chain.program.column(row_name(chain, "leavers", station, week))
    factor = (1 - rate / 2) * station.left_share
    row: Terms = {other: -factor * value for other, value in terms.items()}
    row[column] = 1.0
    if station.diverts:
        row[block.diverted[week]] = factor
    before = block.leavers[week - 1] if week else None
    if before is not None:
        row[before] = -(1 - rate)
    opening = 0.0 if week else (1 - rate) * station.opening.total * station.left_share
    chain.program.row(row_name(chain, "leavers", station, week), row, EQUAL, factor * constant + opening)
    block.leavers[week] = column


def entered_at(chain: ChainProgram, station: Station, moment: float) -> Due:
    """N at a moment in weeks (the end of week 0 is 0), straight between the ends of weeks."""
    curve = chain.blocks[station.key].entered
    stays = 1.0 - station.left_share
    if moment <= -1:
        return {}, stays * station.opening.older_than(-1 - moment)
    low = floor(moment)
    part = moment - low
    terms: Terms = {}
    constant: Amount = 0.0
    for week, share in ((low, 1.0 - part), (low + 1, part)):
        if share <= 0:
            continue
        if week < 0:
            constant = constant + share * stays * station.opening.total
            continue
        column = curve.columns[week]
        if column is None:
            constant = constant + share * curve.known[week]
        else:
            terms[column] = terms.get(column, 0.0) + share
    return terms, constant


def leave(chain: ChainProgram, station: Station) -> None:
    """Nobody leaves before the minimum time, nor anybody who will leave unfinished by the other exit."""
    block = chain.blocks[station.key]
    latest = latest_due(station, chain.network.weeks.count)
    for week in range(chain.network.weeks.count):
        _total(chain, station, week, "served", block.served, block.served_total)
        if station.closes:
            _total(chain, station, week, "unfinished", block.unfinished, block.unfinished_total)
        gone = gone_at(block, week)
        came = week - station.minimum_weeks
        ended = floor(came) if _clock_of_earlier(station) else bisect_right(latest, came) - 1
        served = _with_who_will_leave(block, week, ended)
        terms, constant = entered_at(chain, station, came)
        if terms or len(served) > 1:
            chain.program.row(row_name(chain, "minimum", station, week), minus(served, terms), LESS, constant)
        else:  # who came is known beforehand: a bound says the same as a row
            chain.program.bound(block.served_total[week], 0.0, constant)
        if _clock_of_earlier(station):
            now, here = entered_at(chain, station, float(week))
            chain.program.row(row_name(chain, "present", station, week), minus(gone, now), LESS, here)


def _clock_of_earlier(station: Station) -> bool:
    """Whether the law closes the stage by the clock of an earlier one: who left unfinished came before."""
    return station.closes and station.clock_from is not None


def _with_who_will_leave(block: Block, week: int, ended: int) -> Terms:
    """Who has been served by the end of a week, and who of those past the minimum time is not served at all.

    Whoever leaves unfinished when the term ends was not served before.

    Args:
        ended: the last week by whose end nobody's term has ended who is not past the minimum time yet; below
            zero where there is none.
    """
    terms: Terms = {block.served_total[week]: 1.0}
    if block.unfinished_total and ended >= 0:
        terms[block.unfinished_total[ended]] = 1.0
    return terms


def _total(
    chain: ChainProgram, station: Station, week: int, what: str, flow: list[Column], total: list[Column]
) -> None:
    row: Terms = {total[week]: 1.0, flow[week]: -1.0}
    if week:
        row[total[week - 1]] = -1.0
    chain.program.row(row_name(chain, f"total_{what}", station, week), row, EQUAL, 0.0)


def gone_at(block: Block, week: int) -> Terms:
    """Who has left by the end of a week, served or unfinished."""
    gone: Terms = {block.served_total[week]: 1.0}
    if block.unfinished_total:
        gone[block.unfinished_total[week]] = 1.0
    return gone


def queue_at(chain: ChainProgram, station: Station, week: int) -> Due:
    """Persons present at the end of a week: N - X - U, and who will leave undecided."""
    block = chain.blocks[station.key]
    terms, constant = entered_at(chain, station, float(week))
    terms = minus(terms, gone_at(block, week))
    leavers = block.leavers[week]
    if leavers is not None:
        terms[leavers] = 1.0
    return terms, constant + block.leavers_known[week]
