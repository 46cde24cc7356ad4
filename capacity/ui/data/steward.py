"""What a data steward watches: sources, refreshes with their log, and snapshots with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.domain.user import Role
from capacity.service import (
    RefreshHandle,
    list_snapshots,
    refresh_phase,
    release_snapshot,
    run_log,
    snapshot_changes,
    snapshots_report,
    sources_report,
    start_refresh,
    use_snapshot,
)
from capacity.texts import Language, number, say
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import named, show_problems, shown_table
from capacity.ui.elements.terms import show_caption
from capacity.ui.elements.who_and_why import AUTHOR, author_and_reason, clicked_with_reason
from capacity.ui.view_choices import SNAPSHOT_AFTER, SNAPSHOT_BEFORE, settle
from capacity.ui.visit.visitor import may, say_refusal, visitor
from capacity.ui.words.scenario_words import day_and_time, plain

FAILED = ("failed", "changed_shape")
HANDLE = "refresh_handle"
PARTLY = "partly"
LOOK_AGAIN = "2s"
LINES = 20
MINUTE = len("2026-11-23T06:00")


def sources_title(sources: pd.DataFrame, language: Language) -> str:
    """How the sources do, in one sentence."""
    failed = sources[sources.state.isin(FAILED)]
    if len(failed) == len(sources):
        return say("data.title_all_failed", language, n=len(sources))
    if len(failed):
        names = ", ".join(failed.source)
        return say("data.title_failed", language, k=len(failed), n=len(sources), names=names)
    never = sources[sources.retrieved_at == ""]
    if len(never) == len(sources):
        return say("data.title_shipped", language, n=len(sources))
    oldest = sources.loc[sources.last_datum.astype(str).idxmin()]
    state = say(f"data_state.{oldest.state}", language)
    return say(
        "data.title", language, n=len(sources), name=oldest.source, last=oldest.last_datum, state=state
    )


def sources_part(sources: pd.DataFrame, language: Language) -> None:
    """Each source with its freshness and what went wrong."""
    show_caption(say("data.sources_caption", language))
    columns = [
        "source",
        "state",
        "reason",
        "last_datum",
        "retrieved_at",
        "expected_next",
        "rows",
        "revisions",
    ]
    words = [say(f"data_state.{state}", language) for state in sources.state]
    shown_table(sources.assign(state=words)[[*columns, "link"]], language)


def refreshes_part(language: Language) -> None:
    """Refresh again, follow it, and read the log."""
    say_what_was_done("refresh")
    show_caption(say("data.refresh_caption", language))
    if any(entry.held for entry in list_snapshots()):
        st.info(say("data.held_refresh", language), icon=":material/history:")
    _again(language)
    _progress(language)
    log = run_log(n=LINES, language=language)
    if log.empty:
        st.markdown(say("data.no_runs", language))
        return
    st.header(last_run_text(log.iloc[0], language), anchor=False)
    columns = ["started_at", "seconds", "exit", "as_of", "snapshot", "published", "failed_sources", "reason"]
    log = log.assign(
        started_at=log.started_at.astype(str).str[:MINUTE].str.replace("T", " "),
        phases=[_phases(text, language) for text in log.phases],
        failed_sources=[_titles(text, language) for text in log.failed_sources],
        reason=[named("run_reason", str(reason), language) for reason in log.reason],
    )
    shown_table(log[[*columns, "phases"]].rename(columns={"exit": "ended"}), language)


def _phases(written: str, language: Language) -> str:
    """The seconds of each phase of a refresh, in words and numbers of the language."""
    parts = [part.split(" ") for part in written.split("; ") if part]
    return "; ".join(
        f"{named('data_phase', name, language)} {number(float(seconds), language, 1)} s"
        for name, seconds, *_ in parts
    )


def last_run_text(last: pd.Series, language: Language) -> str:
    """How a refresh ended, as a heading.

    Args:
        last: a row of the log of runs.
    """
    return say(
        f"data.last_run_{how_it_ended(last['exit'], last)}",
        language,
        at=day_and_time(datetime.fromisoformat(str(last.started_at)), language),
        seconds=float(last.seconds or 0),
        phase=named("data_phase", str(last.phase), language),
        reason=plain(named("run_reason", str(last.reason or last.failed_sources), language)),
        sources=_titles(str(last.failed_sources), language),
    )


def how_it_ended(exit_code: int | None, line: Mapping[str, Any] | pd.Series | None) -> str:
    """`done`, `partly` where a new snapshot is in use although a source failed, or `failed`."""
    if exit_code == 0:
        return "done"
    return PARTLY if line is not None and line.get("published") else "failed"


def _titles(ids: str, language: Language) -> str:
    """Sources by their titles; the log has them by id."""
    if not ids:
        return ""
    report = sources_report(language=language)
    titles = dict(zip(report.id, report.source, strict=True))
    return plain(", ".join(str(titles.get(name, name)) for name in ids.split(", ")))


def first_plan_part(language: Language) -> None:
    """Where no plan can be shown: the way to make one, and what the figures there are reach until."""
    _again(language, "data.make_plan")
    _progress(language)
    st.header(say("data.meanwhile_there", language), anchor=False)
    sources_part(sources_report(language=language), language)


def _again(language: Language, key: str = "data.refresh_again") -> None:
    if not may(Role.DATA_STEWARD):
        say_refusal(Role.DATA_STEWARD, language)
        return
    offline = st.toggle(say("data.refresh_offline", language), key="refresh_offline")
    if st.button(say(key, language), type="primary", key="refresh_again"):
        author = visitor() or str(st.session_state.get(AUTHOR, ""))
        try:
            st.session_state[HANDLE] = start_refresh(offline=offline, author=author)
        except BadInputError as fault:
            show_problems(fault.problems, language)


@st.fragment(run_every=LOOK_AGAIN)
def _progress(language: Language) -> None:
    handle: RefreshHandle | None = st.session_state.get(HANDLE)
    if handle is None:
        phase = refresh_phase()
        if phase is not None:
            st.info(say("data.refresh_elsewhere", language, phase=named("data_phase", phase, language)))
        return
    if not handle.done:
        phase = named("data_phase", handle.phase, language)
        st.info(say("data.refreshing", language, phase=phase), icon=":material/schedule:")
        return
    st.session_state.pop(HANDLE)
    end, failed = how_it_ended(handle.exit_code, handle.result), ""
    if end == PARTLY:
        failed = _titles(str(run_log(n=1).iloc[0].failed_sources), language)
    said_afterwards("refresh", say(f"data.refresh_{end}", language, sources=failed))
    st.rerun()


def snapshots_part(language: Language) -> None:
    """What is kept, what changed between two, and the way back."""
    say_what_was_done("snapshots")
    table = snapshots_report()
    st.header(say("data.snapshots_title", language, n=len(table)), anchor=False)
    shown_table(table, language)
    kept = list_snapshots()
    names = [entry.id for entry in kept]
    if len(names) < 2:
        st.markdown(say("data.one_snapshot", language))
    else:
        _compare(names, language)
    if any(entry.held for entry in kept):
        _hold(language)
    if len(names) > 1:
        _back(names, language)


def _compare(names: list[str], language: Language) -> None:
    before, after = st.columns(2)
    settle(SNAPSHOT_BEFORE, names[1:] + names[:1])
    settle(SNAPSHOT_AFTER, names)
    old = before.selectbox(say("data.from_snapshot", language), names, key=SNAPSHOT_BEFORE)
    new = after.selectbox(say("data.to_snapshot", language), names, key=SNAPSHOT_AFTER)
    changes = snapshot_changes(str(old), str(new))
    st.markdown(say("data.changes", language, n=len(changes)))
    if len(changes):
        shown_table(changes, language)


def _hold(language: Language) -> None:
    """An earlier snapshot is held: what that means, and the way to end it."""
    st.header(say("data.held_title", language), anchor=False)
    st.markdown(say("data.held_meaning", language))
    if not may(Role.DATA_STEWARD):
        say_refusal(Role.DATA_STEWARD, language)
        return
    author, reason = author_and_reason("release", language)
    label = say("data.release_button", language)
    if clicked_with_reason(label, "snapshot_release", (author, reason), language):
        try:
            released = release_snapshot(author, reason)
        except BadInputError as fault:
            show_problems(fault.problems, language)
            return
        said_afterwards("snapshots", say("data.release_done", language, name=released))
        st.rerun()


def _back(names: list[str], language: Language) -> None:
    current = next(entry.id for entry in list_snapshots() if entry.in_use)
    st.header(say("data.back_title", language, name=current), anchor=False)
    if not may(Role.DATA_STEWARD):
        say_refusal(Role.DATA_STEWARD, language)
        return
    others = [name for name in names if name != current]
    st.markdown(say("data.back_holds", language))
    chosen = st.selectbox(say("data.back_to", language), others, key="snapshot_back")
    author, reason = author_and_reason("snapshot", language)
    sure = st.checkbox(say("data.back_sure", language, name=str(chosen)), key="snapshot_sure")
    label = say("data.back_button", language)
    if clicked_with_reason(label, "snapshot_use", (author, reason), language, disabled=not sure):
        try:
            use_snapshot(str(chosen), author, reason)
        except BadInputError as fault:
            show_problems(fault.problems, language)
            return
        said_afterwards("snapshots", say("data.back_done", language, name=str(chosen)))
        st.rerun()
