"""What a visitor chose to look at: it survives a reload, a change of page and a sent link, as settings do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from capacity.domain.bridge import BRIDGE_MEASURES
from capacity.domain.parameters import KINDS, OWN
from capacity.domain.weekly import WEEKLY
from capacity.scenario import is_part
from capacity.service import list_snapshots
from capacity.service.input_files import FILE_KINDS
from capacity.texts import LANGUAGES, Language, messages, say
from capacity.ui.contract import PlanningView
from capacity.ui.elements import table_filters
from capacity.ui.forecast import figures as forecast_figures
from capacity.ui.forecast import record as forecast_record
from capacity.ui.method import help_page as page_help
from capacity.ui.parts import receipt as receipt_part
from capacity.ui.spread import choices as spread
from capacity.ui.visit import session
from capacity.ui.words import figures

YES, NO_KIND, USUAL_QUEUE = "yes", "", "pact"
LETTERS = ("A", "B", "C")
AT = "page_at"
"""The page and the part of it that were drawn last."""
UNITS = ("month", "week", "year")
DATA_TABS = ("sources", "load", "parameters", "refreshes", "snapshots", "audit")
PRICED_GOALS = ("ceiling", "beds", "duties", "task", "fair", "buffer", "steps", "money")
METHOD_TABS = ("short", "duties", "model", "parameters", "glossary", "sources")
ACTION = "audit_action."
ACTIONS = ("", *(key.removeprefix(ACTION) for key in messages(LANGUAGES[0]) if key.startswith(ACTION)))
"""What the audit trail can be narrowed to; at first all of it."""
SNAPSHOT_BEFORE, SNAPSHOT_AFTER = "snapshot_before", "snapshot_after"
"""The two snapshots of which it is told what changed between them."""
OF_OTHERS = re.compile(r"^(utm_.*|\w*clid|mc_[ce]id|embed|embed_options|code|state|iss)$")
"""Parts that a newsletter, a search, a sign-in or the framework puts into an address: they are no mistake."""
PARAMETER_KINDS = (NO_KIND, *reversed(KINDS), OWN)


@dataclass(frozen=True)
class Choice:
    """A choice of a page: key of its control, name in the address, and what can be chosen."""

    key: str
    name: str
    options: Callable[[PlanningView], Iterable[Any]]
    usual: Any
    """What is chosen at first; None is nothing."""


def _always(*options: Any) -> Callable[[PlanningView], Iterable[Any]]:
    return lambda view: options  # noqa: ARG005 - these do not hang on the plan


def _snapshots(_: PlanningView) -> Iterable[Any]:
    return [entry.id for entry in list_snapshots()]


def _switch(key: str, name: str) -> Choice:
    return Choice(key, name, _always(False, True), False)


BRIDGE = Choice("bridge_measure", "bridge_of", _always(*BRIDGE_MEASURES), BRIDGE_MEASURES[0])
CHOICES: Mapping[str, tuple[Choice, ...]] = {
    "situation": (
        Choice("region", "region", lambda view: (figures.NATION, *view.regions().code), figures.NATION),
        _switch("all_duties", "all_duties"),
        Choice("receipt", "duty", lambda view: view.duties().duty, None),
        _switch("note_shown", "note"),
    ),
    "forecast": (
        Choice(
            "stream",
            "stream",
            lambda view: forecast_figures.streams(view.forecast()),
            forecast_figures.TOTAL,
        ),
        Choice("forecast_unit", "unit", _always(*UNITS), UNITS[0]),
        Choice("record_horizon", "ahead", _always(*forecast_record.HORIZONS), forecast_record.HORIZONS[1]),
        Choice("queue", "queue", lambda view: view.forecast().backlog.unique_id, USUAL_QUEUE),
    ),
    "plan": (
        Choice("stage", "stage", lambda view: view.baseline().tables["plan"].stage, "decision"),
        Choice("price_goal", "goal", _always(*PRICED_GOALS), PRICED_GOALS[0]),
        BRIDGE,
    ),
    "whatif": (
        Choice("whatif_measure", "measure", _always(*WEEKLY), next(iter(WEEKLY))),
        _switch("compare_bridge_shown", "bridge"),
        Choice("compare_bridge", "bridge_to", _always(*LETTERS), LETTERS[0]),
        _switch("whatif_bridge_shown", "way"),
        BRIDGE,
    ),
    "data": (
        Choice("data_tab", "tab", _always(*DATA_TABS), DATA_TABS[0]),
        Choice("file_kind", "file", _always(*FILE_KINDS), "state"),
        Choice("data_kind", "kind", _always(*PARAMETER_KINDS), "input needed"),
        Choice("audit_kind", "action", _always(*ACTIONS), ""),
        Choice(SNAPSHOT_BEFORE, "before", _snapshots, None),
        Choice(SNAPSHOT_AFTER, "after", _snapshots, None),
    ),
    "method": (
        Choice("method_tab", "tab", _always(*METHOD_TABS), METHOD_TABS[0]),
        Choice("kind", "kind", _always(*PARAMETER_KINDS), NO_KIND),
    ),
}
KEPT: Mapping[str, Sequence[str]] = {
    "plan": (session.VIEW,),
    "whatif": (session.CHOSEN_FIGURE,),
    "spread": tuple(spread.IN_ADDRESS),
    "method": (receipt_part.KEY,),
    "help": (page_help.KEY,),
}
"""Controls whose place in the address is kept elsewhere: they only have to outlive a change of page."""
PARTS: Mapping[str, str] = {"plan": session.VIEW, "data": "data_tab", "method": "method_tab"}
"""Pages of which one part is drawn at a time, and the control that chooses it."""


def begin(page: str, view: PlanningView, language: Language) -> dict[str, str]:
    """Fills what was chosen on a page from the address, and keeps what was chosen on the others.

    Returns:
        The parts of the address that bring the choices back: those that differ from the usual ones.
    """
    parts: dict[str, str] = {}
    for choice in CHOICES.get(page, ()):
        if choice.key not in st.session_state:
            st.session_state[choice.key] = _asked(choice, view, language)
        chosen = st.session_state[choice.key]
        if chosen not in (choice.usual, None):
            parts[choice.name] = _written(chosen)
    part = _part(page)
    where = f"{page} {part}"
    looked_for = table_filters.begin(where)
    _outlive(page, where)
    _show_again(page, part, where)
    return {**looked_for, **parts}


def check_names(view: PlanningView) -> None:
    """Tells of the parts of the address that nothing reads: who mistypes a setting would trust the answer."""
    chosen = {choice.name for choices in CHOICES.values() for choice in choices}
    known = {
        *chosen,
        *session.IN_ADDRESS,
        *spread.IN_ADDRESS.values(),
        receipt_part.RECEIPT,
        page_help.CHAPTER,
    }
    settings = view.settings()
    unknown = [
        name
        for name in st.query_params
        if not (
            name in known
            or is_part(name, settings)
            or table_filters.IN_ADDRESS.match(name)
            or OF_OTHERS.match(name)
        )
    ]
    if unknown:
        session.not_known(unknown)


def settle(key: str, options: Sequence[Any]) -> None:
    """Puts a choice back to the first of these where the plan in sight does not have it."""
    if st.session_state.get(key) not in options and options:
        st.session_state[key] = options[0]


def _part(page: str) -> str:
    """Which part of a page is drawn; empty where all of it is."""
    if page == "whatif":
        return f"{session.work().question} {session.compared() is not None}"
    return str(st.session_state[PARTS[page]]) if page in PARTS else ""


def _outlive(page: str, where: str) -> None:
    """Keeps the choices of other pages and parts: the framework forgets a control that is not drawn."""
    for other in {*CHOICES, *KEPT} - {page}:
        for key in (*(choice.key for choice in CHOICES.get(other, ())), *KEPT.get(other, ())):
            _keep(key, page)
    for key in table_filters.others(where):
        _keep(key, page)


def _show_again(page: str, part: str, where: str) -> None:
    """Tells the controls of what is drawn anew what was chosen there; the browser forgot it."""
    before: tuple[str, str] | None = st.session_state.get(AT)
    if before == (page, part):
        return
    st.session_state[AT] = (page, part)
    keys = (*(choice.key for choice in CHOICES.get(page, ())), *KEPT.get(page, ()))
    if before and before[0] == page:  # it was just clicked: what is clicked next must not be set back
        keys = tuple(key for key in keys if key != PARTS.get(page))
    for key in (*keys, *table_filters.of(where)):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _keep(key: str, page: str) -> None:
    here = {*(choice.key for choice in CHOICES.get(page, ())), *KEPT.get(page, ())}
    if key in st.session_state and key not in here:
        st.session_state[key] = st.session_state[key]


def _asked(choice: Choice, view: PlanningView, language: Language) -> Any:
    """What the address asks for; what cannot be falls back, with a notice."""
    asked = st.query_params.get(choice.name)
    if asked is None:
        return choice.usual
    known = {_written(option): option for option in choice.options(view)}
    if asked not in known:
        usual = say("app.none", language) if choice.usual is None else _written(choice.usual)
        session.not_used(choice.name, asked, usual)
    return known.get(asked, choice.usual)


def _written(option: Any) -> str:
    """A choice as an address holds it."""
    return (YES if option else "") if isinstance(option, bool) else str(option)
