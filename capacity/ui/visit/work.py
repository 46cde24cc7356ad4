"""What a visitor works on: settings that can be changed, undone, reset and saved; nothing here draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from capacity.scenario import BASELINE, Scenario, Settings, default_scenario, differences_between
from capacity.service import SavedScenario

UNNAMED = "scenario"
STEPS_KEPT = 100


@dataclass(frozen=True)
class Step:
    """Where the visitor is: the settings, the saved version they started from, and the question put."""

    scenario: Scenario
    saved: SavedScenario | None = None
    question: str = ""


@dataclass(frozen=True)
class Work:
    """The settings now, and the way back and forth."""

    now: Step
    earlier: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()

    @property
    def scenario(self) -> Scenario:
        """The settings now."""
        return self.now.scenario

    @property
    def question(self) -> str:
        """Id of the question put; empty for settings of one's own."""
        return self.now.question

    @property
    def saved(self) -> SavedScenario | None:
        """The saved version that the settings started from."""
        return self.now.saved


def started(scenario: Scenario, saved: SavedScenario | None, question: str = "") -> Work:
    """Work at its beginning; settings without a name of their own get a common one."""
    name = UNNAMED if scenario.name.casefold() == BASELINE else scenario.name
    return Work(Step(scenario.model_copy(update={"name": name}), saved, question))


def stepped(work: Work, step: Step) -> Work:
    """Another place to be; the way back leads here."""
    if step == work.now:
        return work
    return Work(step, (*work.earlier, work.now)[-STEPS_KEPT:])


def changed(work: Work, changes: Mapping[str, Any]) -> Work:
    """Some settings changed."""
    return stepped(work, replace(work.now, scenario=work.scenario.model_copy(update=dict(changes))))


def undone(work: Work) -> Work:
    """One step back, where there is one."""
    if not work.earlier:
        return work
    return Work(work.earlier[-1], work.earlier[:-1], (work.now, *work.later))


def redone(work: Work) -> Work:
    """One step forth again, where there is one."""
    if not work.later:
        return work
    return Work(work.later[0], (*work.earlier, work.now), work.later[1:])


def opened(work: Work, saved: SavedScenario) -> Work:
    """A saved scenario as it was saved."""
    return stepped(work, Step(saved.scenario, saved))


def base_of(work: Work, settings: Settings) -> Scenario:
    """What the settings are compared with to tell what is not saved: the saved version or the baseline."""
    return work.saved.scenario if work.saved else default_scenario(settings)


def unsaved(work: Work, settings: Settings) -> dict[str, tuple[Any, Any]]:
    """Settings that are not saved: as saved (or in the baseline), and now."""
    return differences_between(base_of(work, settings), work.scenario)
