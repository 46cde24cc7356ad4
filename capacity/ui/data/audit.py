"""The audit trail: who did what, when and why, with its CSV."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from capacity.domain.user import Role
from capacity.scenario import BASELINE
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
    names = names_of(workspace, language)
    shown_table(in_words(shown, names, language), language)
    st.download_button(
        say("audit.download", language),
        data=made(lambda: answer.view.dutch_csv(as_file(chosen, names, language))),
        file_name=f"audit_trail_{language}.csv",
        mime="text/csv",
        key="download_audit",
        icon=":material/download:",
        on_click="ignore",
    )


def names_of(workspace: Workspace, language: Language) -> dict[str, str]:
    """What subjects of the trail are called now, with their id; deleted and withdrawn ones as well."""
    scenarios = [*workspace.deleted_scenarios(), *workspace.scenarios()]
    plans, changes = workspace.accepted_plans(), workspace.overrides()
    usual = say("work.baseline", language)
    return (
        {f"scenario:{BASELINE}": usual}
        | {f"scenario:{one.id}": f"{one.name} ({one.id})" for one in scenarios}
        | {f"plan:{one.id}": f"{_scenario(one.scenario, usual)} ({one.id})" for one in plans}
        | {
            f"override:{one.id}": f"{say(f'forecast.{one.override.stream}', language)} ({one.id})"
            for one in changes
            if one.override is not None
        }
    )


def _scenario(name: str, usual: str) -> str:
    return usual if name == BASELINE else name


def in_words(trail: pd.DataFrame, names: Mapping[str, str], language: Language) -> pd.DataFrame:
    """The trail with words for what was done and what it was done to.

    Args:
        names: of subjects that have one; of any other its kind is said, with its id.
    """
    actions = [named("audit_action", str(action), language) for action in trail.action]
    subjects = [names.get(str(subject)) or _of_kind(str(subject), language) for subject in trail.subject]
    return trail.assign(at=_iso(trail), action=actions, subject=subjects)


def _of_kind(subject: str, language: Language) -> str:
    kind, _, id = subject.partition(":")
    if kind == "duty":
        return named("duty", id, language)
    whole = named("audit_subject", f"{kind}_{id}", language)
    return whole if whole != f"{kind}_{id}" else f"{named('audit_subject', kind, language)} {id}".strip()


def as_file(trail: pd.DataFrame, names: Mapping[str, str], language: Language) -> pd.DataFrame:
    """The trail as its file has it: in words, and at its end `action_id` and `subject_id` for programs.

    Args:
        names: of subjects that have one.
    """
    table = in_words(trail, names, language)
    headings = {name: say(f"data_column.{name}", language) for name in table.columns}
    return table.rename(columns=headings).assign(action_id=trail.action, subject_id=trail.subject)


def _iso(trail: pd.DataFrame) -> list[str]:
    return [
        moment.isoformat(sep=" ", timespec="seconds")[: len("2026-11-23 06:00:00")] for moment in trail["at"]
    ]
