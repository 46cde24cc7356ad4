"""Duties of the chain week by week: how many fell due, were met in time, and stand over term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from capacity.plan.chain.frames import six, week_labels
from capacity.plan.chain.solution import (
    DECIMALS,
    ChainSolution,
    due_at,
    entered_at,
    entered_by_clock,
    exited_at,
)
from capacity.plan.network.parts import (
    NATION,
    Array,
    CameWith,
    Caseload,
    Moments,
    Station,
    Watch,
)
from capacity.plan.network.term_order import ended_after, overtaking
from capacity.plan.solver.bare import Picks

NOISE_TOLERANCE = 1e-4
FAMILIES = "border_families"
REMEMBERED = 64


def over_term(solution: ChainSolution, station: Station) -> Array:
    """Persons at each week's end whose term has passed (none where the law closes the stage at its term)."""
    known = solution.over_term.get(station.key)
    if known is None:
        known = solution.over_term[station.key] = _over_term(solution, station)
        known.setflags(write=False)
    return known


def _over_term(solution: ChainSolution, station: Station) -> Array:
    weeks = solution.stations[station.key]
    if station.term_weeks is None or station.closes:
        return np.zeros(weeks.queue.size)
    overtaken = 0.0 if station.due is None else _overtaken(solution, station)
    late = np.round(np.maximum(np.maximum(0.0, weeks.due_total - weeks.gone), overtaken), DECIMALS)
    return np.where(late < NOISE_TOLERANCE, 0.0, late)


def _overtaken(solution: ChainSolution, station: Station) -> Array:
    """Persons over term whom others with a longer term were served before, though they came later."""
    gone = np.concatenate(([0.0], solution.stations[station.key].gone))
    late = np.zeros(gone.size - 1)
    weeks, since, terms = _who_came_later(_Same(station), late.size)
    ended = np.zeros(weeks.size)
    for earlier, (places, weights, moments) in terms.items():
        entries = weights * _entries(solution, station, earlier, moments)
        ended += np.bincount(places, entries, minlength=weeks.size)
    np.maximum.at(late, weeks, ended - (gone[weeks + 1] - gone[since + 1]))
    return late


class _Same:
    """A station that equals itself alone: it is told apart without a look at its numbers."""

    def __init__(self, station: Station) -> None:
        self.station = station

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.station is other.station

    def __hash__(self) -> int:
        return id(self.station)


@lru_cache(REMEMBERED)
def _who_came_later(
    same: _Same, count: int
) -> tuple[Picks, Picks, Mapping[CameWith | None, tuple[Picks, Array, Array]]]:
    """Whom to ask about, whatever is decided: the weeks, since when, and the entries that count for each.

    Args:
        count: weeks of the plan.
    """
    station = same.station
    asked = [(week, *one) for week in range(count) for one in overtaking(station, week)]
    terms: dict[CameWith | None, list[tuple[int, float, float]]] = {}
    for place, (week, _, came) in enumerate(asked):
        for weight, earlier, moment in ended_after(station, week, came):
            terms.setdefault(earlier, []).append((place, weight, moment))
    columns = {earlier: np.array(rows).T for earlier, rows in terms.items()}
    return (
        np.array([week for week, _, _ in asked], dtype=np.int64),
        np.array([since for _, since, _ in asked], dtype=np.int64),
        {
            earlier: (places.astype(np.int64), weights, moments)
            for earlier, (places, weights, moments) in columns.items()
        },
    )


def _entries(solution: ChainSolution, station: Station, earlier: CameWith | None, moments: Array) -> Array:
    if earlier is None:
        return entered_by_clock(solution, station, moments)
    return exited_at(solution, earlier.start, earlier.exit, moments)


def over_term_at_start(solution: ChainSolution, station: Station) -> float:
    """Persons whose term had passed before the plan began, which no plan can change."""
    if station.term_weeks is None or station.clock_from is not None:
        return 0.0
    return float(due_at(solution, station, [at_start(station)], [-1])[0])


def at_start(station: Station) -> Moments:
    """The moments that had fallen due when the plan began."""
    return tuple((weight, moment - 1.0) for weight, moment in station.due_at(0))


def duty_rows(solution: ChainSolution, articles: Mapping[str, tuple[str, str]]) -> list[tuple[object, ...]]:
    """One row per duty and week shown: how many fell due, how many were met in time, how many stand over.

    Args:
        articles: per duty its article and who is bound, from the register of duties.
    """
    rows: list[tuple[object, ...]] = []
    for station in solution.network.stations:
        if station.duty and station.term_weeks is not None:
            due, met = due_and_met(solution, station)
            late = over_term(solution, station)
            rows += _duty(solution, station.duty, articles, due, met, late, station.articles)
        for watch in station.watches:
            rows += _duty(solution, watch.duty, articles, *_watched(solution, station, watch))
    for load in solution.network.caseloads:
        rows += _duty(solution, load.duty, articles, *_looked_after(solution, load))
    rows += _duty(solution, FAMILIES, articles, *families_last(solution))
    return [*rows, *_pot_duty(solution, articles["border_places"])]


