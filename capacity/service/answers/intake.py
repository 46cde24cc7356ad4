"""The intake site: weeks above its cap, and what keeps it below."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import INTAKE_CAP, late, money, places_of
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import DAYS_PER_WEEK
from capacity.scenario import ASKED, REFERENCE
from capacity.service.answers.parts import (
    Asked,
    Figures,
    Found,
    Line,
    Lines,
    cheaper_or_dearer,
    fewer_or_more,
    level,
    said,
    week_of,
)
from capacity.texts.said import Said

PENALTY = "intake_penalty_nights"


def below_the_cap(asked: Asked) -> Found:
    """Question 2: weeks above the cap, the cheapest measure tried that keeps below it, and the penalty."""
    over, cap = _weeks_over(asked.plan), asked.scenario.intake_cap
    costs = asked.plan.tables["costs"]
    penalty = float(costs[costs.line == PENALTY].eur.sum())
    tried = [run for run in asked.plans if run not in (ASKED, REFERENCE)]
    keeping = [run for run in tried if not _weeks_over(asked.plans[run])]
    cheapest = min(keeping, key=lambda run: money(asked.plans[run]), default="")
    eur = money(asked.plans[cheapest or ASKED]) - money(asked.plan)
    sentences = [said("q02.below", cap=cap)]
    if over:
        sentences = [said("q02.above", k=len(over), cap=cap, week=week_of(over[0]))]
        measures = said("q02.mix", mix=said(f"run_{cheapest}"), money=cheaper_or_dearer(eur), y=penalty)
        sentences.append(measures if cheapest else said("q02.none", y=penalty))
        sentences += [_tried(asked, run) for run in tried if run != cheapest]
        if cheapest:
            more = _most_emergency(asked.plans[cheapest]) - _most_emergency(asked.plan)
            sentences.append(said("q02.emergency", places=fewer_or_more(more)))
        sentences += _ceiling(asked, penalty, len(over))
    figures: Figures = {
        "weeks": float(len(over)),
        "first": over[0] if over else None,
        "penalty_eur": penalty,
        "cheapest": cheapest or None,
        "eur": eur,
    }
    present = _present(asked.plan)
    chart = Lines(
        (
            Line(said("line.asked"), present, "asked"),
            Line(said("line.outplaced"), _present(asked.plans["outplaced"])),
            Line(said("line.both"), _present(asked.plans["both"])),
            Line(said("line.cap"), level(present, cap), "limit"),
            Line(said("line.baseline"), _present(asked.baseline), "baseline"),
        )
    )
    return Found(figures, tuple(sentences), chart)


def _tried(asked: Asked, run: str) -> Said:
    """What another measure leaves above the cap, and what it costs."""
    plan = asked.plans[run]
    change = cheaper_or_dearer(money(plan) - money(asked.plan))
    return said("q02.tried", mix=said(f"run_{run}"), k=len(_weeks_over(plan)), money=change)


def _ceiling(asked: Asked, penalty: float, weeks_over: int) -> list[Said]:
    """Why fewer penalties are counted than nights above the cap: what the court's ceiling leaves."""
    without = weeks_over * DAYS_PER_WEEK * asked.number("intake_penalty_per_night")
    if penalty >= without:
        return []
    return [said("q02.ceiling", left=asked.number("intake_penalty_open"), x=without)]


def _most_emergency(plan: PlanResult) -> float:
    return max(map(float, places_of(plan, "emergency", "available")), default=0.0)


def _weeks_over(plan: PlanResult) -> list[str]:
    numbers = late(plan)
    return sorted(str(week) for week in numbers[(numbers.duty == INTAKE_CAP) & (numbers.late > 0)].week)


def _present(plan: PlanResult) -> pd.Series:
    """People at the intake site per week."""
    duties = plan.tables["duties"]
    found: pd.Series = duties[duties.duty == INTAKE_CAP].groupby("week").due.sum()
    return found
