"""What every answer is made of: the plans asked, what was found in them, and words for changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from capacity.domain.measures import LATE_FROM_PERSONS, Figure, beds, late, money
from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import due
from capacity.scenario import ASKED, REFERENCE, Scenario
from capacity.texts.said import Said

Role = Literal["asked", "baseline", "other", "limit"]
Figures = dict[str, Figure]
PERCENT = 100.0
EUR_NOISE = 50_000.0


@dataclass(frozen=True)
class Asked:
    """The plans an answer is read from.

    Args:
        plans, scenarios: by run of the preset; `asked` is the planner's, `reference` is without the
            settings of the question.
        baseline: the plan in which nothing is changed.
        register: columns duty, article and rank at least.
        regions: name of each province by code.
        today: the day on which it is read; a decision due before it is told as late. None: none is.
    """

    plans: Mapping[str, PlanResult]
    scenarios: Mapping[str, Scenario]
    baseline: PlanResult
    parameters: Parameters
    register: pd.DataFrame
    regions: Mapping[str, str]
    today: date | None = None

    def until(self, key: str, label: str) -> tuple[str, date]:
        """The key of the sentence that tells a decision as ahead, due this week or late; and its day."""
        day = week_of(label)
        return f"{key}{due(day, self.today)}", day

    @property
    def plan(self) -> PlanResult:
        """The plan of the planner's scenario."""
        return self.plans[ASKED]

    @property
    def scenario(self) -> Scenario:
        """The planner's scenario."""
        return self.scenarios[ASKED]

    @property
    def reference(self) -> PlanResult:
        """The plan without the settings of the question."""
        return self.plans[REFERENCE]

    def number(self, parameter_id: str) -> float:
        """A parameter's value, with what the planner replaced."""
        return self.scenario.parameters.get(parameter_id, self.parameters.number(parameter_id))

    def extra_money(self, plan: PlanResult) -> float:
        """EUR a year that a plan takes more than the reference."""
        return self.a_year(money(plan) - money(self.reference), plan)

    def a_year(self, eur: float, plan: PlanResult) -> float:
        """EUR over the weeks that a plan shows, as EUR a year."""
        weeks = float(plan.tables["residents"].week.nunique())
        return eur * self.number("weeks_per_year") / weeks

    def extra_residents(self, plan: PlanResult) -> pd.Series:
        """Residents per week more than in the reference."""
        return residents_by_week(plan) - residents_by_week(self.reference)

    def region(self, code: str) -> str:
        """The name of a province."""
        return self.regions.get(code, code)


@dataclass(frozen=True)
class Line:
    """One line of a chart: values by ISO week."""

    label: Said
    values: pd.Series
    role: Role = "other"


@dataclass(frozen=True)
class Lines:
    """A chart of lines over the weeks; a limit is a level of its own."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Bars:
    """A chart of bars: by category a value of the planner's plan and of the baseline, and its limit."""

    categories: tuple[Said, ...]
    asked: tuple[float, ...]
    baseline: tuple[float, ...]
    limit: tuple[float, ...] = ()


@dataclass(frozen=True)
class Found:
    """An answer: figures by name, sentences in order, its chart, and a row per province where asked."""

    figures: Mapping[str, Figure]
    said: tuple[Said, ...]
    chart: Lines | Bars
    by_province: pd.DataFrame | None = None


def week_of(label: str) -> date:
    """The Monday that a table names."""
    return date.fromisoformat(label)


def said(key: str, **values: object) -> Said:
    """A text of the presets."""
    return Said(f"preset.{key}", values)


def name(word: str) -> Said:
    """A name that is the same in every language."""
    return said("name", name=word)


def fewer_or_more(change: float) -> Said:
    """A change in persons or places: `120 fewer`, `40 more`, `as many`."""
    if abs(change) < LATE_FROM_PERSONS:
        return said("as_many")
    return said("fewer" if change < 0 else "more", n=abs(change))


def cheaper_or_dearer(eur: float) -> Said:
    """A change in euros: `€ 12 mln less`, `€ 3 mln more`, `as much`."""
    if abs(eur) < EUR_NOISE:
        return said("as_much")
    return said("less_money" if eur < 0 else "more_money", eur=abs(eur))


def residents_by_week(plan: PlanResult) -> pd.Series:
    """Residents of all classes at each week's end."""
    found: pd.Series = beds(plan).residents
    return found


def widest(change: pd.Series) -> tuple[str, float]:
    """The week of the largest change either way, and that change."""
    week = str(change.abs().idxmax())
    return week, float(change[week])


def first_week(holds: pd.Series) -> str | None:
    """The first week in which something holds."""
    weeks = [str(week) for week, here in holds.items() if here]
    return weeks[0] if weeks else None


def level(values: pd.Series, height: float) -> pd.Series:
    """The same height in every week of another line."""
    return pd.Series(height, index=values.index)


def first_break(
    asked: Asked, plan: PlanResult, beside: PlanResult | None = None, bound: str = ""
) -> tuple[str, str] | None:
    """The duty of the highest rank that breaks (and does not break beside), and its first week.

    Among equals the earliest; duties without a rank are left out, with `bound` those of others too.
    """
    register = asked.register[asked.register.bound == bound] if bound else asked.register
    ranks = dict(zip(register.duty, register["rank"], strict=True))
    known = {} if beside is None else _first_weeks(beside)
    found = [
        (int(ranks[duty]), week, duty)
        for duty, week in _first_weeks(plan).items()
        if duty not in known and ranks.get(duty, 0)
    ]
    if not found:
        return None
    _, week, duty = min(found)
    return duty, week


def _first_weeks(plan: PlanResult) -> dict[str, str]:
    """Duties that break with their first week."""
    numbers = late(plan)
    weeks = numbers[numbers.late > 0].groupby("duty").week.min()
    return {str(duty): str(week) for duty, week in weeks.items()}


def article_of(asked: Asked, duty: str) -> str:
    """The article of a duty."""
    return str(asked.register[asked.register.duty == duty].article.iloc[0])
