"""Beds: how many are needed, and what housing, late places and grants do to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pandas as pd

from capacity.domain.measures import (
    LATE_FROM_PERSONS,
    beds,
    newly_opened,
    places_of,
    queue,
)
from capacity.domain.plan_result import PlanResult
from capacity.scenario import ASKED
from capacity.service.answers.parts import (
    PERCENT,
    Asked,
    Bars,
    Figures,
    Found,
    Line,
    Lines,
    cheaper_or_dearer,
    fewer_or_more,
    first_week,
    residents_by_week,
    said,
    week_of,
    widest,
)
from capacity.texts.said import Said

ORDERED = "emergency"
NAMED_PROVINCES = 3
IND_BASIS = "grant_ind_basis"
LOADED_STAGES = ("housing", "appeal", "departure")


def to_winter(asked: Asked) -> Found:
    """Question 1: places needed in the worst week, when regular places are full, what to order by when."""
    people = residents_by_week(asked.plan)
    peak, needed = str(people.idxmax()), float(people.max())
    full = _full_from(asked.plan)
    ordered, by = _orders(asked)
    eur = ordered * _yearly_price(asked)
    short = beds(asked.plan).without_bed
    others = {run: residents_by_week(asked.plans[run]) for run in ("p50", "p95")}
    sentences = [
        said(
            "q01.need",
            level=said(f"level_{asked.scenario.sized_to}"),
            week=week_of(peak),
            n=needed,
            full=_full(full, str(people.index[0])),
        ),
        _to_order(asked, ordered, by, eur),
    ]
    if short.max() >= LATE_FROM_PERSONS:
        sentences.append(said("q01.short", n=float(short.max()), week=week_of(str(short.idxmax()))))
    provinces = _by_province(asked, peak)
    sentences += _most(provinces)
    sentences.append(said("q01.others", a=float(others["p50"].max()), b=float(others["p95"].max())))
    figures: Figures = {
        "needed": needed,
        "week": peak,
        "full_from": full,
        "ordered": ordered,
        "by": by or None,
        "eur": eur,
    }
    chart = Lines(
        (
            Line(said(f"level_{asked.scenario.sized_to}"), people, "asked"),
            Line(said("line.usable"), beds(asked.plan).usable, "limit"),
            Line(said("level_P50"), others["p50"]),
            Line(said("level_P95"), others["p95"]),
            Line(said("line.baseline"), residents_by_week(asked.baseline), "baseline"),
        )
    )
    return Found(figures, tuple(sentences), chart, provinces)


def _to_order(asked: Asked, ordered: float, by: str, eur: float) -> Said:
    """What to order by when, or that the day has passed; that nothing has to be ordered."""
    if not by:
        return said("q01.no_order")
    key, day = asked.until("q01.order", by)
    return said(key, m=ordered, date=day, x=eur)


def _by_province(asked: Asked, peak: str) -> pd.DataFrame:
    """Columns province, needed, regular, opened: places by province, those with the most people first.

    Needed are the places in use in the worst week, regular those usable then, opened the emergency
    places that are to be ordered for the weeks shown. Places at the border are left out.
    """
    places = asked.plan.tables["places"]
    inland = places[places.type != "border"]
    then = inland[inland.week == peak]
    columns = {
        "needed": then.groupby("region").occupied.sum(),
        "regular": then[then.type == "regular"].groupby("region").usable.sum(),
        "opened": _ordered(asked.plan).groupby("region").opened.sum(),
    }
    table = pd.DataFrame(columns).fillna(0.0).sort_values("needed", ascending=False, kind="stable")
    names = [asked.region(str(code)) for code in table.index]
    return table.reset_index(drop=True).round().assign(province=names)[["province", *columns]]


def _most(provinces: pd.DataFrame) -> list[Said]:
    """The provinces with the most people; none where only one has places."""
    if len(provinces) <= NAMED_PROVINCES:
        return []
    first = provinces.head(NAMED_PROVINCES)
    words: dict[str, object] = {"rest": float(provinces.needed.iloc[NAMED_PROVINCES:].sum())}
    for letter, row in zip("abc", first.itertuples(), strict=True):
        words |= {letter: str(row.province), f"n{letter}": float(str(row.needed))}
    return [said("q01.provinces", **words)]


def _full_from(plan: PlanResult) -> str | None:
    """The first week in which residents outnumber the usable regular places and those of the intake site."""
    lasting = places_of(plan, "regular", "usable") + places_of(plan, "intake", "usable")
    return first_week(residents_by_week(plan) > lasting)


def _full(week: str | None, first: str) -> Said:
    if week is None:
        return said("q01.never_full")
    return said("q01.full_now") if week == first else said("q01.full_from", week=week_of(week))


def _orders(asked: Asked) -> tuple[float, str]:
    """Emergency places to be ordered, and the day by which the first are."""
    opened = _ordered(asked.plan).groupby("week").opened.sum()
    openings = opened[opened > 0]
    if openings.empty:
        return 0.0, ""
    lead = timedelta(weeks=asked.scenario.lead_em)
    return float(openings.sum()), (week_of(str(openings.index[0])) - lead).isoformat()


def _ordered(plan: PlanResult) -> pd.DataFrame:
    """Emergency places that the plan opens: week, region, opened."""
    opened = newly_opened(plan)
    return opened[opened.type == ORDERED]


def _yearly_price(asked: Asked) -> float:
    costs = asked.plan.tables["costs"]
    return float(costs[costs.line == ORDERED].unit_price_eur.max()) * asked.number("weeks_per_year")


def housing(asked: Asked) -> Found:
    """Question 4: beds and euros that more or fewer homes for status holders make."""
    other = asked.plans["less"]
    week, change = widest(asked.extra_residents(asked.plan))
    _, change_less = widest(asked.extra_residents(other))
    eur, eur_less = asked.extra_money(asked.plan), asked.extra_money(other)
    homes, homes_less = (_homes(asked.scenarios[run].housing) for run in (ASKED, "less"))
    sentences = (
        said(
            "q04.answer",
            homes=homes,
            week=week_of(week),
            beds=fewer_or_more(change),
            money=cheaper_or_dearer(eur),
        ),
        said(
            "q04.other",
            homes=homes_less,
            beds=fewer_or_more(change_less),
            money=cheaper_or_dearer(eur_less),
        ),
    )
    chart = Lines(
        (
            Line(homes, _holders(asked.plan), "asked"),
            Line(homes_less, _holders(other)),
            Line(said("line.baseline"), _holders(asked.baseline), "baseline"),
        )
    )
    figures: Figures = {
        "week": week,
        "beds": change,
        "eur": eur,
        "beds_less": change_less,
        "eur_less": eur_less,
    }
    return Found(figures, sentences, chart)


def _homes(percent: float) -> Said:
    if not percent:
        return said("q04.same_homes")
    return said("q04.fewer_homes" if percent < 0 else "q04.more_homes", share=abs(percent) / PERCENT)


def _holders(plan: PlanResult) -> pd.Series:
    """Status holders in reception per week."""
    table = plan.tables["residents"]
    found: pd.Series = table[table["class"] == "status_holders"].groupby("week").residents.sum()
    return found


def grants(asked: Asked) -> Found:
    """Question 10: people to house, appeals and beds at another grant rate."""
    more = {
        stage: float((_arriving(asked.plan, stage) - _arriving(asked.reference, stage)).sum())
        for stage in LOADED_STAGES
    }
    change = asked.extra_residents(asked.plan)
    figures: Figures = {
        "to_house": more["housing"],
        "appeals": more["appeal"],
        "beds_at_end": float(change.iloc[-1]),
    }
    sentence = said(
        "q10.answer",
        share=asked.scenario.grant / PERCENT,
        house=fewer_or_more(more["housing"]),
        appeals=fewer_or_more(more["appeal"]),
        beds=fewer_or_more(float(change.iloc[-1])),
        week=week_of(str(change.index[-1])),
    )
    basis = said(
        "q10.ind_basis",
        share=on_ind_basis(asked.scenario.grant / PERCENT, asked.number),
        usual=asked.number(IND_BASIS),
    )
    chart = Bars(
        tuple(Said(f"stage.{stage}") for stage in LOADED_STAGES),
        tuple(float(_arriving(asked.plan, stage).mean()) for stage in LOADED_STAGES),
        tuple(float(_arriving(asked.baseline, stage).mean()) for stage in LOADED_STAGES),
    )
    return Found(figures, (sentence, basis), chart)


def on_ind_basis(merits_share: float, number: Callable[[str], float]) -> float:
    """A share of merits decisions as a share of all outcomes, those on responsibility counted too.

    Args:
        number: the value of a parameter by id.
    """
    return merits_share * number(IND_BASIS) / number("grant_merits")


def _arriving(plan: PlanResult, stage: str) -> pd.Series:
    return queue(plan, stage, measure="inflow")
