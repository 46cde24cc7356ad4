"""Screening under a surge, and an outage of Eurodac."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import LATE_FROM_PERSONS, queue
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import DAYS_PER_WEEK
from capacity.scenario import ASKED, REFERENCE, Scenario
from capacity.service.answers.parts import (
    PERCENT,
    Asked,
    Figures,
    Found,
    Line,
    Lines,
    Role,
    level,
    said,
    week_of,
)
from capacity.texts.said import Said

SITES = ("border", "territory")
OUTAGES = (ASKED, "short", "long")
HOURS_PER_WEEK = DAYS_PER_WEEK * 24
TERMS_OF_RECORDS: tuple[tuple[int, Role], ...] = ((72, "limit"), (120, "other"))
"""Hours in which a record is to be sent, and with 48 more in an outage: EUD 15(1)(a), 15(2)."""


def screening(asked: Asked) -> Found:
    """Question 5: screening capacity that keeps the terms for nearly everybody, and who stays unfinished."""
    target, surge = asked.number("screening_target_share"), _surge(asked)
    needed = {site: _capacity_needed(asked, site, surge, target) for site in SITES}
    unfinished = sum(float(_at(asked.plan, site, "unfinished")[surge].sum()) for site in SITES)
    per_week = sum(float(_at(asked.plan, site, "inflow")[surge].mean()) for site in SITES)
    sentences = (
        said(
            "q05.answer",
            share=target,
            a=_capacity(needed["border"]),
            b=_capacity(needed["territory"]),
        ),
        said("q05.unfinished", s=per_week, n=unfinished),
        said("q05.steps"),
    )
    arriving = _at(asked.plan, "territory", "inflow")
    records = asked.number("eurodac_transmission_per_week")
    chart = Lines(
        (
            Line(said("line.to_screen"), arriving, "asked"),
            Line(said("line.unfinished"), _at(asked.plan, "territory", "unfinished")),
            Line(
                said("line.capacity"),
                level(arriving, _weekly_capacity(asked, asked.scenario, "territory")),
                "limit",
            ),
            Line(said("line.eurodac"), level(arriving, records)),
            Line(said("line.baseline"), _at(asked.baseline, "territory", "inflow"), "baseline"),
        )
    )
    figures: Figures = {**needed, "per_week": per_week, "unfinished": unfinished}
    return Found(figures, sentences, chart)


def _at(plan: PlanResult, site: str, measure: str) -> pd.Series:
    return queue(plan, f"screening_{site}", site, measure)


def _surge(asked: Asked) -> pd.Index:
    """Weeks in which more people come than without the question; all weeks when there is none."""
    more = _at(asked.plan, "territory", "inflow") - _at(asked.reference, "territory", "inflow")
    weeks = more.index[more > LATE_FROM_PERSONS]
    return weeks if len(weeks) else more.index


def _capacity_needed(asked: Asked, site: str, surge: pd.Index, target: float) -> float | None:
    """The least capacity per week among the plans made at which the share in time is reached."""
    enough = [
        _weekly_capacity(asked, asked.scenarios[run], site)
        for run, plan in asked.plans.items()
        if run != REFERENCE and _share_in_time(plan, site, surge) >= target
    ]
    return min(enough, default=None)


def _share_in_time(plan: PlanResult, site: str, surge: pd.Index) -> float:
    unfinished = float(_at(plan, site, "unfinished")[surge].sum())
    everybody = float(_at(plan, site, "served")[surge].sum()) + unfinished
    return 1 - unfinished / everybody if everybody else 1.0


def _weekly_capacity(asked: Asked, scenario: Scenario, site: str) -> float:
    change = scenario.screen_border if site == "border" else scenario.screen_territory
    return asked.number(f"screening_{site}_per_week") * (1 + change / PERCENT)


def _capacity(persons: float | None) -> Said:
    return said("q05.more_than_tried") if persons is None else said("q05.persons", n=persons)


def outage(asked: Asked) -> Found:
    """Question 6: records unsent after an outage, when the queue is gone, and how many are late."""
    figures: Figures = {}
    sentences, lines = [], []
    usual = queue(asked.reference, "eurodac_transmission")
    for run in OUTAGES:
        plan, weeks = asked.plans[run], asked.scenarios[run].outage
        unsent = queue(plan, "eurodac_transmission")
        peak, clear, late = float(unsent.max()), _cleared(unsent, usual), _sent_late(plan)
        figures |= {f"unsent_{run}": peak, f"cleared_{run}": clear, f"late_{run}": late}
        key = "q06.not_cleared" if clear is None else "q06.answer" if run == ASKED else "q06.other"
        week = None if clear is None else week_of(clear)
        sentences.append(said(key, k=weeks, n=peak, week=week, m=late))
        lines.append(Line(said("line.outage", k=weeks), unsent, "asked" if run == ASKED else "other"))
    lines += _sent_within(asked, usual)
    lines.append(Line(said("line.baseline"), queue(asked.baseline, "eurodac_transmission"), "baseline"))
    return Found(figures, tuple(sentences), Lines(tuple(lines)))


def _sent_within(asked: Asked, weeks: pd.Series) -> list[Line]:
    """Records that full transmission sends in the term, and in the term of an outage (EUD 15(1), 15(2)).

    Whoever stands higher in the queue than that is sent too late.
    """
    per_hour = asked.number("eurodac_transmission_per_week") / HOURS_PER_WEEK
    return [
        Line(said("line.sent_within", h=hours), level(weeks, per_hour * hours), role)
        for hours, role in TERMS_OF_RECORDS
    ]


def _cleared(unsent: pd.Series, usual: pd.Series) -> str | None:
    """The first week from the peak on in which no more is unsent than usual."""
    after = unsent[unsent.index >= str(unsent.idxmax())]
    back = after[after <= usual.reindex(after.index, fill_value=0.0) + LATE_FROM_PERSONS]
    return str(back.index[0]) if len(back) else None


def _sent_late(plan: PlanResult) -> float:
    """Records whose term ended before they were sent, over the weeks shown."""
    duties = plan.tables["duties"]
    rows = duties[duties.duty.str.startswith("eurodac_")]
    return float((rows.due - rows.met_in_time).clip(lower=0).sum())
