"""The border: whether its places suffice, and what slower courts do there."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import LATE_FROM_PERSONS, places_of, queue
from capacity.domain.plan_result import PlanResult
from capacity.scenario import ASKED
from capacity.service.answers.parts import (
    PERCENT,
    Asked,
    Figures,
    Found,
    Line,
    Lines,
    fewer_or_more,
    first_week,
    said,
    week_of,
)
from capacity.texts.said import Said

HELD_STAGES = ("decision", "appeal", "return_border")
ENDING_STAGES = ("decision", "appeal")
STAYS = (ASKED, "short", "middle")
WITHOUT_BUFFER, RETURN_LEG = "no_buffer", "return_leg"
FAMILIES, FAMILIES_SHARE = "border_families", "border_families_share"
COURTS = "courts"


def held(plan: PlanResult) -> pd.Series:
    """People held at the border per week: in the procedure, in appeal and in the return leg."""
    parts = [queue(plan, stage, "border") for stage in HELD_STAGES]
    found: pd.Series = pd.concat(parts, axis=1).sum(axis=1)
    return found


def places(asked: Asked) -> Found:
    """Question 8: people held at each mean stay against the places there are."""
    figures: Figures = {}
    sentences = []
    for run in (*STAYS, WITHOUT_BUFFER):
        plan = asked.plans[run]
        figures |= {f"held_{run}": float(held(plan).max()), f"full_{run}": _full_from(plan)}
        figures[f"diverted_{run}"] = _diverted(plan)
        key = "q08.without_buffer" if run == WITHOUT_BUFFER else "q08.answer"
        stay = asked.scenarios[run].stay
        sentences.append(said(key, k=stay, n=float(held(plan).max()), fits=_fits(plan)))
    sentences += [_return_leg(asked, figures), _families(asked, figures)]
    lines = [
        Line(
            said("line.stay", k=asked.scenarios[run].stay),
            held(asked.plans[run]),
            "asked" if run == ASKED else "other",
        )
        for run in STAYS
    ]
    lines += [
        Line(said("line.return_leg"), held(asked.plans[RETURN_LEG])),
        Line(said("line.border_places"), places_of(asked.plan, "border", "usable"), "limit"),
        Line(said("line.baseline"), held(asked.baseline), "baseline"),
    ]
    return Found(figures, (*sentences, said("q08.ground")), Lines(tuple(lines)))


def _return_leg(asked: Asked, figures: Figures) -> Said:
    """What it takes that everybody rejected waits for return in the same places."""
    plan, scenario = asked.plans[RETURN_LEG], asked.scenarios[RETURN_LEG]
    waiting = float(queue(plan, "return_border", "border").max())
    figures |= {"held_return_leg": float(held(plan).max()), "waiting_for_return": waiting}
    return said(
        "q08.return_leg",
        share=scenario.return_leg / PERCENT,
        k=scenario.stay,
        n=float(held(plan).max()),
        m=waiting,
        fits=_fits(plan),
    )


def _families(asked: Asked, figures: Figures) -> Said:
    """Where minors with their families go who come while the adequate capacity is reached (APR 44(2))."""
    duties = asked.plans[WITHOUT_BUFFER].tables["duties"]
    families = duties[duties.duty == FAMILIES]
    come, led = float(families.due.sum()), float(families.met_in_time.sum())
    figures |= {"families": come, "families_led": led}
    share = asked.scenarios[WITHOUT_BUFFER].parameters[FAMILIES_SHARE]
    if come < LATE_FROM_PERSONS:
        return said("q08.no_families", share=share)
    return said("q08.families", share=share, n=come, m=led, k=come - led)


def _diverted(plan: PlanResult) -> float:
    """People led to another procedure instead of the border."""
    return float(queue(plan, "decision", "border", "diverted").sum())


def _full_from(plan: PlanResult) -> str | None:
    """The first week in which those held take all usable places."""
    return first_week(held(plan) >= places_of(plan, "border", "usable") - LATE_FROM_PERSONS)


def _fits(plan: PlanResult) -> Said:
    usable = float(places_of(plan, "border", "usable").max())
    full, diverted = _full_from(plan), _diverted(plan)
    if full is None:
        return said("q08.enough", p=usable)
    if diverted < LATE_FROM_PERSONS:
        return said("q08.full", p=usable, week=week_of(full))
    return said("q08.full_diverted", p=usable, week=week_of(full), m=diverted)


def sessions(asked: Asked) -> Found:
    """Question 13: bed-months and stays over the term at the border when courts hold fewer sessions."""
    fewer = _sessions(asked.reference) - _sessions(asked.plan)
    months = asked.number("months_per_year") / asked.number("weeks_per_year")
    bed_months = float(asked.extra_residents(asked.plan).sum()) * months
    over, over_before = (_over_the_term(plan) for plan in (asked.plan, asked.reference))
    before = float(over_before.sum())
    waiting = queue(asked.plan, "appeal", "territory")
    more = float((waiting - queue(asked.reference, "appeal", "territory")).iloc[-1])
    figures: Figures = {
        "sessions_fewer": fewer,
        "bed_months": bed_months,
        "over_12_weeks": float(over.sum()) - before,
        "over_12_weeks_before": before,
        "waiting": more,
    }
    sentence = said(
        "q13.answer",
        sessions=fewer_or_more(-fewer),
        waiting=fewer_or_more(more),
        beds=fewer_or_more(bed_months),
        over=fewer_or_more(float(over.sum()) - before),
        m=float(over.sum()),
        b=before,
    )
    chart = Lines(
        (
            Line(said("line.asked"), waiting, "asked"),
            Line(said("line.over_term_border"), over.cumsum()),
            Line(said("line.over_term_border_before"), over_before.cumsum()),
            Line(said("line.baseline"), queue(asked.baseline, "appeal", "territory"), "baseline"),
        )
    )
    return Found(figures, (sentence,), chart)


def _over_the_term(plan: PlanResult) -> pd.Series:
    """Per week who leaves the border procedure unfinished at its term of 12 weeks (APR 51(2))."""
    parts = [queue(plan, stage, "border", "unfinished") for stage in ENDING_STAGES]
    found: pd.Series = pd.concat(parts, axis=1).sum(axis=1)
    return found


def _sessions(plan: PlanResult) -> float:
    """Court sessions there are in the weeks shown."""
    pools = plan.tables["pools"]
    return float(pools[pools.pool == COURTS].hours_available.sum())
