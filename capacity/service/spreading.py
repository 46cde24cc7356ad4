"""The spreading law beside a plan: what is asked, there and missing, by province and municipality."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult
from capacity.domain.problems import BadInputError
from capacity.domain.regions import searchable
from capacity.domain.state import State
from capacity.domain.user import User
from capacity.domain.views import SpreadingView
from capacity.service.homes import homes_in_plan
from capacity.service.saved.uploads import SCORES, SavedUpload
from capacity.service.targets import Target, with_municipal_targets, with_targets
from capacity.service.workspace import Workspace
from capacity.sources.portfolio import YES
from capacity.sources.scores import read_scores
from capacity.sources.shipped import load_table
from capacity.sources.tables import write_table
from capacity.spreading import (
    NOT_ALLOTTED,
    PLANNED_CYCLE,
    by_inhabitants_and_score,
    carriers,
    cycle_dates,
    deviations,
    durable_in_state,
    housed_share,
    met_from,
    minors_by_province,
    minors_not_allotted,
    municipal_facts,
    municipal_housing,
    municipal_tasks,
    not_allotted_tasks,
    province_progress,
    province_tasks,
    published_durable,
    supervision_step,
    task_by_region,
    with_minors,
)

CYCLES = ("2026", "2024")
NATION = "NL"
MOST_OF_THE_GAP = 0.8
TESTED_CYCLE = "2024"
UNKNOWN_KIND = "assumption"
BESIDE = ("durable_at_date", "gap_at_date", "durable_end", "gap_end", "closes")
INTAKE, BORDER = "intake", "border"
REALISED = {"2024": "2024_realised_mid2025"}


@dataclass(frozen=True)
class CycleFacts:
    """What is the same under every plan: tasks, municipalities, dates and homes of one cycle."""

    tasks: pd.DataFrame
    task: Mapping[str, float]
    municipalities: pd.DataFrame
    remainders: pd.DataFrame
    published: pd.DataFrame
    known: pd.DataFrame
    dates: pd.DataFrame
    housing: pd.DataFrame
    housed: pd.DataFrame


def scores_in_force(workspace: Workspace | None) -> tuple[tuple[str, float], ...]:
    """Scores of the file that was accepted last; empty without one that can be read: then those shipped."""
    saved = None if workspace is None else workspace.upload_in_force(SCORES)
    if saved is None:
        return ()
    try:
        rows = read_scores(saved.content.encode("utf-8"), SCORES)
    except BadInputError:
        return ()
    return tuple(zip(rows.municipality.astype(str), rows.score.astype(float), strict=True))


def accept_scores(
    workspace: Workspace, rows: pd.DataFrame, author: User | str, reason: str, based_on: str | None = None
) -> SavedUpload:
    """Puts the scores of a file in place of those shipped; takes `based_on` and raises as `accept_upload`."""
    content = write_table(rows, False).decode("utf-8")
    return workspace.accept_upload(SCORES, content, author, reason, based_on)


def scores_with(given: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Score of every municipality: as shipped, and in its place the one that was given."""
    shipped = load_table("spreading/scores")
    return {**dict(zip(shipped.municipality, shipped.score, strict=True)), **dict(given)}


def score_deviations(scores: Mapping[str, float]) -> pd.DataFrame:
    """Published municipal tasks of 2024 beside what inhabitants, with and without scores, give.

    Args:
        scores: social-economic score by municipality code; without one the shipped score counts.

    Returns:
        Columns region, name, published, by_inhabitants, by_score (places).
    """
    places, published = load_table("regions/municipalities"), load_table("spreading/municipality_tasks")
    task = task_by_region(load_table("spreading/province_tasks"), TESTED_CYCLE)
    known = published[published.cycle == f"{TESTED_CYCLE}_opgave"]
    plain = deviations(places, known, task).sort_values("region")
    scored = deviations(
        places, known, task, by_inhabitants_and_score(scores_with(scores.items()))
    ).sort_values("region")
    return pd.DataFrame(
        {
            "region": plain.region.to_numpy(),
            "name": plain.name.to_numpy(),
            "published": plain.published.to_numpy(),
            "by_inhabitants": plain.computed.to_numpy(),
            "by_score": scored.computed.to_numpy(),
        }
    )


