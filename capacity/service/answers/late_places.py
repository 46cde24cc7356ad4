"""Late or missing places of the spreading law: what they cost, who is left without a bed, and where."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import LATE_FROM_PERSONS, beds, gaps, missing_places, weeks
from capacity.domain.plan_result import PlanResult
from capacity.scenario import ASKED, Scenario
from capacity.service.answers.parts import (
    EUR_NOISE,
    PERCENT,
    Asked,
    Bars,
    Figures,
    Found,
    cheaper_or_dearer,
    name,
    said,
    week_of,
)
from capacity.texts.said import Said

HALF, NATION = "half", "NL"


def late_or_half(asked: Asked) -> Found:
    """Question 7: what late or missing places of the spreading law cost, and who is left without a bed."""
    figures: Figures = {}
    sentences = []
    for run in (ASKED, HALF):
        plan = asked.plans[run]
        weekly = beds(plan).without_bed
        eur, short = asked.extra_money(plan), float(weekly.max())
        figures |= {f"eur_{run}": eur, f"without_bed_{run}": short, f"gap_{run}": missing_places(plan)}
        change, money = _changed_places(asked.scenarios[run]), cheaper_or_dearer(eur)
        if short < LATE_FROM_PERSONS:
            sentences.append(said("q07.nobody", change=change, money=money))
            continue
        worst = week_of(str(weekly.idxmax()))
        sentences.append(said("q07.short", change=change, money=money, n=short, week=worst))
    by_province = gaps(asked.plan).sort_values("gap", ascending=False, kind="stable")
    more_figures, more_said = _largest(asked, by_province)
    figures |= more_figures
    provinces = _late_by_province(asked)
    sentences += [*more_said, *_dearest(provinces)]
    before = gaps(asked.baseline).set_index("region").gap.clip(lower=0)
    chart = Bars(
        tuple(name(asked.region(str(code))) for code in by_province.region),
        tuple(float(places) for places in by_province.gap.clip(lower=0)),
        tuple(float(before.get(code, 0.0)) for code in by_province.region),
    )
    return Found(figures, tuple(sentences), chart, provinces)


def _largest(asked: Asked, by_province: pd.DataFrame) -> tuple[Figures, list[Said]]:
    """Where most places are missing, and where the largest share of the task; rows by falling gap."""
    largest, gap = str(by_province.region.iloc[0]), float(by_province.gap.iloc[0])
    figures: Figures = {"largest": largest, "largest_gap": gap}
    short_of = by_province[by_province.gap >= LATE_FROM_PERSONS]
    sentences = [
        said(
            "q07.gap",
            gap=missing_places(asked.plan),
            province=asked.region(largest),
            n=max(0.0, gap),
            week=week_of(weeks(asked.plan)[-1]),
        )
    ]
    if len(short_of):
        shares = (short_of.gap / short_of.task).set_axis(short_of.region)
        widest_region = str(shares.idxmax())
        figures |= {"widest": widest_region, "widest_share": float(shares.max())}
        sentences.append(
            said(
                "q07.relief",
                k=len(short_of),
                province=asked.region(widest_region),
                share=float(shares.max()),
            )
        )
    return figures, sentences


def _late_by_province(asked: Asked) -> pd.DataFrame:
    """Columns province, missing, missing_half, fewer_beds, fewer_half, eur_extra, eur_half.

    Missing are lasting places in the last week shown, beds those usable in the worst week fewer than without
    the settings of the question, euros those a year that a province takes more; `half` is the second plan.
    The first missing come first. People without a bed are of no province: places are shared by all.
    """
    columns: dict[str, pd.Series] = {}
    for ending, plan in (("", asked.plan), ("_half", asked.plans[HALF])):
        columns[f"missing{ending}"] = gaps(plan).set_index("region").gap.clip(lower=0)
        worst = _worst_week(asked, plan)
        columns["fewer_half" if ending else "fewer_beds"] = _less(
            _usable_in(asked.reference, worst), _usable_in(plan, worst)
        )
        more = _less(_money_by_region(plan), _money_by_region(asked.reference))
        columns["eur_half" if ending else "eur_extra"] = more * asked.a_year(1.0, plan)
    table = pd.DataFrame(columns).fillna(0.0)
    table = table[table.index != NATION].sort_values("missing", ascending=False, kind="stable")
    names = [asked.region(str(code)) for code in table.index]
    order = ("missing", "missing_half", "fewer_beds", "fewer_half", "eur_extra", "eur_half")
    return table.reset_index(drop=True).round().assign(province=names)[["province", *order]]


def _worst_week(asked: Asked, plan: PlanResult) -> str:
    """The week with most people without a bed; where nobody is, the one with most usable beds fewer."""
    short = beds(plan).without_bed
    if short.max() >= LATE_FROM_PERSONS:
        return str(short.idxmax())
    return str((beds(asked.reference).usable - beds(plan).usable).idxmax())


def _less(these: pd.Series, those: pd.Series) -> pd.Series:
    found: pd.Series = these.sub(those, fill_value=0.0)
    return found


def _usable_in(plan: PlanResult, week: str) -> pd.Series:
    """Usable places by province in a week, those at the border left out."""
    places = plan.tables["places"]
    then = places[(places.week == week) & (places.type != "border")]
    found: pd.Series = then.groupby("region").usable.sum()
    return found


def _money_by_region(plan: PlanResult) -> pd.Series:
    """Euros in the weeks shown of the money goal, by region."""
    costs = plan.tables["costs"]
    found: pd.Series = costs[costs.goal == "money"].groupby("region").eur.sum()
    return found


def _dearest(provinces: pd.DataFrame) -> list[Said]:
    """The province whose places cost most more, and the one with most beds fewer; none without a change."""
    found = []
    if provinces.eur_extra.max() >= EUR_NOISE:
        row = provinces.loc[provinces.eur_extra.idxmax()]
        found.append(said("q07.dearest", province=str(row.province), eur=float(row.eur_extra)))
    if provinces.fewer_beds.max() >= LATE_FROM_PERSONS:
        row = provinces.loc[provinces.fewer_beds.idxmax()]
        found.append(said("q07.fewest", province=str(row.province), n=float(row.fewer_beds)))
    return found


def _changed_places(scenario: Scenario) -> Said:
    if scenario.delivered_by_province or scenario.delay_by_province:
        return said("q07.by_province")
    share = scenario.delivered / PERCENT
    if scenario.delay and share != 1:
        return said("q07.both", k=scenario.delay, share=share)
    if scenario.delay:
        return said("q07.late", k=scenario.delay)
    return said("q07.as_announced") if share == 1 else said("q07.part", share=share)
