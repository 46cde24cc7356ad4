"""The rows of the term of one station: who reaches it is done, late, or leaves unfinished."""

from __future__ import annotations

from bisect import bisect_right
from math import floor

import numpy as np

from capacity.plan.chain.block import Due, entered_at, gone_at
from capacity.plan.chain.columns import Amount, ChainProgram, Terms, minus, row_name
from capacity.plan.network.parts import Key, Station
from capacity.plan.network.term_order import (
    NOBODY_YET,
    began_by,
    ended_after,
    gone_since,
    latest_due,
    none_ended,
    one_way_out,
    overtaking,
)
from capacity.plan.solver.program import LESS, MORE


def keep_term(chain: ChainProgram, station: Station) -> None:
    """Who reaches the term is done or late; where the law closes the stage, done or gone unfinished."""
    if station.term_weeks is None or not (station.closes or station.rank):
        return
    block = chain.blocks[station.key]
    due: Due = ({}, 0.0)
    for week in range(chain.network.weeks.count):
        before, due = due, _due(chain, station, week)
        gone = gone_at(block, week)
        if not station.closes:
            gone[block.late[week]] = 1.0
        chain.program.row(row_name(chain, "term", station, week), minus(gone, due[0]), MORE, due[1])
        if station.closes:
            _only_due(chain, station, week, due, before)
            if week in station.in_time:
                _gone_in_time(chain, station, week)
        elif station.due is not None:
            _overtaken(chain, station, week)
    _first_come(chain, station)
    _one_way_out(chain, station)
    _let_go(chain, station)


def _one_way_out(chain: ChainProgram, station: Station) -> None:
    """Where the clock of an earlier stage runs: nobody who leaves unfinished was served before.

    Whoever was served by the end of a week began the earlier stage before the minimum times of both. They
    and those who leave unfinished by a later week are different persons, and none of them left the earlier
    stage unfinished: together no more than those who began it so early, or whose term has ended by then.
    """
    if station.clock_from is None or not station.closes:
        return
    block, (first, share) = chain.blocks[station.key], station.clock_from
    minimum, before = chain.network.station(first).minimum_weeks, chain.blocks[first].unfinished_total
    count = chain.network.weeks.count
    for week in range(count):
        for place, (until, moments) in enumerate(one_way_out(station, minimum, week, count)):
            row: Terms = {block.served_total[week]: 1.0, block.unfinished_total[until]: 1.0}
            total: Amount = 0.0
            for weight, moment in moments:
                terms, constant = _entered_by_clock(chain, station, moment)
                _add(row, terms, -weight)
                total = total + weight * constant
            if before:
                _add(row, {before[until]: share}, 1.0)
            where = f"{station.name}.{place}"  # not by the week: another term then has the same rows
            chain.program.row(row_name(chain, "one_way_out", where, week), row, LESS, total)


def _let_go(chain: ChainProgram, station: Station) -> None:
    """Where a first solve showed who had come by then: who is heard and who is let go are different persons.

    Whoever had come by a moment, and whoever entered too late for that with a term that ends by a week, are
    different persons: who is heard so early and who is let go by that week are among them.
    """
    block = chain.blocks[station.key]
    for week, limits in enumerate(station.let_go):
        for place, (until, since) in enumerate(limits):
            terms, constant = _came_or_due(chain, station, until, since)
            row = minus({block.served_total[week]: 1.0, block.unfinished_total[until]: 1.0}, terms)
            where = f"{station.name}.{place}"
            chain.program.row(row_name(chain, "let_go", where, week), row, LESS, constant)


def _came_or_due(chain: ChainProgram, station: Station, until: int, since: float) -> Due:
    """Who came by a moment, or began the term too late for that and reaches its end by a week."""
    if since == NOBODY_YET:
        return _due(chain, station, until)
    total, constant = entered_at(chain, station, since)
    first = station.clock_first
    began = began_by(station, chain.network.station(first).minimum_weeks, since)
    for weight, _, moment in ended_after(station, until, began):
        terms, known = _entered_by_clock(chain, station, moment)
        _add(total, terms, weight)
        constant = constant + weight * known
    if station.clock_from is not None and chain.blocks[first].unfinished_total:
        share, gone = station.clock_from[1], chain.blocks[first].unfinished_total
        before = none_ended(station, until, began)
        _add(total, {gone[until]: 1.0}, -share)
        if before >= 0:
            _add(total, {gone[before]: 1.0}, share)
    return total, constant


def _only_due(chain: ChainProgram, station: Station, week: int, due: Due, before: Due) -> None:
    """Nobody leaves unfinished but those whose term ends in the week; a bound where they are known."""
    unfinished, limit = chain.blocks[station.key].unfinished[week], due[1] - before[1]
    terms = minus(due[0], before[0])
    if not terms:
        chain.program.bound(unfinished, 0.0, np.maximum(0.0, limit))
    else:
        chain.program.row(
            row_name(chain, "closing", station, week), minus({unfinished: 1.0}, terms), LESS, limit
        )


def _first_come(chain: ChainProgram, station: Station) -> None:
    """Where the term ends within a week: those served before and those unfinished by its end came first."""
    block, latest = chain.blocks[station.key], latest_due(station, chain.network.weeks.count)
    for week in range(len(latest) if station.due is None else 0):
        came = week - station.minimum_weeks
        end = bisect_right(latest, came)
        if end < len(latest) and (end == 0 or latest[end - 1] < came):
            terms, constant = entered_at(chain, station, latest[end])
            row = minus({block.served_total[week]: 1.0, block.unfinished_total[end]: 1.0}, terms)
            chain.program.row(row_name(chain, "first_come", station, week), row, LESS, constant)


