"""What the page of questions answers: the question, the plan, and the plan of the baseline beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from capacity.domain.measures import Figure, measured
from capacity.domain.plan_result import PlanResult
from capacity.scenario import Preset
from capacity.service.answers import Found
from capacity.texts import Language
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer


@dataclass(frozen=True)
class Asking:
    """What the page answers: the question, if there is one, and the plan beside which it stands.

    Args:
        baseline: the plan of the baseline over the same weeks.
        found: the answer to the question; None for settings of one's own.
    """

    answer: Answer
    preset: Preset | None
    baseline: PlanResult
    found: Found | None

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.answer.language


def both_figures(asking: Asking) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Every figure of the plan and of the baseline, as whole as they are shown."""
    year = asking.answer.view.parameters().number(frame.WEEKS_PER_YEAR)
    now, before = (measured(plan, year) for plan in (asking.answer.plan, asking.baseline))
    return rounded(now), rounded(before)


def rounded(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Figures as whole as they are shown."""
    return {
        name: float(round(value)) if isinstance(value, float) else value for name, value in figures.items()
    }
