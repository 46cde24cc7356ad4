"""Plans side by side: the baseline and the scenarios that the visitor chose, and those not made in time."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from capacity.domain.measures import Figure, measured
from capacity.domain.plan_result import PlanResult
from capacity.scenario import BASELINE, Scenario, default_scenario
from capacity.service import SavedScenario, StoppedPlanError, Ticket, TooLateError
from capacity.texts import Language, say
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.every_page.solve_status import LONGER, TIME_LIMIT_SECONDS, tell_cut_off
from capacity.ui.visit import session
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.visit.session import NOW
from capacity.ui.visit.work import UNNAMED
from capacity.ui.words.scenario_words import plain

LETTERS = ("A", "B", "C")
LONG = "compare_long"
"""What is compared while its plans get more time than usual."""


@dataclass(frozen=True)
class Side:
    """One plan of the comparison: its letter, its name, its settings, its plan and all its figures."""

    letter: str
    name: str
    scenario: Scenario
    plan: PlanResult
    figures: dict[str, Figure]

    @property
    def title(self) -> str:
        """Letter and name."""
        return f"{self.letter} · {self.name}" if self.letter else self.name


def others(scenario: Scenario) -> list[Scenario]:
    """The scenarios whose plans are needed beside that of the settings; none while those get longer."""
    if _has_longer():
        return []
    return [one for key, one in _chosen(scenario, usable()) if key != NOW]


def usable() -> dict[str, SavedScenario]:
    """Saved scenarios that can still be used, by id."""
    return {one.id: one for one in saved_by_users().scenarios() if one.checked is not None}


def _chosen(now: Scenario, saved: dict[str, SavedScenario]) -> list[tuple[str, Scenario]]:
    chosen = [key for key in session.compared() or () if key == NOW or key in saved]
    return [(key, now if key == NOW else saved[key].scenario) for key in chosen]


def sides_of(answer: Answer, saved: dict[str, SavedScenario]) -> tuple[list[Side], list[str]]:
    """The plans side by side, and the names of the scenarios whose plan did not come in time."""
    view, language = answer.view, answer.language
    year = view.parameters().number(frame.WEEKS_PER_YEAR)
    usual = default_scenario(view.settings())
    sides = [
        Side("", say("work.baseline", language), usual, answer.baseline, measured(answer.baseline, year))
    ]
    chosen = _chosen(answer.scenario, saved)
    try:
        plans = _plans(answer, [scenario for _, scenario in chosen])
    except StoppedPlanError:
        explaining.tell_stopped(language, "comparison")
        return sides, []
    tell_cut_off([plan for plan in plans if plan is not None], language)
    late = []
    for letter, (key, scenario), plan in zip(LETTERS, chosen, plans, strict=False):
        name = _name(key, scenario, language)
        if plan is None:
            late.append(name)
        else:
            sides.append(Side(letter, name, scenario, plan, measured(plan, year)))
    return sides, late


def _plans(answer: Answer, scenarios: list[Scenario]) -> list[PlanResult | None]:
    """Their plans, with None for one that did not come in time; that of the settings is there."""
    needed = [one for one in scenarios if one != answer.scenario]
    tickets = explaining.awaited_beside(
        answer.view, needed, answer.language, _seconds() if _has_longer() else None
    )
    made = dict(zip((one.model_dump_json() for one in needed), map(_in_time, tickets), strict=True))
    return [answer.plan if one == answer.scenario else made[one.model_dump_json()] for one in scenarios]


def _in_time(ticket: Ticket) -> PlanResult | None:
    try:
        return ticket.result()
    except TooLateError:
        return None


def _name(key: str, scenario: Scenario, language: Language) -> str:
    if key != NOW:
        return scenario.name
    unnamed = scenario.name in (UNNAMED, BASELINE)
    return say("compare.now", language) if unnamed else say("compare.now_of", language, name=scenario.name)


def _has_longer() -> bool:
    """Whether the visitor gave the plans that are compared now more time."""
    return st.session_state.get(LONG) == (session.compared() or ())


def _seconds() -> float:
    return TIME_LIMIT_SECONDS * (LONGER if _has_longer() else 1.0)


def tell_late(late: list[str], language: Language) -> None:
    """Which scenarios have no plan yet, and how to go on."""
    if not late:
        return
    names = ", ".join(plain(name) for name in late)
    said = say("compare.too_late", language, n=len(late), names=names, seconds=int(_seconds()))
    more = say("compare.fewer_weeks" if _has_longer() else "compare.more_time", language)
    st.warning(f"{said} {more}", icon=":material/schedule:")
    if not _has_longer():
        st.button(say("solving.keep_solving", language), key="compare_longer", on_click=_give_longer)


def _give_longer() -> None:
    st.session_state[LONG] = session.compared() or ()
