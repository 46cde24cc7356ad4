"""Sentences of the page on the spreading law, computed from what is asked, there and missing."""

from __future__ import annotations

import pandas as pd

from capacity.domain.views import SpreadingView
from capacity.texts import (
    Language,
    euro_million,
    listed,
    number,
    percent,
    say,
    signed,
    week_in_table,
)
from capacity.ui.words.figures import monday

DAYS_PER_WEEK = 7
LARGEST = 3
GAP, SHARE, EUR = "gap", "share", "eur"
MEASURES = (GAP, SHARE, EUR)


def title(view: SpreadingView, language: Language) -> str:
    """How much of the task is missing and how many provinces carry most of it; or when it is met."""
    if view.gap > 0:
        return say(
            f"spread.title_{view.measured}",
            language,
            gap=view.gap,
            task=view.task,
            k=view.carriers,
            x=view.carried,
            date=view.legal_date,
            week=view.last_week,
        )
    if view.met_from and not is_before_plan(view, view.met_from):
        return say("spread.title_met", language, task=view.task, week=monday(view.met_from))
    return say("spread.title_met_already", language, task=view.task)


def moment(view: SpreadingView, language: Language) -> str:
    """When the gap is measured."""
    day = view.today if view.measured == "now" else view.legal_date
    return say(f"spread.moment_{view.measured}", language, date=day, week=view.last_week)


def is_before_plan(view: SpreadingView, week: str) -> bool:
    """Whether a Monday lies before the day of the data: what is met by then is met already."""
    return monday(week) < view.today


def deadline(view: SpreadingView, language: Language) -> str:
    """How long until the tasks must be met, or since when."""
    weeks = (view.legal_date - view.today).days // DAYS_PER_WEEK
    if view.legal_date < view.today:
        past = (view.today - view.legal_date).days // DAYS_PER_WEEK
        return say("spread.deadline_past", language, date=view.legal_date, n=past)
    key = "spread.deadline_ahead" if weeks else "spread.deadline_today"
    return say(key, language, date=view.legal_date, n=weeks)


def closing(view: SpreadingView, language: Language) -> str:
    """In which week the last gap closes under this plan; empty when it is closed already."""
    if view.met_from:
        if is_before_plan(view, view.met_from):
            return ""
        return say("spread.closes", language, week=monday(view.met_from))
    return say("spread.closes_not", language, week=view.last_week, gap=float(view.provinces.gap_end.sum()))


def against_baseline(view: SpreadingView, language: Language) -> str:
    """The difference in the gap with the baseline, at the term and in the last week; missing is left out."""
    table = view.provinces
    end = signed(float((table.gap_end - table.gap_end_baseline).sum()), language)
    if table.gap_end_baseline.isna().any():
        return ""
    if not view.in_plan or table.gap_at_date_baseline.isna().any():
        return say("spread.against_end", language, end=end)
    then = signed(float((table.gap_at_date - table.gap_at_date_baseline).sum()), language)
    return say("spread.against", language, date=then, end=end)


def conflict(view: SpreadingView, names: dict[str, str], language: Language) -> str:
    """Which provinces were said to have their task while today's state leaves them a gap; empty when none.

    What the plan lets end is no fault of the state.
    """
    table = view.provinces
    found = table[(table.basis == "task_met") & (table.task > table.durable_known)]
    if found.empty:
        return ""
    regions = listed([names[str(region)] for region in found.region], language)
    return say("spread.conflict", language, regions=regions, k=len(found))


def tiles_title(view: SpreadingView, names: dict[str, str], language: Language) -> str:
    """The three largest gaps."""
    largest = view.provinces[view.provinces.gap > 0].nlargest(LARGEST, "gap")
    if largest.empty:
        return say("spread.tiles_title_met", language)
    parts = [
        f"{names[str(region)]} {number(float(gap), language)}"
        for region, gap in zip(largest.region, largest.gap, strict=True)
    ]
    return say("spread.tiles_title", language, list=", ".join(parts))


def tiles_caption(view: SpreadingView, measure: str, beside_baseline: bool, language: Language) -> str:
    """When, in which unit, and how to read colour and bar."""
    unit = say(f"spread.unit_{measure}", language, eur=view.eur_per_place_year)
    dashed = say("spread.dashed", language) if beside_baseline else ""
    return say("spread.tiles_caption", language, moment=moment(view, language), unit=unit, dashed=dashed)


def figures_of(view: SpreadingView, measure: str, language: Language) -> list[str]:
    """The figure of each province in a measure: places (a gap below zero), share missing, euros a year."""
    rows = zip(view.provinces.gap, view.provinces.task, strict=True)
    if measure == SHARE:
        return [percent(max(0.0, gap) / task, language) for gap, task in rows]
    if measure == EUR:
        return [euro_million(max(0.0, gap) * view.eur_per_place_year, language) for gap, _ in rows]
    return [signed(-gap, language) for gap, _ in rows]


def provinces_title(view: SpreadingView, language: Language) -> str:
    """What opens and closes, and how many provinces meet their task."""
    table = view.provinces
    return say(
        "spread.provinces_title",
        language,
        opened=float(table.opened.sum()),
        closed=float(table.closed.sum()),
        n=int((table.closes != "").sum()),
        all=len(table),
        week=view.last_week,
    )


def closes_text(view: SpreadingView, week: str, language: Language) -> str:
    """The week in which a province gets its task, in words."""
    if not week:
        return say("spread.closes_no", language)
    return say("spread.met_already", language) if is_before_plan(view, week) else week_in_table(monday(week))


def published_text(places: float, at_least: float, language: Language) -> str:
    """Published places of a province: a number, a lower bound, or unknown."""
    if places == places:
        return number(places, language)
    if at_least == at_least:
        return say("spread.at_least", language, n=at_least)
    return say("spread.unknown", language)


def list_title(shown: pd.DataFrame, count: int, province: str, language: Language) -> str:
    """How many municipalities the list shows, and the sum of their tasks."""
    where = say("spread.list_where", language, province=province) if province else ""
    return say(
        "spread.list_title", language, n=len(shown), all=count, where=where, task=float(shown.task.sum())
    )
