"""The chain: two queues for one team of deciders."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import (
    HOUSING,
    LATE_FROM_PERSONS,
    MEASURES,
    OLD_DECISIONS,
    old_to_decide,
    over_at_start,
    queue,
    weeks,
)
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import DAYS_PER_WEEK
from capacity.law import article_act
from capacity.scenario import ASKED
from capacity.service.answers.parts import (
    Asked,
    Figures,
    Found,
    Line,
    Lines,
    article_of,
    cheaper_or_dearer,
    fewer_or_more,
    said,
    week_of,
)
from capacity.texts.said import Said

PENALTY, STATUTORY = "old_cases_over_term", "old_cases_statutory_penalty"
OLD_DUTIES, HOMES = "decide_old", "homes"
OLD = "old"
PACT_ACTS = ("SCR", "EUD", "APR", "AMMR", "CRI", "RBP", "RCD")
TERM = "chain.term"
TWICE = "twice"
"""The run of question 3 with a second hundred deciders."""
PACE_WEEKS = "pace_weeks"
"""The parameter that says how many of the last weeks shown tell at what pace the old stock is decided."""
LEAST_PACE = 0.5
"""Decisions a week below which a stock is said never to be gone."""


def two_queues(asked: Asked) -> Found:
    """Question 3: when the old stock is gone, and what more deciders change."""
    gone, left = _gone(asked.plan), old_left(asked.plan)
    changes = _changes(asked, asked.plan)
    broken = _first_pact_break(asked)
    holders = _waiting_for_homes(asked.plan)
    more_holders = holders - _waiting_for_homes(asked.reference)
    homes_bind = asked.scenario.fte > 0 and more_holders > 0 and changes["bed_years"] > -LATE_FROM_PERSONS
    figures: Figures = {
        "gone": gone,
        "left": left,
        "gone_after_weeks": weeks_until_gone(asked.plan, asked.number(PACE_WEEKS)),
        "hours_more": _hours_to_be_gone(asked, left) if gone is None else 0.0,
        "weeks_saved": _weeks_saved(asked, asked.plan),
        **changes,
        "breaks": broken[0] if broken else None,
        "binding": HOMES if homes_bind else None,
    }
    sentences = _not_gone(asked, figures) if gone is None else [said("q03.gone", week=week_of(gone))]
    if asked.scenario.fte:
        sentences += [_deciders(asked, run) for run in _runs_of_deciders(asked)]
        sentences.append(_statutory(asked))
    if homes_bind:
        sentences.append(said("q03.homes", n=holders, m=more_holders))
    sentences.append(_broken(asked, broken))
    if (before := _over_before(asked.plan)) >= LATE_FROM_PERSONS:
        sentences.append(said("q03.over_before", n=before))
    chart = Lines(
        (
            Line(said("line.old"), old_to_decide(asked.plan), "asked"),
            Line(said("line.pact"), _pact(asked.plan)),
            Line(said("line.pact_even"), _pact(asked.plans["even"])),
            Line(said("line.pact_over"), _pact(asked.plan, "over_term")),
            Line(said("line.old_over"), queue(asked.plan, "decision", OLD, "over_term")),
            Line(said("line.old_before"), old_to_decide(asked.reference), "baseline"),
        )
    )
    return Found(figures, tuple(sentences), chart)


def weeks_until_gone(plan: PlanResult, pace_weeks: float) -> float | None:
    """Weeks from the start of the plan until the old stock is gone.

    Beyond the weeks shown as many a week are decided as in the mean of the last `pace_weeks` of them; None
    when that is nobody. Who leaves by themselves is neither waited for nor counted in the pace.
    """
    gone = _gone(plan)
    if gone is not None:
        return float(weeks(plan).index(gone) + 1)
    pace = float(queue(plan, *OLD_DECISIONS, "served").iloc[-round(pace_weeks) :].mean())
    return len(weeks(plan)) + old_left(plan) / pace if pace >= LEAST_PACE else None


def _hours_to_be_gone(asked: Asked, left: float) -> float:
    """Decider hours a week more over all weeks shown that would have decided who is left."""
    return left * asked.number("hours_per_decision") * asked.number("effort_old") / len(weeks(asked.plan))


def _not_gone(asked: Asked, figures: Figures) -> list[Said]:
    """How many are left, when they would be gone at the present pace, and what would do it in time."""
    shown, later = len(weeks(asked.plan)), figures["gone_after_weeks"]
    hours = float(figures["hours_more"] or 0.0)
    return [
        said("q03.left", k=shown, n=figures["left"]),
        said("q03.no_pace") if later is None else said("q03.pace", k=later),
        said("q03.hours", h=hours, n=hours / asked.number("productive_hours_per_fte"), k=shown),
    ]


def _first_pact_break(asked: Asked) -> tuple[str, str] | None:
    """The term of the Pact that breaks first, whoever is bound by it, and its week.

    Left out are the terms of applications from before the Pact, and persons over term from before the
    plan: a term breaks in the first week in which it ends for somebody who is not served in time.
    Of terms that break in one week the highest in rank is named; of one rank that with most persons late.
    """
    register = asked.register[~asked.register.duty.str.startswith(OLD_DUTIES)]
    is_pact = register.article.map(lambda article: article_act(str(article)) in PACT_ACTS)
    pact = register[is_pact & (register["rank"] > 0) & (register.formula == TERM)]
    ranks = dict(zip(pact.duty, pact["rank"].astype(int), strict=True))
    rows = asked.plan.tables["duties"]
    sums = rows[rows.duty.isin(list(ranks))].groupby(["duty", "week"], as_index=False).sum(numeric_only=True)
    rise = sums.groupby("duty").over_term.diff().fillna(0.0)
    sums = sums.assign(late=(sums.due - sums.met_in_time).clip(lower=rise))
    broken = sums[sums.late >= LATE_FROM_PERSONS].assign(order=sums.duty.map(ranks))
    if broken.empty:
        return None
    first = broken.sort_values(["week", "order", "late"], ascending=[True, True, False], kind="stable").iloc[
        0
    ]
    return str(first.duty), str(first.week)


def _over_before(plan: PlanResult) -> float:
    """Persons over a term of the law other than that of the old stock when the plan began."""
    old = ".".join(OLD_DECISIONS)
    return sum(persons for station, persons in over_at_start(plan).items() if station != old)


def _broken(asked: Asked, broken: tuple[str, str] | None) -> Said:
    if broken is None:
        return said("q03.holds")
    duty, week = broken
    return said("q03.breaks", duty=Said(f"duty.{duty}"), article=article_of(asked, duty), week=week_of(week))


def _waiting_for_homes(plan: PlanResult) -> float:
    """Status holders who wait for a home at the end."""
    return float(queue(plan, HOUSING).iloc[-1])


def _weeks_saved(asked: Asked, plan: PlanResult) -> float | None:
    """Weeks sooner that the old stock is gone than in the reference; None where either never gets there."""
    gone, gone_before = _gone(plan), _gone(asked.reference)
    if gone is not None and gone_before is not None:
        return float((week_of(gone_before) - week_of(gone)).days // DAYS_PER_WEEK)
    pace = asked.number(PACE_WEEKS)
    later, later_before = weeks_until_gone(plan, pace), weeks_until_gone(asked.reference, pace)
    return None if later is None or later_before is None else float(round(later_before - later))


def _changes(asked: Asked, plan: PlanResult) -> dict[str, float]:
    """What a plan changes against the reference: applications, bed-years and euros of penalties."""
    return {
        "old": old_left(plan) - old_left(asked.reference),
        "pact_late": pact_over_term(plan) - pact_over_term(asked.reference),
        "bed_years": float(asked.extra_residents(plan).sum()) / asked.number("weeks_per_year"),
        "penalties_eur": _penalties(plan) - _penalties(asked.reference),
    }


def _runs_of_deciders(asked: Asked) -> tuple[str, ...]:
    """The planner's own number of deciders, and twice what the question asks where that is another."""
    return (ASKED,) if asked.scenario.fte == asked.scenarios[TWICE].fte else (ASKED, TWICE)