def _duty(
    solution: ChainSolution,
    duty: str,
    articles: Mapping[str, tuple[str, str]],
    due: Array,
    met: Array,
    late: Array,
    in_regime: Sequence[str] = (),
) -> list[tuple[object, ...]]:
    """Rows of one duty; in a week of a regime that changes its term under the article of that term."""
    labels, (usual, bound) = week_labels(solution), articles[duty]
    held = [article or usual for article in in_regime] or [usual] * len(labels)
    return [
        (duty, held[week], bound, NATION, labels[week], due[week], met[week], late[week], np.nan)
        for week in range(solution.network.weeks.shown)
    ]


def late_beside(solution: ChainSolution) -> list[tuple[str, Array]]:
    """Late per week of the duties beside a stage's own term: further terms, and who is looked after."""
    watched = [
        (watch.duty, _watched(solution, station, watch)[-1])
        for station in solution.network.stations
        for watch in station.watches
    ]
    return watched + [(load.duty, _looked_after(solution, load)[-1]) for load in solution.network.caseloads]


def _watched(solution: ChainSolution, station: Station, watch: Watch) -> tuple[Array, Array, Array]:
    """Due, met in time and over term for a further term of a station, counted from the entry."""
    count, gone = solution.network.weeks.count, watch.share * solution.stations[station.key].gone
    entered = watch.share * entered_at(solution, station, np.arange(-1.0, count) - watch.weeks)
    total, due = entered[1:], np.diff(entered)
    met = np.clip(gone - (total - due), 0.0, due)
    late = np.maximum(0.0, total - gone)
    return six(due), six(met), six(np.where(late < NOISE_TOLERANCE, 0.0, late))


def _looked_after(solution: ChainSolution, load: Caseload) -> tuple[Array, Array, Array]:
    """Persons looked after at each week's end, those of them within the limit, and those above it."""
    served = np.cumsum(solution.stations[load.station].served)
    with_them = load.opening + served
    with_them[load.stay_weeks :] -= served[: -load.stay_weeks]
    over = six(np.maximum(0.0, with_them - load.limit))
    over = np.where(over < NOISE_TOLERANCE, 0.0, over)
    return six(with_them), six(with_them - over), over


def families_last(solution: ChainSolution) -> tuple[Array, Array, Array]:
    """Minors and their families who come to a full border procedure: all, led elsewhere, let in.

    In a week that begins with the adequate capacity reached they come last (APR 44(2)): of those under a
    lifted ground whom the plan diverts, families are the first. Who is under another ground must come in.
    """
    network, pot = solution.network, solution.network.pot
    present = np.sum([solution.stations[key].queue for key in pot.stations], axis=0)
    opening = sum(network.station(key).opening.total for key in pot.stations)
    full = np.concatenate(([opening], present[:-1])) >= pot.adequate_capacity
    come = led = np.zeros(present.size)
    for station in (network.station(key) for key in pot.stations):
        if station.diverts:
            weeks = solution.stations[station.key]
            families = pot.families_share * weeks.inflow
            come = come + families
            led = led + np.minimum(weeks.diverted, families * station.divertible(present.size))
    come, led = six(np.where(full, come, 0.0)), six(np.where(full, led, 0.0))
    return come, led, six(come - led)


def over_pot(solution: ChainSolution) -> tuple[Array, Array]:
    """Persons held at the border at each week's end, and those of them beyond its places."""
    pot = solution.network.pot
    present: Array = np.sum([solution.stations[key].queue for key in pot.stations], axis=0)
    over = np.round(np.maximum(0.0, present - pot.places), DECIMALS)
    return present, np.where(over < NOISE_TOLERANCE, 0.0, over)


def _pot_duty(solution: ChainSolution, record: tuple[str, str]) -> list[tuple[object, ...]]:
    labels = week_labels(solution)
    present, over = over_pot(solution)
    return [
        (
            "border_places",
            *record,
            NATION,
            labels[week],
            round(float(present[week]), DECIMALS),
            round(float(present[week] - over[week]), DECIMALS),
            float(over[week]),
            np.nan,
        )
        for week in range(solution.network.weeks.shown)
    ]


def due_and_met(solution: ChainSolution, station: Station) -> tuple[Array, Array]:
    """Persons whose term ends in each week, and of these who had left in time (first in, first out)."""
    weeks = solution.stations[station.key]
    before = over_term_at_start(solution, station)
    due: Array = np.diff(weeks.due_total, prepend=before)
    gone = weeks.gone - np.cumsum(weeks.unfinished) if station.closes else weeks.gone
    if station.closes:
        met = np.maximum(0.0, due - weeks.unfinished)
        due = np.maximum(due, weeks.unfinished)
    else:
        met = np.clip(gone - (weeks.due_total - due), 0.0, due)
    return six(due), six(met)
