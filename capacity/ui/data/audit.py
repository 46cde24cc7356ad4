"""The audit trail: who did what, when and why, with its CSV."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from capacity.domain.user import Role
from capacity.service import Workspace
from capacity.texts import Language, say
from capacity.ui.elements.faults import named, shown_table
from capacity.ui.elements.files_made import made
from capacity.ui.elements.terms import show_caption
from capacity.ui.every_page.frame import Answer
from capacity.ui.view_choices import settle
from capacity.ui.visit.visitor import may, say_refusal, visitor

SHOWN, EXPORTED = 200, 100_000


def audit_part(answer: Answer, workspace: Workspace) -> None:
    """The last changes, by kind when asked, and all of them as CSV."""
    language = answer.language
    if not may(Role.DATA_STEWARD):
        say_refusal(Role.DATA_STEWARD, language)
        return
    trail = workspace.audit_trail(visitor() or "", EXPORTED)
    if trail.empty:
        st.markdown(say("audit.none", language))
        return
    kinds = ["", *sorted(trail.action.unique())]
    settle("audit_kind", kinds)
    kind = st.selectbox(
        say("audit.filter", language),
        kinds,
        key="audit_kind",
        format_func=lambda name: (
            named("audit_action", name, language) if name else say("audit.all", language)
        ),
    )
    chosen = trail[trail.action == kind] if kind else trail
    shown = chosen.head(SHOWN)
    st.header(say("audit.title", language, n=len(shown)), anchor=False)
    show_caption(say("audit.caption", language))
    shown_table(_in_words(shown, _scenarios(workspace), language), language)
    st.download_button(
        say("audit.download", language),
        data=made(lambda: answer.view.dutch_csv(chosen.assign(at=_iso(chosen)))),
        file_name="audit_trail.csv",
        mime="text/csv",
        key="download_audit",
        icon=":material/download:",
        on_click="ignore",
    )


def _scenarios(workspace: Workspace) -> dict[str, str]:
    """What scenarios are called now, deleted ones as well, by what the trail has of them."""
    kept = [*workspace.deleted_scenarios(), *workspace.scenarios()]
    return {f"scenario:{one.id}": f"{one.name} ({one.id})" for one in kept}


def _in_words(trail: pd.DataFrame, scenarios: Mapping[str, str], language: Language) -> pd.DataFrame:
    actions = [named("audit_action", str(action), language) for action in trail.action]
    subjects = [scenarios.get(str(subject), str(subject)) for subject in trail.subject]
    return trail.assign(at=_iso(trail), action=actions, subject=subjects)


def _iso(trail: pd.DataFrame) -> list[str]:
    return [
        moment.isoformat(sep=" ", timespec="seconds")[: len("2026-11-23 06:00:00")] for moment in trail["at"]
    ]