def _deciders(asked: Asked, run: str) -> Said:
    """What the deciders of a run change against none more."""
    plan, fte = asked.plans[run], asked.scenarios[run].fte
    saved, changes = _weeks_saved(asked, plan), _changes(asked, plan)
    return said(
        "q03.fte" if saved is None else "q03.fte_weeks",
        fte=said("q03.fewer_fte" if fte < 0 else "q03.more_fte", n=abs(fte)),
        weeks=fewer_or_more(-float(saved or 0.0)),
        old=fewer_or_more(changes["old"]),
        pact=fewer_or_more(changes["pact_late"]),
        years=fewer_or_more(changes["bed_years"]),
        money=cheaper_or_dearer(changes["penalties_eur"]),
    )


def _statutory(asked: Asked) -> Said:
    """What the penalties said here are, and what courts would set beside them."""
    costs = asked.plan.tables["costs"]
    day, cap = asked.number("penalty_statutory_per_day"), asked.number("penalty_statutory_cap")
    return said(
        "q03.statutory",
        day=day,
        cap=cap,
        d=cap / day,
        eur=float(costs[costs.line == STATUTORY].eur.sum()),
    )


def _gone(plan: PlanResult) -> str | None:
    week = MEASURES["old_gone"].read(plan, 1.0)
    return None if week is None else str(week)


def old_left(plan: PlanResult) -> float:
    """Old cases still to be decided at the end; who will leave by themselves is not among them."""
    return float(old_to_decide(plan).iloc[-1])


def _pact(plan: PlanResult, measure: str = "queue") -> pd.Series:
    """Per week a measure of decisions on every stream but the old stock, in applications."""
    found: pd.Series = queue(plan, "decision", measure=measure) - queue(plan, "decision", OLD, measure)
    return found


def pact_over_term(plan: PlanResult) -> float:
    """Applications under the Pact whose decision is over its term in the last week shown.

    Every stream of the plan but the old stock counts. The border procedure adds none: it closes at its
    term, and who leaves it unfinished waits, and runs late, in the procedure inside the country.
    """
    return float(_pact(plan, "over_term").iloc[-1])


def _penalties(plan: PlanResult) -> float:
    costs = plan.tables["costs"]
    return float(costs[costs.line == PENALTY].eur.sum())