@cache
def cycle_facts(
    cycle: str,
    scores: tuple[tuple[str, float], ...] = (),
    targets: tuple[Target, ...] = (),
    minors_share: float | None = None,
) -> CycleFacts:
    """Everything known about a cycle; later calls get the same object.

    Args:
        scores: social-economic score of municipalities that a planner gave in place of those shipped.
        targets: tasks that a planner gave in place of those shipped, as `targets_of` gives them.
        minors_share: share of a task for minors where none was published; by default that of the first cycle.

    Raises:
        KeyError: an unknown cycle.
    """
    shipped, places = load_table("spreading/province_tasks"), load_table("regions/municipalities")
    source = with_targets(shipped, cycle, targets)
    published = with_municipal_targets(load_table("spreading/municipality_tasks"), cycle, targets)
    tasks, task = province_tasks(source, cycle), task_by_region(source, cycle)
    key = by_inhabitants_and_score(scores_with(scores))
    municipal = municipal_tasks(places, published, task, cycle, key=key)
    dates = load_table("spreading/cycle_dates")
    homes = load_table("spreading/housing_task")
    of_minors = minors_by_province(source, cycle, minors_share)
    left = not_allotted_tasks(municipal, task, float(_of(tasks, NOT_ALLOTTED)))
    left_of_minors = minors_not_allotted(source, cycle, of_minors)
    return CycleFacts(
        tasks=tasks.set_index("region"),
        task=task,
        municipalities=with_minors(municipal_facts(municipal, published, cycle), of_minors).assign(
            search=_search(municipal, load_table("regions/common_names"))
        ),
        remainders=left.assign(minors=left.province.map({NOT_ALLOTTED: left_of_minors}).astype(float)),
        published=_published(shipped, cycle),
        known=_known(source, cycle),
        dates=dates[dates.cycle == cycle].reset_index(drop=True),
        housing=municipal_housing(homes, places),
        housed=housed_share(homes, load_table("spreading/housing_realised")),
    )


def _search(municipal: pd.DataFrame, common: pd.DataFrame) -> list[str]:
    """What is searched of each municipality: its name, then the names people use for it."""
    also = common.groupby("code").name.agg(list)
    return [
        " ".join(searchable(word) for word in (str(name), *also.get(code, [])))
        for code, name in zip(municipal.region, municipal.name, strict=True)
    ]


def _of(tasks: pd.DataFrame, region: str) -> float:
    return float(tasks.set_index("region").task[region])


def _published(source: pd.DataFrame, cycle: str) -> pd.DataFrame:
    rows = source[source.cycle.str.startswith(f"{cycle}_")]
    named = rows.assign(series=rows.cycle.str.removeprefix(f"{cycle}_"))
    return named[["series", "region", "places", "kind", "source", "note"]].reset_index(drop=True)


def _known(source: pd.DataFrame, cycle: str) -> pd.DataFrame:
    """Lasting places per province as published in the cycle: places, at_least and basis."""
    if cycle == PLANNED_CYCLE:
        return published_durable(source).rename(columns={"durable": "published"}).set_index("region")
    rows = source[source.cycle == REALISED[cycle]].set_index("region")
    return pd.DataFrame({"published": rows.places, "at_least": float("nan"), "basis": "published"})


def spreading_view(
    plan: PlanResult,
    baseline: PlanResult,
    cycle: str,
    today: date,
    parameters: Parameters,
    durable_kinds: Mapping[str, str],
    scores: tuple[tuple[str, float], ...] = (),
    homes: pd.DataFrame | None = None,
    targets: tuple[Target, ...] = (),
    state: State | None = None,
) -> SpreadingView:
    """Tasks of a cycle beside what a plan and the baseline bring.

    Args:
        plan, baseline: solved plans.
        cycle: `2024` or `2026`.
        today: day of today's state.
        parameters: every number of the model, as shipped.
        durable_kinds: kind of today's number of lasting places per province; else an assumption.
        scores: as `cycle_facts` takes them.
        homes: rows of the file of homes by municipality that holds; None without one.
        targets: as `cycle_facts` takes them.
        state: today's state, for the lasting places that it knows; None where nobody asks for them.

    Raises:
        KeyError: an unknown cycle.
    """
    numbers = parameters.with_values(plan.scenario_document.get("parameters") or {})
    facts = cycle_facts(cycle, scores, targets, numbers.number("task_minors_share"))
    days = cycle_dates(facts.dates, cycle)
    days = {**days, "places": _legal_date(cycle, days["places"], numbers)}
    there = lasting_today(state)
    now = province_progress(plan.tables["places"], facts.task, days["places"], there)
    before = _beside(plan, baseline, facts.task, days["places"], there)
    measured = _measured(now, days["places"], today)
    provinces = _provinces(facts, now, before, durable_kinds, measured)
    provinces["durable_known"] = provinces.region.map(_lasting_known(state, days["places"]))
    many, carried = carriers(provinces.gap, MOST_OF_THE_GAP)
    return SpreadingView(
        cycle=cycle,
        today=today,
        legal_date=days["places"],
        task=float(facts.tasks.task[NATION]),
        not_allotted=float(facts.tasks.task[NOT_ALLOTTED]),
        in_plan=measured == "date",
        gap=float(provinces.gap.clip(lower=0).sum()),
        gap_baseline=float(provinces.baseline_gap.clip(lower=0).sum(min_count=1)),
        measured=measured,
        carriers=many,
        carried=carried,
        met_from=met_from(now),
        last_week=date.fromisoformat(str(plan.tables["places"].week.max())),
        provinces=provinces,
        municipalities=_with_step(facts.municipalities, days, today),
        homes=homes_in_plan(homes, numbers, plan),
        eur_per_place_year=numbers.number("cost_regular") * numbers.number("occupancy_norm"),
        **_of_the_cycle(facts),
    )


