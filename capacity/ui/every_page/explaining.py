"""Explanations of a plan in the making: how far they are, Cancel, and the way to have them after all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from html import escape
from time import perf_counter

import streamlit as st

from capacity.domain.plan_result import PlanResult
from capacity.scenario import Scenario, scenario_hash
from capacity.service import StoppedPlanError, Ticket
from capacity.texts import Language, say
from capacity.ui.contract import PlanningView
from capacity.ui.every_page.solve_status import (
    LINE,
    QUIET_SECONDS,
    SEEN,
    ask_beside,
    given_up_with_the_visit,
    visit,
)

LOOK_SECONDS = 0.1
STOPPED, ASKED = "explain_stopped", "explain_ticket"
Ask = Callable[[str], Ticket]


def awaited(ask: Ask, mark: str, language: Language) -> PlanResult:
    """What somebody asks for beside the plan, waited for until it comes or the visitor stops it.

    A newer change of the visitor ends the wait and gives the request up.

    Args:
        ask: a ticket, for who asks.
        mark: equal for equal requests; one that was stopped stays so until it is asked for again.

    Raises:
        StoppedPlanError: the visitor stopped it.
    """
    if mark in st.session_state.get(STOPPED, ()):
        raise StoppedPlanError
    ticket = ask(visit())
    if not ticket.wait(QUIET_SECONDS):
        st.session_state[ASKED] = [ticket]
        region = st.empty()
        with region.container(key=f"explain_{mark}"):
            line = st.empty()
            st.button(say("solving.cancel", language), key=f"cancel_{mark}", on_click=_cancel, args=(mark,))
        with given_up_with_the_visit(ticket):
            _tell(ticket, line, language)
        region.empty()
    return ticket.result()


def awaited_beside(
    view: PlanningView, scenarios: Sequence[Scenario], language: Language, seconds: float | None = None
) -> list[Ticket]:
    """Plans beside that of the settings, waited for until all are done or the visitor stops them.

    Args:
        seconds: the time limit of each; None for the usual one.

    Raises:
        StoppedPlanError: the visitor stopped them.
    """
    mark = "_".join(["beside", *(scenario_hash(scenario) for scenario in scenarios)])
    if mark in st.session_state.get(STOPPED, ()):
        raise StoppedPlanError
    tickets = ask_beside(view, scenarios, seconds)
    if not _all_done(tickets, QUIET_SECONDS):
        st.session_state[ASKED] = tickets
        region = st.empty()
        with region.container(key="beside"):
            line = st.empty()
            st.button(say("solving.cancel", language), key="cancel_beside", on_click=_cancel, args=(mark,))
        with ExitStack() as visit_ends:
            for ticket in tickets:
                visit_ends.enter_context(given_up_with_the_visit(ticket))
            _tell_of_all(tickets, line, language)
        region.empty()
    return tickets


def _all_done(tickets: Sequence[Ticket], seconds: float) -> bool:
    """Waits at most so long; whether all are done."""
    until = perf_counter() + seconds
    return all(ticket.wait(max(0.0, until - perf_counter())) for ticket in tickets)


def _tell_of_all(
    tickets: Sequence[Ticket], line: st.delta_generator.DeltaGenerator, language: Language
) -> None:
    """Tells how many are made, second by second."""
    told = ""
    while not _all_done(tickets, LOOK_SECONDS):
        seconds, done = max(ticket.seconds for ticket in tickets), sum(ticket.done for ticket in tickets)
        said = say("whatif.going", language, done=done, n=len(tickets), seconds=int(seconds))
        if said != told:
            told = said
            line.html(LINE.format(said="", more=escape(said)))
        st.session_state.get(SEEN)  # here a newer change of the visitor takes over


def _tell(ticket: Ticket, line: st.delta_generator.DeltaGenerator, language: Language) -> None:
    """Tells second by second how far it is."""
    told = ""
    while not ticket.done:
        phase = say(f"solving.phase.{ticket.phase}", language)
        said = say("explain.going", language, seconds=int(ticket.seconds), phase=phase)
        said = said[0].upper() + said[1:]
        if said != told:
            told = said
            line.html(LINE.format(said="", more=escape(said)))
        st.session_state.get(SEEN)  # here a newer change of the visitor takes over
        ticket.wait(LOOK_SECONDS)


def _cancel(mark: str) -> None:
    st.session_state[STOPPED] = {*st.session_state.get(STOPPED, ()), mark}
    for ticket in st.session_state.get(ASKED, ()):
        ticket.cancel()


def ask_again() -> None:
    """Forgets what was stopped, so that it is made when it is asked for."""
    st.session_state.pop(STOPPED, None)


@contextmanager
def unless_stopped(language: Language, key: str, words: str = "explain") -> Iterator[None]:
    """Draws a part that needs an explanation; where it was stopped, says so, with a way to have it.

    Args:
        key: of the part, once per page.
        words: whose texts `stopped` and `again` say so.
    """
    try:
        yield
    except StoppedPlanError:
        tell_stopped(language, key, words)


def tell_stopped(language: Language, key: str, words: str = "explain") -> None:
    """Says that an explanation was stopped, with a way to have it after all."""
    st.info(say(f"{words}.stopped", language), icon=":material/info:")
    st.button(say(f"{words}.again", language), key=f"again_{key}", on_click=ask_again)