def _overtaken(chain: ChainProgram, station: Station, week: int) -> None:
    """Who came after a moment and whose short term has ended is served since then, or late."""
    block = chain.blocks[station.key]
    for since, came in overtaking(station, week):
        row: Terms = {block.late[week]: 1.0, block.served_total[week]: 1.0}
        if since >= 0:
            _add(row, {block.served_total[since]: 1.0}, -1.0)
        total: Amount = 0.0
        for weight, earlier, moment in ended_after(station, week, came):
            if earlier is None:
                terms, known = _entered_by_clock(chain, station, moment)
                total = total + weight * known
            else:
                terms = _exited_at(chain, earlier.start, earlier.exit, moment)
            _add(row, terms, -weight)
        where = f"{station.name}.{week - since}"
        chain.program.row(row_name(chain, "overtaken", where, week), row, MORE, total)


def _gone_in_time(chain: ChainProgram, station: Station, week: int) -> None:
    """Who came after a moment, with a short term that ends between two weeks, leaves between these weeks.

    Nobody of them could be heard by the first of the two, nor is let go before the own term ends. Whom an
    earlier stage let go meanwhile, when the term ended there, does not come.
    """
    first, served = chain.network.station(station.clock_first), chain.blocks[station.key].served_total
    for place, (since, came, began) in enumerate(gone_since(station, first.minimum_weeks, week)):
        row, total = _gone_beyond_due(chain, station, week, began)
        before = min(since, week - 1)
        if before >= 0:
            terms, known = _gone_beyond_due(chain, station, before, began)
            _add(row, terms, -1.0)
            total = total - known
        if since == week:  # only let go
            _add(row, {served[week]: 1.0}, -1.0)
            _add(row, {served[before]: 1.0} if before >= 0 else {}, 1.0)
        for moment, sign in ((since - station.minimum_weeks, 1.0), (came, -1.0)):
            terms, known = entered_at(chain, station, moment)
            _add(row, terms, sign)
            total = total - sign * known
        chain.program.row(row_name(chain, "gone_in_time", f"{station.name}.{place}", week), row, MORE, total)


def _gone_beyond_due(chain: ChainProgram, station: Station, week: int, began: float) -> Due:
    """Who has left by the end of a week, beyond those whose term began after a moment and has ended by then.

    Who left an earlier stage unfinished counts too. Gives the terms and, on the other side, the constant.
    """
    row = gone_at(chain.blocks[station.key], week)
    total: Amount = 0.0
    earlier = chain.blocks[station.clock_first].unfinished_total
    if station.clock_from is not None and earlier:
        row[earlier[week]] = station.clock_from[1]
    for weight, _, moment in ended_after(station, week, began):
        terms, known = _entered_by_clock(chain, station, moment)
        _add(row, terms, -weight)
        total = total + weight * known
    return row, total


def _due(chain: ChainProgram, station: Station, week: int) -> Due:
    """Cumulative number whose term has ended: N(t - term), or by an earlier stage's clock."""
    due: Terms = {}
    total: Amount = 0.0
    for weight, moment in station.due_at(week):
        terms, constant = _entered_by_clock(chain, station, moment)
        total = total + weight * constant
        _add(due, terms, weight)
        for came in station.came_with:
            share = weight * came.share * (1.0 - station.left_share)
            for at, sign in ((min(moment + came.used_weeks, week), share), (moment, -share)):
                _add(due, _exited_at(chain, came.start, came.exit, at), sign)
    if station.clock_from is not None and not station.clock_keeps_unfinished:
        first, share = station.clock_from
        if chain.blocks[first].unfinished_total:
            due[chain.blocks[first].unfinished_total[week]] = -share
    return due, total


def _entered_by_clock(chain: ChainProgram, station: Station, moment: float) -> Due:
    """N at a moment of the station itself, or of the earlier one whose entry starts its clock."""
    if station.clock_from is None:
        return entered_at(chain, station, moment)
    first, share = station.clock_from
    if station.clock_at_exit:
        terms = _exited_at(chain, first, "served", moment)
        constant = -station.clock_ahead / share if moment > -1 else 0.0
    else:
        terms, constant = entered_at(chain, chain.network.station(first), moment)
    already = station.opening.older_than(max(0.0, -1 - moment - station.clock_before_weeks))
    return {column: share * value for column, value in terms.items()}, share * constant + already


def _exited_at(chain: ChainProgram, key: Key, kind: str, moment: float) -> Terms:
    """Who has left a station by an exit since the plan began, straight between the ends of weeks."""
    low = floor(moment)
    part = moment - low
    if kind == "diverted":
        flow = chain.blocks[key].diverted
        terms = dict.fromkeys(flow[: max(0, low + 1)], 1.0)
        return {**terms, flow[low + 1]: part} if part > 0 and low >= -1 else terms
    totals = getattr(chain.blocks[key], f"{kind}_total")
    parts = ((low, 1.0 - part), (low + 1, part))
    return {totals[week]: share for week, share in parts if share > 0 and week >= 0}


def _add(terms: Terms, more: Terms, weight: float) -> None:
    for column, value in more.items():
        total = terms.get(column, 0.0) + weight * value
        if total:
            terms[column] = total
        else:
            terms.pop(column, None)
