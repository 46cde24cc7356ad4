"""In what range a figure of a plan lies over many courses of arrivals, once that was worked out."""

from __future__ import annotations

from capacity.domain.chances import Chances
from capacity.domain.measures import Figure, weeks
from capacity.domain.plan_result import PlanResult
from capacity.texts import Language, percent, say
from capacity.ui.parts.chances import RATES
from capacity.ui.words.measure_words import value_text

Ends = tuple[Figure, Figure]
CHANCE_OF_BEDS = "chance_beds"
"""The figure that only many courses of arrivals give: the chance that nobody is ever without a bed."""


def range_of(name: str, chances: Chances | None, plan: PlanResult, weeks_per_year: float) -> Ends | None:
    """What eight of ten courses of arrivals give, money per year; None when that is not known."""
    if chances is None or f"{name}_p10" not in chances.figures:
        return None
    low, high = (chances.figures[f"{name}_{end}"] for end in ("p10", "p90"))
    if name == "old_gone":
        return _week(low, plan), _week(high, plan)
    scale = weeks_per_year / len(weeks(plan)) if name == "cost" else 1.0
    return low * scale, high * scale


def _week(number: float, plan: PlanResult) -> str | None:
    """The Monday of a week by its number; None after the last one shown."""
    shown = weeks(plan)
    return shown[round(number)] if round(number) < len(shown) else None


def range_text(
    name: str, chances: Chances | None, plan: PlanResult, weeks_per_year: float, language: Language
) -> str:
    """The range of a figure in words, or why there is none."""
    if plan.scenario_document.get("arrivals") == RATES:
        return say("whatif.range_rates", language)
    if chances is None:
        return say("whatif.range_unknown", language)
    ends = range_of(name, chances, plan, weeks_per_year)
    if ends is None:
        return say("whatif.range_none", language)
    low, high = (value_text(name, end, language) for end in ends)
    return say("whatif.range", language, low=low, high=high)


def chance_text(chances: Chances | None, language: Language) -> str:
    """The chance that nobody is ever without a bed, or that it was not worked out."""
    if chances is None:
        return say("whatif.not_worked_out", language)
    return percent(chances.figures[CHANCE_OF_BEDS], language)
