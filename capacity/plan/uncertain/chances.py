"""The plan at hand and the plan over paths, both judged on fresh paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capacity.domain.measures import LATE_FROM_PERSONS
from capacity.plan.explain.solved import SolvedPlan
from capacity.plan.network.parts import Array
from capacity.plan.solver.stopping import Brake
from capacity.plan.uncertain.judging import BEDS, INTAKE_CAP, TASK, Judged, chance_met, interval
from capacity.plan.uncertain.sampled import OnPath, Progress, Sampled, sampled
from capacity.plan.uncertain.two_stage import TwoStage

LIKELY, THINKABLE = 0.5, 0.9
LOW_END = 0.1


@dataclass(frozen=True)
class Found:
    """What fresh paths say.

    Args:
        probability: duty, region, week (number), probability_met: of the plan at hand.
        residents: week (number), p10, p50, p90 and sized_to (persons), usable (places).
        first_stage: region, type, week (number), plan and paths: places that the plan at hand and the
            plan over paths open; only decisions that all paths share.
        figures: the figures by name; intervals as `_low` and `_high`.
    """

    probability: pd.DataFrame
    residents: pd.DataFrame
    first_stage: pd.DataFrame
    figures: Mapping[str, float]


def judge_plan(
    plan: SolvedPlan, worst: float = 1.0, progress: Progress = max, brake: Brake | None = None
) -> Found:
    """Makes the plan over reduced paths, holds its first stage and that of the plan at hand on fresh paths.

    Args:
        worst: share of the worst paths whose mean cost the plan over paths minimises; 1 is the mean of all.
        progress: told the steps done and all of them: a path's chain, and its places.
        brake: stops the largest solve from another thread.

    Raises:
        ValueError: the plan rests on no paths.
    """
    found = sampled(plan, worst, progress, brake)
    return Found(
        _probability(found.judged),
        _residents(plan, found.judged),
        _first_stage(plan, found.over_paths, found.at_hand),
        _figures(plan, found, worst),
    )


def _figures(plan: SolvedPlan, found: Sampled, worst: float) -> dict[str, float]:
    judged = found.judged
    level = plan.parameters.number("interval_level")
    plan_eur = np.array([path.at_hand.eur for path in judged])
    paths_eur = np.array([path.over_paths.eur for path in judged])
    best_eur = np.array([path.hindsight.eur for path in judged])
    regret = paths_eur - best_eur
    short = np.array([_short(path.at_hand, BEDS).max() for path in judged])
    cost = np.array([path.chain_eur + path.at_hand.shown_eur for path in judged])
    figures = {
        "reduced_paths": float(found.few.paths.size),
        "fresh_paths": float(len(judged)),
        "distance": found.few.distance,
        "worst": worst,
        "seed": plan.parameters.number("paths_seed"),
        "regret_high": float(np.quantile(regret, THINKABLE)),
        "chance_beds": float(np.mean(short < LATE_FROM_PERSONS)),
        "likely": _peak(judged, LIKELY),
        "thinkable": _peak(judged, THINKABLE),
        "sized_to": float(plan.places.problem.total_residents()[: plan.given.weeks.shown].max()),
    }
    for name, numbers in {**_measured(judged), "without_bed": short, "cost": cost}.items():
        low, high = np.quantile(numbers, [LOW_END, THINKABLE])
        figures |= {f"{name}_p10": float(low), f"{name}_p90": float(high)}
    for name, numbers in (
        ("plan_eur", plan_eur),
        ("paths_eur", paths_eur),
        ("plan_money", np.array([path.at_hand.money_eur for path in judged])),
        ("paths_money", np.array([path.over_paths.money_eur for path in judged])),
        ("plan_short", np.array([_short(path.at_hand, BEDS, INTAKE_CAP).sum() for path in judged])),
        ("paths_short", np.array([_short(path.over_paths, BEDS, INTAKE_CAP).sum() for path in judged])),
        ("value_of_paths", plan_eur - paths_eur),
        ("value_of_knowing", paths_eur - best_eur),
        ("regret_plan", plan_eur - best_eur),
    ):
        spread = interval(numbers, level)
        figures |= {name: spread.mean, f"{name}_low": spread.low, f"{name}_high": spread.high}
    return figures


def _measured(judged: Sequence[OnPath]) -> dict[str, Array]:
    """Figures of the plan at hand on every path, under the names that measures have."""
    found = {name: np.array([path.figures[name] for path in judged]) for name in judged[0].figures}
    late = [path.late_at_hand for path in judged]
    broken = [{duty for (duty, _), persons in one.items() if _is_late(persons).any()} for one in late]
    gaps = [[persons[-1] for (duty, _), persons in one.items() if duty == TASK] for one in late]
    return {
        **found,
        "duties_broken": np.array([float(len(duties)) for duties in broken]),
        "task_gap": np.array([float(sum(missing)) for missing in gaps]),
        "over_cap_weeks": np.array(
            [float(_is_late(_short(path.at_hand, INTAKE_CAP)).sum()) for path in judged]
        ),
        "emergency": np.array([path.at_hand.emergency for path in judged]),
    }


def _is_late(persons: Array) -> NDArray[np.bool_]:
    late: NDArray[np.bool_] = persons >= LATE_FROM_PERSONS
    return late


def _short(judged: Judged, *duties: str) -> Array:
    """Persons late of some duties of the places, per week."""
    short: Array = np.sum([late for (duty, _), late in judged.late.items() if duty in duties], axis=0)
    return short


def _peak(judged: Sequence[OnPath], level: float) -> float:
    return float(np.quantile([path.at_hand.residents.max() for path in judged], level))


def _probability(judged: Sequence[OnPath]) -> pd.DataFrame:
    late: dict[tuple[str, str], list[Array]] = {}
    for path in judged:
        for key, persons in path.late_at_hand.items():
            late.setdefault(key, []).append(persons)
    parts = []
    for (duty, region), paths in late.items():
        share = chance_met(paths)
        parts.append(
            pd.DataFrame(
                {"duty": duty, "region": region, "week": np.arange(share.size), "probability_met": share}
            )
        )
    return pd.concat(parts, ignore_index=True)


def _residents(plan: SolvedPlan, judged: Sequence[OnPath]) -> pd.DataFrame:
    paths = np.stack([path.at_hand.residents for path in judged])
    low, middle, high = np.quantile(paths, [LOW_END, LIKELY, THINKABLE], axis=0)
    shown = plan.given.weeks.shown
    sized = plan.places.problem.total_residents()[:shown]
    return pd.DataFrame({"week": np.arange(shown), "p10": low, "p50": middle, "p90": high, "sized_to": sized})


def _first_stage(plan: SolvedPlan, over_paths: TwoStage, at_hand: Mapping[str, float]) -> pd.DataFrame:
    rows = []
    problem, labels = plan.places.problem, plan.places.places.labels
    for block in problem.blocks:
        for week in range(0, problem.weeks.shown, problem.period_weeks):
            name = f"opened-{block.region}.{block.type}-{labels[week]}"
            if name in at_hand:
                rows.append((block.region, block.type, week, at_hand[name], over_paths.first_stage[name]))
    return pd.DataFrame(rows, columns=["region", "type", "week", "plan", "paths"])
