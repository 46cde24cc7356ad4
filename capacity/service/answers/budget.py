"""Money: what a ceiling breaks, and what a steady buffer of places costs."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import MEASURES, beds, money, weeks
from capacity.domain.plan_result import PlanResult
from capacity.service.answers.parts import (
    PERCENT,
    Asked,
    Bars,
    Figures,
    Found,
    cheaper_or_dearer,
    fewer_or_more,
    first_break,
    name,
    said,
    week_of,
)
from capacity.texts.said import Said

MILLION = "eur_per_million"
PAY = "hired_staff"
OVER_TERM = MEASURES["over_term"].read


def ceiling(asked: Asked) -> Found:
    """Question 12: the duty that breaks under a ceiling, and what a buffer costs against up and down."""
    broken = first_break(asked, asked.plan, asked.reference)
    buffer_eur = asked.extra_money(asked.plans["buffer"])
    over = {str(year): float(eur) for year, eur in asked.plan.notices.get("over_ceiling_eur", {}).items()}
    worst = max(over, key=lambda year: over[year], default="")
    sentences = [_under(asked, broken)]
    if over.get(worst, 0.0) > 0:
        sentences.append(said("q12.over", x=over[worst], year=worst))
    share = asked.scenarios["buffer"].steady / PERCENT
    sentences.append(said("q12.buffer", share=share, money=cheaper_or_dearer(buffer_eur)))
    sentences.append(_staff(asked))
    figures: Figures = {
        "breaks": broken[0] if broken else None,
        "week": broken[1] if broken else None,
        "without_bed": float(beds(asked.plan).without_bed.max()),
        "buffer_eur": buffer_eur,
        "over_ceiling_eur": over.get(worst, 0.0),
    }
    return Found(figures, tuple(sentences), _by_year(asked))


def _staff(asked: Asked) -> Said:
    """What deciders in reserve beside the places change: who is over term at the end, and money but pay."""
    plan, beside = asked.plans["staff"], asked.plans["buffer"]
    over, over_before = (float(OVER_TERM(one, 0.0) or 0.0) for one in (plan, beside))
    return said(
        "q12.staff",
        n=asked.scenarios["staff"].fte,
        over=fewer_or_more(over - over_before),
        money=cheaper_or_dearer(asked.a_year(_but_for_pay(plan) - _but_for_pay(beside), plan)),
    )


def _but_for_pay(plan: PlanResult) -> float:
    """Euros in the weeks shown, of the money goal, without the pay of persons hired."""
    costs = plan.tables["costs"]
    return money(plan) - float(costs[(costs.goal == "money") & (costs.line == PAY)].eur.sum())


def _under(asked: Asked, broken: tuple[str, str] | None) -> Said:
    if asked.scenario.ceiling is None:
        return said("q12.no_ceiling")
    eur = asked.scenario.ceiling * asked.number(MILLION)
    if broken is None:
        return said("q12.holds", x=eur, k=len(weeks(asked.plan)))
    duty, week = broken
    return said("q12.answer", x=eur, duty=Said(f"duty.{duty}"), week=week_of(week))


def _by_year(asked: Asked) -> Bars:
    """Cost of the weeks shown of each calendar year; a year shown in part has its part of the ceiling."""
    now, before = years(asked.plan), years(asked.baseline)
    limit: tuple[float, ...] = ()
    if asked.scenario.ceiling is not None:
        per_week = asked.scenario.ceiling * asked.number(MILLION) / asked.number("weeks_per_year")
        shown = pd.Series(sorted(asked.plan.tables["residents"].week.unique()))
        count = shown.str[: len("2026")].value_counts()
        limit = tuple(per_week * float(count[year]) for year in now.index)
    return Bars(
        tuple(name(str(year)) for year in now.index),
        tuple(float(eur) for eur in now),
        tuple(float(before.get(year, 0.0)) for year in now.index),
        limit,
    )


def years(plan: PlanResult) -> pd.Series:
    """EUR of the money goal by calendar year."""
    costs = plan.tables["costs"]
    rows = costs[costs.goal == "money"]
    found: pd.Series = rows.groupby(rows.week.str[: len("2026")]).eur.sum()
    return found
