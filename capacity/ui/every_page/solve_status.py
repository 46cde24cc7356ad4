"""The plan a page asked for: its status line while it is made, Cancel, the time limit, a failure.

The script waits here, so that what the visitor saw stays on the page, dimmed by the framework, until the
new answer is there. A newer change of the same visitor ends the wait and gives the older request up.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from html import escape
from typing import cast

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from capacity.domain.plan_result import PlanResult
from capacity.scenario import Scenario
from capacity.service import StoppedPlanError, Ticket, TooLateError, time_limit
from capacity.texts import Language, say
from capacity.ui.contract import PlanningView

QUIET_SECONDS, LOOK_SECONDS, PHASE_FROM_SECONDS = 0.4, 0.5, 3.0
READY_BELOW_SECONDS = 0.01
TIME_LIMIT_SECONDS, LONGER = 20.0, 6.0
VISIT, SEEN, ASKED, BESIDE, STOPPED, LONG, TAKEN, LAST = (
    "solve_visit",
    "solve_seen",
    "solve_ticket",
    "solve_beside",
    "solve_stopped",
    "solve_long",
    "solve_taken",
    "solve_last",
)
LINE = '<div role="status" aria-live="polite">{said} <span aria-hidden="true">{more}</span></div>'
log = logging.getLogger(__name__)

Shown = tuple[Scenario, PlanResult]


def begin(view: PlanningView, scenario: Scenario, others: Sequence[Scenario]) -> Ticket | None:
    """Asks for the plan of a scenario and those beside it, so that they are made while the page is drawn.

    Args:
        others: what the page asks for next.

    Returns:
        None where the visitor stopped that plan, or where it could not be asked for.
    """
    mark, ticket = scenario.model_dump_json(), None
    with suppress(Exception):  # who waits for the plan asks again, and tells what is wrong
        if st.session_state.get(STOPPED) != mark:
            ticket = view.ask(scenario, visit(), _seconds(scenario, mark))
            st.session_state[ASKED] = ticket
        ask_beside(view, others)
    return ticket


def _seconds(scenario: Scenario, mark: str) -> float:
    """How long the plan may take: longer once the visitor asked for that."""
    return time_limit(scenario.weeks) * (LONGER if st.session_state.get(LONG) == mark else 1.0)


def solved(
    view: PlanningView,
    scenario: Scenario,
    baseline: PlanResult,
    language: Language,
    ticket: Ticket | None,
) -> Shown:
    """The plan of a scenario and the scenario it answers: the one before it where this one has no plan.

    Args:
        ticket: for the plan, as `begin` gave it.
    """
    mark = scenario.model_dump_json()
    region = st.empty()
    if st.session_state.get(STOPPED) == mark:
        return _stopped(baseline, language)
    st.session_state.pop(STOPPED, None)
    seconds = _seconds(scenario, mark)
    try:
        ticket = ticket or view.ask(scenario, visit(), seconds)
        st.session_state[ASKED] = ticket
        if not ticket.wait(QUIET_SECONDS):
            with given_up_with_the_visit(ticket):
                _watch(ticket, region, mark, language)
        plan = ticket.result()
    except StoppedPlanError:
        return _stopped(baseline, language)
    except TooLateError:
        st.warning(say("solving.no_plan_in_time", language, seconds=int(seconds)), icon=":material/schedule:")
        _keep_solving(mark, language)
        return _last(baseline)
    except Exception:
        return _failed(baseline, language)
    _tell_done(region, ticket, language)
    if plan.summary.get("status") == "time limit":
        _best_so_far(plan, mark, language)
    st.session_state[LAST] = (scenario, plan)
    return scenario, plan


def ask_beside(
    view: PlanningView, scenarios: Sequence[Scenario], seconds: float | None = None
) -> list[Ticket]:
    """Tickets for plans beside that of the settings; what the visitor asked for before them is given up.

    Args:
        seconds: the time limit of each; None for the usual one.
    """
    before: list[Ticket] = st.session_state.get(BESIDE, [])
    tickets = [view.ask(one, f"{visit()} {place}", seconds) for place, one in enumerate(scenarios)]
    st.session_state[BESIDE] = tickets
    for ticket in before:
        ticket.cancel()
    return tickets


@contextmanager
def given_up_with_the_visit(ticket: Ticket) -> Iterator[None]:
    """Gives a request up when the visitor leaves before it is answered; a newer change does so by itself."""
    try:
        yield
    except StopException:
        ticket.cancel()
        raise


def seen() -> None:
    """Notes that the visitor has an answer before his eyes."""
    st.session_state[SEEN] = True


def visit() -> str:
    """Who asks: one visitor in one tab."""
    return cast(str, st.session_state.setdefault(VISIT, secrets.token_hex(8)))


def _watch(ticket: Ticket, region: st.delta_generator.DeltaGenerator, mark: str, language: Language) -> None:
    """Tells how the plan in the making is getting on, until it is done or the visitor changes something."""
    with region.container(key="screen_only"):
        line = st.empty()
        st.button(say("solving.cancel", language), key="solve_cancel", on_click=_cancel, args=(mark,))
    while not ticket.done:
        if ticket.seconds < PHASE_FROM_SECONDS:
            said = say("solving.running", language, seconds=ticket.seconds)
        else:
            phase = say(f"solving.phase.{ticket.phase}", language)
            said = say("solving.running_phase", language, seconds=ticket.seconds, phase=phase)
        meanwhile = say("solving.meanwhile", language) if st.session_state.get(SEEN) else ""
        line.html(LINE.format(said=escape(meanwhile), more=escape(said)))
        ticket.wait(LOOK_SECONDS)


def _tell_done(region: st.delta_generator.DeltaGenerator, ticket: Ticket, language: Language) -> None:
    ready = ticket.seconds < READY_BELOW_SECONDS
    said = say("app.was_ready" if ready else "app.solved", language, seconds=ticket.seconds)
    region.html(LINE.format(said=escape(said), more=""))


def _cancel(mark: str) -> None:
    st.session_state[STOPPED] = mark
    ticket: Ticket | None = st.session_state.get(ASKED)
    if ticket is not None:
        ticket.cancel()


def _stopped(baseline: PlanResult, language: Language) -> Shown:
    st.info(say("solving.stopped", language), icon=":material/info:")
    st.button(say("solving.again", language), key="solve_again", on_click=_again)
    return _last(baseline)


def _again() -> None:
    st.session_state.pop(STOPPED, None)


def _best_so_far(plan: PlanResult, mark: str, language: Language) -> None:
    gap = max(plan.summary["gap"].values())
    st.warning(say("solving.best_so_far", language, gap=gap), icon=":material/schedule:")
    if st.session_state.get(TAKEN) == mark:
        return
    longer, this = st.columns([1, 4])
    with longer:
        _keep_solving(mark, language)
    this.button(say("solving.use_this", language), key="solve_use", on_click=_set, args=(TAKEN, mark))


def tell_cut_off(plans: Sequence[PlanResult], language: Language) -> None:
    """Says so when an answer rests on plans that the time limit cut off."""
    gaps = [max(plan.summary["gap"].values()) for plan in plans if plan.summary.get("status") == "time limit"]
    if gaps:
        said = say("solving.some_cut_off", language, n=len(gaps), all=len(plans), gap=max(gaps))
        st.warning(said, icon=":material/schedule:")


def _keep_solving(mark: str, language: Language) -> None:
    if st.session_state.get(LONG) != mark:
        st.button(say("solving.keep_solving", language), key="solve_longer", on_click=_set, args=(LONG, mark))


def _set(key: str, mark: str) -> None:
    st.session_state[key] = mark


def _failed(baseline: PlanResult, language: Language) -> Shown:
    reference = secrets.token_hex(3)
    log.exception("plan of a scenario failed (%s)", reference)
    st.error(
        f"{say('error.failed', language)} {say('error.still_right', language)} "
        f"{say('error.reference', language, reference=reference)}"
    )
    return _as_baseline(baseline)


def _last(baseline: PlanResult) -> Shown:
    """What the visitor saw before, as long as it stands on the same snapshot."""
    last: Shown | None = st.session_state.get(LAST)
    if last is None or last[1].summary.get("snapshot") != baseline.summary.get("snapshot"):
        return _as_baseline(baseline)
    return last


def _as_baseline(baseline: PlanResult) -> Shown:
    """The baseline with its own settings: a page asks more about the plan it shows, not about another."""
    return Scenario.model_validate(baseline.scenario_document), baseline