def _of_the_cycle(facts: CycleFacts) -> dict[str, Any]:
    """Tables of a cycle that are the same under every plan; copies, so that a page may change its own."""
    names = ("remainders", "published", "dates", "housing", "housed")
    return {name: getattr(facts, name).copy() for name in names}


def _measured(now: pd.DataFrame, legal_date: date, today: date) -> str:
    """When the gap is told: at the legal date where the plan shows it, else today or in the last week."""
    if now.durable_at_date.notna().all():
        return "date"
    return "now" if legal_date < today else "end"


def legal_date(cycle: str, plan: PlanResult, parameters: Parameters) -> date:
    """Day on which the tasks of a cycle must be met under a plan."""
    numbers = parameters.with_values(plan.scenario_document.get("parameters") or {})
    return _legal_date(cycle, cycle_dates(cycle_facts(cycle).dates, cycle)["places"], numbers)


def lasting_today(state: State | None) -> dict[str, float]:
    """Lasting places of a portfolio that are in use, by province, whole; empty without a portfolio."""
    if state is None or state.portfolio is None:
        return {}
    blocks, day = state.portfolio, state.as_of.isoformat()
    blocks = blocks[~blocks.type.isin([INTAKE, BORDER])]
    counts = (blocks.durable == YES) & (blocks.start <= day)
    counts &= (blocks.contract_end == "") | (blocks.contract_end >= day)
    found = np.floor(blocks.capacity).where(counts, 0.0).groupby(blocks.region).sum()
    return {str(region): float(places) for region, places in found.items()}


def _lasting_known(state: State | None, legal_date: date) -> dict[str, float]:
    """Lasting places by province that the state knows of: in use, contracted or announced to a day."""
    if state is None:
        return {}
    if state.portfolio is None:
        found = durable_in_state(state.rows, legal_date).set_index("region").durable_at_date
    else:
        blocks = state.portfolio
        chosen = blocks[(blocks.durable == YES) & (blocks.start <= legal_date.isoformat())]
        found = chosen.groupby("region").capacity.sum()
    return {str(region): float(places) for region, places in found.items()}


def _beside(
    plan: PlanResult,
    baseline: PlanResult,
    task: Mapping[str, float],
    legal_date: date,
    there: Mapping[str, float],
) -> pd.DataFrame:
    """The baseline in the weeks of the plan; its end is missing when the plan shows more weeks."""
    last, places = plan.tables["places"].week.max(), baseline.tables["places"]
    table = province_progress(places[places.week <= last], task, legal_date, there)
    if places.week.max() < last:
        table[["durable_end", "gap_end"]] = float("nan")
    return table


def _legal_date(cycle: str, published: date, numbers: Parameters) -> date:
    """The date the plan itself works to in the cycle it plans; else the published one."""
    if cycle != PLANNED_CYCLE:
        return published
    return date(round(numbers.number("task_date_year")), round(numbers.number("task_date_month")), 1)


def _provinces(
    facts: CycleFacts, now: pd.DataFrame, before: pd.DataFrame, kinds: Mapping[str, str], measured: str
) -> pd.DataFrame:
    beside = before.set_index("region")[list(BESIDE)].add_suffix("_baseline")
    table = now.join(beside, on="region").join(facts.known, on="region")
    column = {"date": "durable_at_date", "now": "durable_now", "end": "durable_end"}[measured]
    durable, durable_before = now[column], before[column]
    return table.assign(
        task_kind=table.region.map(facts.tasks.kind),
        now_kind=[kinds.get(str(region), UNKNOWN_KIND) for region in table.region],
        durable=durable,
        gap=table.task - durable,
        baseline_durable=durable_before,
        baseline_gap=table.task - durable_before,
        basis=table.basis.fillna("unknown"),
    )


def _with_step(municipalities: pd.DataFrame, days: Mapping[str, date], today: date) -> pd.DataFrame:
    return municipalities.assign(step=[supervision_step(days, today, gap) for gap in municipalities.gap])
