"""A queue of persons that knows nothing of curves, served as planned, has the plan's queues and late counts.

Every person keeps the day of entry, the day on which the clock of the term began, and the term that the
law gives to who comes on that day. Served is whose term ends first; those with the same term are served first
in, first out. Terms, clocks and regimes are told here anew from the rows of the law, not taken from the plan.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from capacity.law import term_weeks
from capacity.plan.chain.duties import over_term
from capacity.plan.chain.run import run_chain
from capacity.plan.dutch.keys import (
    ACCELERATED,
    ADMISSIBILITY,
    APPEAL,
    APPEAL_BORDER,
    BORDER,
    HOUSING,
    NORMAL,
    REGISTER_BORDER,
    REGISTER_REPEAT,
    REGISTER_TERRITORY,
    RESETTLED_RECORDS,
    SCREEN_BORDER,
    SCREEN_HELD,
    SCREEN_TERRITORY,
    STATIONS,
)
from tests.benchmarks.drawn_scenarios import drawn
from tests.plan.dutch import dutch_chain_input

LINK = "eurodac_transmission"
REGISTERED = {
    (LINK, "territory"): ((SCREEN_TERRITORY,), REGISTER_TERRITORY),
    (LINK, "repeat"): ((), REGISTER_REPEAT),
}
CLOCK_OF_EARLIER = {
    (SCREEN_TERRITORY, REGISTER_TERRITORY),
    (BORDER, APPEAL_BORDER),
    (("eurodac_capture", "border"), (LINK, "border")),
    RESETTLED_RECORDS,
}
DAYS, NOBODY, INSTANT, NEVER = 7, 1e-9, 1e-9, 1e6
ROUNDED = 1e-4
WELL_FOUNDED = "well founded"
STRAIN = {
    "inflow": 40,
    "border_share": 12,
    "screen_border": -40,
    "screen_territory": -40,
    "decisions": 200,
    "sessions": 60,
    "outage": 3,
    "outage_start": "2027-01-04",
    "outage_level": 80,
    "catchup": 120,
    "parameters": {
        "border_relocated_share": 0.2,
        "resettled_share": 0.5,
        "responsibility_detained_later_share": 0.05,
        "responsibility_detained_share": 0.1,
        "incoming_detained_share": 0.1,
        "incoming_urgent_share": 0.2,
        "incoming_replies_per_week": 95,
        "transfer_imprisoned_share": 0.1,
        "transfer_absconded_share": 0.2,
        "transfer_back_share": 0.1,
    },
}
PERIODS = [
    {"regime": "mass", "start": "2026-12-14", "weeks": 8},
    {"regime": "requested", "start": "2027-02-15", "weeks": 2},
    {"regime": "crisis", "start": "2027-03-01", "weeks": 6},
    {"regime": "prolonged", "start": "2027-04-12", "weeks": 6},
    {"regime": "expedited", "start": "2027-05-03", "weeks": 8},
]
FEW_SESSIONS = {"sessions": 50, "inflow": 40, "border_share": 12}
SLOW_BORDER = {"sessions": 80, "border_share": 8, "old_share": 100, "decisions": 250, "stay": 7}
CASES = {
    "baseline": (52, {}),
    "regimes": (52, {"inflow": 20, "regimes": PERIODS}),
    "strained": (26, STRAIN),
    "old stock first": (26, {**FEW_SESSIONS, "old_share": 90}),
    "long stay": (26, {**FEW_SESSIONS, "stay": 11}),
    "short stay": (26, {**FEW_SESSIONS, "stay": 4}),
    "slow at the border": (26, SLOW_BORDER),
    "records ahead of registrations": (26, {"inflow": 100}),
    "led astray by rounding": (52, drawn(8)),
}


@dataclass(frozen=True)
class Persons:
    """Persons who entered, and whose clock began, evenly between two moments in weeks.

    Those who left a station together did so in their order: `left` is when, as shares of the week. Whose
    term follows them from an earlier station has the one of this place among its terms.
    """

    number: float
    entered: tuple[float, float]
    began: tuple[float, float]
    left: tuple[float, float] = (0.0, 1.0)
    place: int | None = None

    def days(self):
        for day in range(DAYS):
            yield replace(
                self, number=self.number / DAYS, entered=part(self.entered, day), began=part(self.began, day)
            )


def part(span, day):
    start, end = span
    return start + (end - start) * day / DAYS, start + (end - start) * (day + 1) / DAYS


def moved(span, weeks):
    return span[0] + weeks, span[1] + weeks


def terms(given):
    """Per station the shares of its persons with the terms of the law that follow each other."""
    return {**terms_of_intake(given), **terms_of_responsibility(given), **terms_of_decisions(given)}


def terms_of_intake(given):
    """From screening to lodging."""
    forwarded, exception = (
        given.number("register_forwarded_share"),
        given.number("detention_review_exception_share"),
    )
    return {
        "screening_border.border": ((1, "screening_deadline_border"),),
        "screening_border.held": ((1, "screening_deadline_border_after_72h_hold"),),
        "screening_territory.territory": ((1, "screening_deadline_territory"),),
        "eurodac_transmission.border": ((1, "eurodac_deadline_border_applicant"),),
        "eurodac_transmission.resettled": ((1, "eurodac_deadline_resettlement"),),
        "registration.border": ((1, "register_deadline"),),
        "registration.territory": (
            (1 - forwarded, "register_deadline"),
            (forwarded, "register_forward", "register_deadline"),
        ),
        "registration.repeat": ((1, "register_deadline"),),
        "representative.minors": ((1, "uam_representative_deadline"),),
        "special_needs.applicants": ((1, "special_needs_assessment"),),
        "detention_review.border": (
            (1 - exception, "detention_review_normal"),
            (exception, "detention_review_exception"),
        ),
        "lodging.border": ((1, "lodge_deadline_border"),),
        "lodging.territory": ((1, "lodge_deadline"),),
        "lodging.responsibility": ((1, "lodge_deadline"),),
        "lodging.repeat": ((1, "lodge_deadline"),),
    }


def terms_of_responsibility(given):
    """Requests received, and from a request of our own to the transfer."""
    share = given.number
    again, known = share("incoming_take_back_share"), share("incoming_hit_share")
    there, urgent = share("incoming_detained_share"), share("incoming_urgent_share")
    charge = (1 - there) * (1 - again)
    back, hit = share("take_back_share"), share("take_charge_hit_share")
    held, later = share("responsibility_detained_share"), share("responsibility_detained_later_share")
    free = 1 - held - later
    jailed, away, found = (share(f"transfer_{who}_share") for who in ("imprisoned", "absconded", "back"))
    return {
        "incoming_request.incoming": (
            (charge * (1 - urgent) * (1 - known), "take_charge_reply"),
            (charge * (1 - urgent) * known, "take_charge_reply_hit"),
            (charge * urgent, "take_charge_reply_urgent_min"),
            ((1 - there) * again, "take_back_confirmation"),
            (there, "dublin_detention_reply"),
        ),
        "responsibility_request.responsibility": (
            (free * (1 - back) * (1 - hit), "take_charge_request"),
            (free * (1 - back) * hit, "take_charge_request_hit"),
            (free * back, "take_back_notification"),
            (held, "dublin_detention_request_first"),
            (later, "dublin_detention_request_later"),
        ),
        "responsibility_reply.responsibility": ((1, "take_charge_reply"),),
        "responsibility.responsibility": ((1, "transfer_decision"),),
        "transfer_appeal.responsibility": ((1, "transfer_appeal_stay"),),
        "transfer.responsibility": (
            (1 - jailed - away - found, "transfer_deadline"),
            (jailed, "transfer_deadline_imprisoned"),
            (away, "transfer_deadline_absconded"),
            (found, "transfer_min_left_if_back"),
        ),
    }


def terms_of_decisions(given):
    """Decisions of every procedure, and what follows them."""
    share = given.number
    extended, after = share("extended_share_admissibility"), share("after_return_decision_share")
    covered, complex_ = share("old_extended_share"), share("extended_share_normal")
    relocated = share("border_relocated_share")
    quick = share("expedited_share") if "expedited" in {one.id for one in given.levers.regimes} else 0
    border = ((1 - relocated, "border_max_duration"), (relocated, "border_max_duration_relocated"))
    return {
        "decision.old": ((1 - covered, "decide_old"), (covered, "decide_old_extended")),
        "decision.border": border,
        "decision.admissibility": (
            (1 - after - extended * (1 - after), "decide_inadmissible"),
            (extended * (1 - after), "decide_inadmissible", "decide_inadmissible_extension"),
            (after, "decide_inadmissible_after_return_decision"),
        ),
        "decision.normal": (
            (1 - quick - complex_ * (1 - quick), "decide_normal"),
            (complex_ * (1 - quick), "decide_normal", "decide_normal_extension"),
            (quick, "decide_normal", WELL_FOUNDED),
        ),
        "decision.accelerated": ((1, "decide_accelerated"),),
        "appeal.border": border,
        "return_border.border": ((1, "return_border_max"),),
    }


@dataclass
class Waiting:
    """Some of a queue: how many are left, and when the term of the first and of the last of them ends."""

    ends: tuple[float, float]
    who: Persons
    number: float

    @property
    def due(self):
        """When their terms end; who has none comes after all others, in the order of entry."""
        return self.ends if np.isfinite(self.ends[1]) else moved(self.who.entered, NEVER)

    def cut(self, first, last):
        """Those between two shares of them, in their order."""
        spans = [(a + (b - a) * first, a + (b - a) * last) for a, b in self.spans]
        number = self.number * (last - first)
        who = Persons(number, spans[0], spans[1], place=self.who.place)
        return Waiting(spans[2], who, number)

    @property
    def spans(self):
        return self.who.entered, self.who.began, self.ends

    def keep(self, first, last):
        """Only those between two shares of them stay."""
        left = self.cut(first, last)
        self.ends, self.who, self.number = left.ends, left.who, left.number

    def by_week(self):
        """The same, apart by the week in which their terms end."""
        first, last = self.ends
        inside = np.arange(np.floor(first) + 1, last) if np.isfinite(last) and last > first else []
        shares = [0.0, *((moment - first) / (last - first) for moment in inside), 1.0]
        return [self.cut(*span) for span in pairwise(shares)]

    def late(self, moment):
        first, last = self.ends
        passed = (moment - first) / (last - first) if last > first else float(last <= moment)
        return self.number * min(1.0, max(0.0, passed))


class Simulation:
    """The chain with persons in the place of curves, station by station in the order in which they pass."""

    def __init__(self, solution, given):
        self.solution, self.given, self.terms = solution, given, terms(given)
        self.gone, self.queue, self.late, self.not_due = {}, {}, {}, {}
        for station in solution.network.stations:
            self.serve(station)

    def term(self, key, began):
        """Shares and terms of who comes at a moment: the longest of the regimes that hold then."""
        number, held = self.given.parameters, self.given.levers.regimes
        for share, *names in self.terms.get(".".join(key), ((1,),)):
            if not names:
                yield share, self.weeks_without_law(key)
                continue
            well_founded = WELL_FOUNDED in names
            names = [name for name in names if name != WELL_FOUNDED]
            lengths = [sum(term_weeks(number, name) for name in names)]
            for regime in held:
                first, end = regime.span(self.given.weeks)
                if regime.id == "expedited" and first <= began < end and well_founded:
                    lengths = [0.0, term_weeks(number, "in_expedited_decide_normal")]
                    break
                there = [f"in_{regime.id}_{name}" for name in names]
                shared = regime.id == "expedited"
                if not shared and first <= began < end and any(name in number for name in there):
                    both = zip(names, there, strict=True)
                    lengths.append(
                        sum(term_weeks(number, new if new in number else old) for old, new in both)
                    )
            yield share, max(lengths[1:], default=lengths[0])

    def weeks_without_law(self, key):
        """What a station that no law closes is held to: a norm, or nothing."""
        if key == HOUSING:
            return self.given.number("housing_norm_weeks")
        if key == APPEAL:
            return self.given.weeks_of("appeal_window_normal") + self.given.number("appeal_decided_weeks")
        return np.inf

    def come(self, station):
        """Who waits at the start and who comes, with the clock that the law gives them."""
        used, weeks = 0.0, self.solution.stations[station.key]
        stay = 1.0 - weeks.diverted / np.maximum(weeks.inflow, NOBODY)
        if station.key == APPEAL_BORDER:
            used = self.given.number("border_stay_weeks") * self.given.number("border_stay_decision_part")
        for persons, young, old in station.opening.blocks:
            yield Persons(persons, (-old, -young), (-old - used, -young - used))
        for transit in self.solution.network.in_transit:
            if transit.to == station.key:
                yield from (here(week, persons) for week, persons in enumerate(transit.persons))
        for flow in self.solution.flows:
            if flow.to == station.key:
                for week, persons in enumerate(flow.persons):
                    at = week + flow.lag_weeks
                    if at < stay.size:
                        yield from self.by_way(station, flow, week, float(persons) * stay[at])

    def by_way(self, station, flow, week, persons):
        """Who comes by one way in one week: their clock begins then, or began with an earlier stage.

        Who ends out of time at the border comes evenly over the week, having used the whole term there.
        """
        lodged, way, now = (
            self.given.weeks_of("lodge_deadline_border"),
            (flow.start, station.key),
            here(week, 0),
        )
        if way in CLOCK_OF_EARLIER:
            left = self.gone[flow.start, flow.exit][week]
            total = sum(one.number for one in left)
            for one in left:
                place = one.place if way == (BORDER, APPEAL_BORDER) else None
                number = persons * one.number / total
                yield Persons(number, moved(one.left, week), one.began, place=place)
        elif way == (BORDER, NORMAL):
            left = self.gone[flow.start, flow.exit][week]
            for one in left:
                _, longest = list(self.term(BORDER, sum(one.began) / 2))[one.place]
                yield Persons(one.number, now.entered, moved(now.entered, lodged - longest))
        elif flow.start in (REGISTER_BORDER, BORDER) and station.key in (NORMAL, ACCELERATED):
            yield Persons(persons, now.entered, moved(now.entered, lodged))
        else:
            yield here(week + flow.lag_weeks, persons)

    def waiting(self, station):
        stays = 1 - station.left_share
        for come in self.come(station):
            for who in come.days() if self.given.levers.regimes else [come]:
                for place, (share, weeks) in enumerate(self.term(station.key, sum(who.began) / 2)):
                    share = share if who.place is None else float(who.place == place)
                    number = who.number * share * stays
                    if number > NOBODY:
                        mine = replace(who, number=number, place=place)
                        yield from Waiting(moved(who.began, weeks), mine, number).by_week()

    def records(self, station):
        """Records as they are sent; the clock of each begins when its person is registered.

        Who waits for registration at the start but for no capture was captured and sent before: they are the
        first to be registered, and their records are passed over. Who is registered but never captured is
        late all the same.
        """
        before, register = REGISTERED[station.key]
        capture = ("eurodac_capture", station.key[1])
        recorded, known = 1 - self.given.number("under_six_share"), self.solution.network.station
        unregistered = sum(known(key).opening.total for key in (*before, register))
        registered = self.solution.stations[register].served * recorded
        place = np.concatenate(([0.0], np.cumsum(registered))) - (
            recorded * unregistered - known(capture).opening.total
        )
        at = 0.0
        for come in self.come(station):
            for who in come.days():
                if who.entered[0] < 0:
                    yield who
                elif who.number > NOBODY:
                    yield from registered_evenly(who, at, place)
                    at += who.number
        if at < place[-1] - NOBODY:
            yield from registered_evenly(never_come(place[-1] - at), at, place)

    def line(self, station):
        """Who waits now or later, whose term ends first in front; records as they are sent."""
        if station.key in REGISTERED:
            weeks = term_weeks(self.given.parameters, "eurodac_deadline_applicant")
            return [
                Waiting(moved(who.began, weeks), who, who.number)
                for who in self.records(station)
                if who.number > NOBODY
            ]
        return list(self.waiting(station))

    def closing(self, station, line):
        """Who leaves unfinished in each week: who came last of those whose term ends in it."""
        found = []
        for week, number in enumerate(self.solution.stations[station.key].unfinished):
            due = [
                one
                for one in line
                if one.ends[0] < week + 1.0 - NOBODY and (one.ends[1] > week + NOBODY or not week)
            ]
            found.append(last_come(due, number))
            self.not_due[station.key] += max(0.0, number - persons_in(found[-1]))
        return found

    def serve(self, station):
        """Serves as planned, whose term ends first; who will leave unfinished waits aside."""
        weeks, line = self.solution.stations[station.key], self.line(station)
        self.not_due[station.key] = 0.0
        unfinished = self.closing(station, line)
        extended = station.key[0] == LINK and station.key not in RESETTLED_RECORDS
        outage = self.given.levers.outage_weeks(self.given.weeks) if extended else np.zeros(10**3)
        longer = self.given.weeks_of("eurodac_ext_technical")
        queue, late, served = [], [], []
        coming, there = sorted(line, key=lambda one: -one.who.entered[0]), []
        for week, number in enumerate(weeks.served):
            end = week + 1.0
            while coming and coming[-1].who.entered[0] < end:
                there.append(coming.pop())
            served.append(first_due(there, number, end - station.minimum_weeks))
            there = [one for one in there if one.number > NOBODY]
            counted = [*there, *coming] if station.key[0] == LINK else there
            aside = [one for left in unfinished[week + 1 :] for one in left if one.entered[0] < end]
            queue.append(sum(one.number for one in there) + persons_in(aside))
            late.append(sum(one.late(end - longer * outage[week]) for one in counted))
        self.gone[station.key, "served"], self.gone[station.key, "unfinished"] = served, unfinished
        self.queue[station.key], self.late[station.key] = np.array(queue), np.array(late)


def never_come(number):
    """Persons who come to a station only after all that is planned."""
    return Persons(number, (NEVER, NEVER), (NEVER, NEVER))


def registered_evenly(who, at, place):
    """Records apart by the week in which their persons are registered; some were before the plan began.

    Args:
        at: records before these.
        place: records of who was registered by the start and by the end of each week.
    """
    inside = place[(place > at) & (place < at + who.number)]
    for first, last in pairwise((at, *inside, at + who.number)):
        entered = tuple(between(who.entered, (one - at) / who.number) for one in (first, last))
        week = int(np.searchsorted(place, (first + last) / 2))
        if week in (0, place.size):
            began = (0.0, 0.0) if week == 0 else (np.inf, np.inf)
        else:
            registered = place[week - 1], place[week]
            began = tuple(week - 1 + share_by(registered, one) for one in (first, last))
        if last > first:
            yield Persons(last - first, entered, began)


def persons_in(groups):
    return sum(one.number for one in groups)


def here(week, persons):
    return Persons(float(persons), (week, week + 1.0), (week, week + 1.0))


def first_due(line, wanted, latest=np.inf):
    """Takes as many as wanted whose term ends first, of those who entered by a moment."""
    line = [one for one in line if one.number > NOBODY and one.who.entered[0] < latest]
    may = [share_by(one.who.entered, latest) for one in line]
    spans = [(one.due[0], between(one.due, share)) for one, share in zip(line, may, strict=True)]
    numbers = [one.number * share for one, share in zip(line, may, strict=True)]
    level, total = level_of(spans, numbers, wanted)
    taken = []
    for one, span, share in zip(line, spans, may, strict=True):
        part = share * share_by(span, level)
        if part > 0:
            taken += in_order(one.cut(0.0, part), total)
            one.keep(part, 1.0)
    return taken


def last_come(line, wanted):
    """Takes as many as wanted of those who entered last."""
    line = [one for one in line if one.number > NOBODY]
    spans = [(-one.who.entered[1], -one.who.entered[0]) for one in line]
    level, _ = level_of(spans, [one.number for one in line], wanted)
    taken = []
    for one, span in zip(line, spans, strict=True):
        part = share_by(span, level)
        if part > 0:
            taken.append(one.cut(1.0 - part, 1.0).who)
            one.keep(0.0, 1.0 - part)
    return taken


def level_of(spans, numbers, wanted):
    """Up to where to take so that as many are taken as wanted, and what is taken up to any moment by then."""
    if not spans:
        return -np.inf, (np.zeros(1), np.ones(1))
    low, high = np.array(spans).T
    high = np.maximum(high, low + INSTANT)
    moments = np.unique(np.concatenate((low, high)))
    rate = np.bincount(np.searchsorted(moments, low), np.array(numbers) / (high - low), moments.size)
    rate -= np.bincount(np.searchsorted(moments, high), np.array(numbers) / (high - low), moments.size)
    total = np.concatenate(([0.0], np.cumsum(np.cumsum(rate)[:-1] * np.diff(moments))))
    level = float(np.interp(wanted, total, moments)) if wanted > NOBODY else -np.inf
    return level, (moments, total / max(min(wanted, total[-1]), NOBODY))


def in_order(one, total):
    """Those taken with the shares of the week in which they leave: whose term ends first leaves first."""
    moments, share = total
    first, last = one.due
    inside = moments[(moments > first) & (moments < last)]
    cuts = [0.0, *((inside - first) / (last - first)), 1.0]
    for start, end in pairwise(cuts):
        some = one.cut(start, end)
        left = np.interp(some.due, moments, share)
        yield replace(some.who, left=(float(left[0]), float(left[1])))


def share_by(span, moment):
    """The share of those evenly within a span who come by a moment."""
    first, last = span
    return min(1.0, max(0.0, (moment - first) / (last - first) if last > first else float(first < moment)))


def between(span, share):
    return span[0] + (span[1] - span[0]) * share


@cache
def simulated(case):
    shown, changes = CASES[case]
    given = dutch_chain_input(shown, **changes)
    return Simulation(run_chain(given).solution, given)


KEYS_OF_CASES = [
    *((case, key) for case in CASES for key in STATIONS),
    *(("strained", key) for key in RESETTLED_RECORDS),
]


@pytest.mark.parametrize(
    ("case", "key"), KEYS_OF_CASES, ids=lambda one: ".".join((one,) if isinstance(one, str) else one)
)
def test_a_queue_of_persons_served_as_planned_is_the_planned_queue_with_the_planned_lateness(case, key):
    """Where the law closes a stage nobody stays over term; elsewhere as many as planned.

    The plan's persons have six decimals where they leave a stage, so sums of a year differ by some of these.
    """
    simulation, shown = simulated(case), CASES[case][0]
    solution = simulation.solution
    station, weeks = solution.network.station(key), solution.stations[key]
    entering = station.left_share * (weeks.inflow - weeks.diverted)
    leavers = station.opening.total * station.left_share + np.cumsum(entering - weeks.left)
    assert (simulation.queue[key] + leavers)[:shown] == pytest.approx(weeks.queue[:shown], abs=ROUNDED)
    planned = over_term(solution, station)[:shown]
    assert simulation.late[key][:shown] == pytest.approx(planned, abs=ROUNDED)
    assert simulation.not_due[key] == pytest.approx(0, abs=ROUNDED)


def test_the_cases_hold_what_the_simulation_is_for():
    """Lateness, closings, an outage, diversions and terms of a regime: else nothing would be compared."""
    strained, regimes = simulated("strained").solution, simulated("regimes").solution
    for key in (SCREEN_BORDER, SCREEN_HELD, SCREEN_TERRITORY, APPEAL_BORDER):
        assert strained.stations[key].unfinished.sum() > 1, key
    for key in ((LINK, "border"), (LINK, "territory"), REGISTER_BORDER, ACCELERATED, NORMAL):
        assert over_term(strained, strained.network.station(key)).max() > 1, key
    assert strained.stations[BORDER].diverted.sum() > 1
    assert over_term(regimes, regimes.network.station(ADMISSIBILITY)).max() > 1


def test_after_a_period_who_comes_later_and_must_be_registered_sooner_is_late_as_a_queue_of_persons_tells():
    """All who came in a crisis are registered at once, so those who surge after it wait behind nobody.

    Their five days begin at screening. Counted from the start, the many who were registered weeks before
    their term would hide them.
    """
    held = {"regime": "crisis", "start": "2026-12-14", "weeks": 4}
    surge = {"shock": 200, "shock_start": "2027-01-11", "parameters": {"registration_per_week": 700}}
    given = dutch_chain_input(26, regimes=[held], **surge)
    solution = run_chain(given).solution
    late = Simulation(solution, given).late[REGISTER_TERRITORY][:12]
    assert late[8] > 50
    assert over_term(solution, solution.network.station(REGISTER_TERRITORY))[:12] == pytest.approx(
        late, abs=0.2
    )
