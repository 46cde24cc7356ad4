"""Today's state: open, type, paste or upload; check by cell; totals and differences; accept; history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from capacity.domain.commitment import added_by_plans
from capacity.domain.problems import BadInputError, Problem
from capacity.domain.state import State
from capacity.domain.user import User
from capacity.service import PresentState, SavedState, Workspace
from capacity.service.state_entry import (
    GROUPS,
    Sheet,
    by_group,
    check_sheet,
    group_of,
    sheet_from,
    sheet_of,
    sheet_pasted,
    state_differences,
    state_summary,
    with_day_and_author,
)
from capacity.texts import Language, date_short, say, shipped_text
from capacity.ui.data.in_use import accepted
from capacity.ui.data.mend import FIRST_ROW, STATE, mend_part
from capacity.ui.data.state_grid import ONE_FOR_ALL, state_grid
from capacity.ui.data.state_words import differences_in_words
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import list_problems, named, show_problems, shown_table
from capacity.ui.elements.who_and_why import author_and_reason
from capacity.ui.words.scenario_words import plain

SHEET, FAULTS, CHECKED, VISIT, UPLOADED = (
    "state_sheet",
    "state_faults",
    "state_checked",
    "state_visit",
    "state_uploaded",
)
BASED_ON = "state_based_on"
"""The state saved last when the one on the desk was opened: nothing newer is overwritten unseen."""
NOW = "state_now"
"""The cells as they stood when the page was drawn last: fields and tables forget theirs with another page."""
PASTED, REFUSED = "state_pasted", "state_refused"
DAY, AUTHOR = "state_day", "state_author"
TOLD = ("author", "source", "note")
"""Columns in which the shipped state holds text, shown in the language of the page."""


def state_part(
    present: PresentState, workspace: Workspace, regions: Mapping[str, str], language: Language
) -> None:
    """The whole way from the state in use to the next one.

    Args:
        regions: name of each province by code.
    """
    say_what_was_done("state")
    _stands_on(present, language)
    given = (_in_words(sheet_of(present.own, language == "nl"), language), present.own)
    if SHEET not in st.session_state:
        _open(*given)
    elif DAY not in st.session_state:
        _come_back()
    if BASED_ON not in st.session_state:
        last = workspace.latest_state()
        st.session_state[BASED_ON] = "" if last is None else last.id
    _bring_in(language)
    sheet = _tables(regions, language)
    buttons = st.container(horizontal=True)
    if buttons.button(say("data.check", language), type="primary", key="state_check"):
        _check(sheet)
    buttons.button(say("data.start_again", language), key="state_again", on_click=_open, args=given)
    _mend(sheet, language)
    _accept(sheet, present, workspace, regions, language)
    _history(present, workspace, language)


def _stands_on(present: PresentState, language: Language) -> None:
    own, saved = present.own, present.saved
    key = "data.stands_on_shipped" if saved is None else "data.stands_on_saved"
    author = own.author if saved is None else saved.author
    reason = "" if saved is None else saved.reason
    st.markdown(say(key, language, day=own.as_of, author=plain(author), reason=plain(reason)))
    if present.unusable is not None:
        list_problems(present.unusable.problems, language)
    held = added_by_plans(present.own, present.commitments)
    if len(held):
        st.caption(say("data.with_commitments", language, n=float(held.value.sum()), rows=len(held)))


def _open(sheet: Sheet, about: State | None) -> None:
    """Puts a table on the desk; the fields for day and author follow it."""
    st.session_state[SHEET] = sheet
    st.session_state[VISIT] = st.session_state.get(VISIT, 0) + 1
    st.session_state.pop(FAULTS, None)
    st.session_state.pop(CHECKED, None)
    st.session_state.pop(BASED_ON, None)
    _tell_day_and_author(sheet, about)


def _come_back() -> None:
    """What was typed before another page stands on the desk again; what was checked stays checked."""
    sheet: Sheet = st.session_state.get(NOW, st.session_state[SHEET])
    st.session_state[SHEET] = sheet
    st.session_state[VISIT] += 1
    _tell_day_and_author(sheet, None)


def _tell_day_and_author(sheet: Sheet, about: State | None) -> None:
    st.session_state[DAY], st.session_state[AUTHOR] = _day_and_author(sheet, about)


def _in_words(sheet: Sheet, language: Language) -> Sheet:
    """The sheet with what ships as text in the language of the page; what planners wrote stays."""
    cells = sheet.cells
    told = {name: [shipped_text(text, language) for text in cells[name]] for name in TOLD if name in cells}
    return Sheet(cells.assign(**told), sheet.dutch)


def _day_and_author(sheet: Sheet, about: State | None) -> tuple[date, str]:
    cells = sheet.cells
    known = {name: cells[name].iloc[0] for name in ONE_FOR_ALL if name in cells and len(cells)}
    author = str(known.get("author", ""))
    if about is not None:
        return about.as_of, author
    try:
        day = date.fromisoformat(str(known.get("as_of", "")))
    except ValueError:
        day = st.session_state.get(DAY, date.min)
    return day, author


def _bring_in(language: Language) -> None:
    with st.expander(say("data.bring_in", language)):
        given = st.file_uploader(say("data.upload", language), type=["csv", "txt"], key="state_file")
        st.text_area(say("data.paste", language), key=PASTED)
        st.button(
            say("data.use_pasted", language),
            key="state_use_pasted",
            on_click=_take_pasted,
            args=(language,),
        )
        if given is not None and st.session_state.get(UPLOADED) != given.file_id:
            st.session_state[UPLOADED] = given.file_id
            _take(partial(sheet_from, given.getvalue(), given.name))
    if refused := st.session_state.pop(REFUSED, None):
        show_problems(refused, language)
        st.caption(say("data.kept_as_it_was", language))


def _take_pasted(language: Language) -> None:
    """Personal data does not stay in the field either."""
    pasted = str(st.session_state[PASTED])
    if not pasted.strip():
        said_afterwards("state", say("data.nothing_pasted", language))
        return
    _take(partial(sheet_pasted, pasted, say("data.pasted", language), language == "nl"))
    refused: tuple[Problem, ...] = st.session_state.get(REFUSED, ())
    if not refused or any(problem.key == "personal_data" for problem in refused):
        st.session_state[PASTED] = ""


def _take(read: Callable[[], Sheet]) -> None:
    """A table that cannot even be opened leaves what is on the desk as it is."""
    try:
        sheet = read()
    except BadInputError as fault:
        st.session_state[REFUSED] = fault.problems
        return
    ordered = by_group(sheet)
    _open(ordered, None)
    _check(ordered)


def _tables(regions: Mapping[str, str], language: Language) -> Sheet:
    """The cells as they stand now; what was typed is on the desk also when the page is left."""
    desk: Sheet = st.session_state[SHEET]
    about = st.columns(2)
    day = about[0].date_input(say("data.as_of", language), key=DAY, format="YYYY-MM-DD")
    author = about[1].text_input(say("data.told_by", language), key=AUTHOR)
    groups = _rows_by_group(desk)
    parts = []
    tabs = st.tabs([say(f"data_group.{name}", language) for name in groups])
    for (name, rows), tab in zip(groups.items(), tabs, strict=True):
        with tab:
            key = f"state_table_{name}_{st.session_state[VISIT]}"
            parts.append(state_grid(key, rows, desk.dutch, regions, language))
    cells = pd.concat(parts, ignore_index=True).fillna("").astype(str)
    chosen = day if isinstance(day, date) else date.min
    now = with_day_and_author(Sheet(cells, desk.dutch), chosen, author.strip())
    st.session_state[NOW] = now
    return now


def _rows_by_group(sheet: Sheet) -> dict[str, pd.DataFrame]:
    cells = sheet.cells
    measures = cells.measure if "measure" in cells else pd.Series("", index=cells.index)
    belongs = measures.map(group_of)
    return {name: cells[belongs == name].reset_index(drop=True) for name in GROUPS}


def _check(sheet: Sheet) -> None:
    """Checks the cells; they stay on the desk exactly as they are."""
    st.session_state.pop(FAULTS, None)
    st.session_state.pop(CHECKED, None)
    try:
        st.session_state[CHECKED] = check_sheet(sheet)
    except BadInputError as fault:
        st.session_state[FAULTS] = fault.problems


def _mend(sheet: Sheet, language: Language) -> None:
    """All faults, with the way to mend them in place."""
    faults: tuple[Problem, ...] = st.session_state.get(FAULTS, ())
    if not faults:
        return
    cells = sheet.cells.set_axis(range(FIRST_ROW, FIRST_ROW + len(sheet.cells)))
    show_problems(faults, language)
    in_tables = cells.drop(columns=[*ONE_FOR_ALL], errors="ignore")
    typed = mend_part(faults, in_tables, STATE, st.session_state[VISIT], language)
    if typed is None:
        return
    for (row, column), text in typed.items():
        cells.at[row, column] = text
    _put(Sheet(cells.reset_index(drop=True), sheet.dutch))
    st.rerun()


def _put(sheet: Sheet) -> None:
    """New cells on the desk, checked at once; day and author stay."""
    st.session_state[SHEET] = sheet
    st.session_state[VISIT] += 1
    _check(sheet)


def _accept(
    sheet: Sheet,
    present: PresentState,
    workspace: Workspace,
    regions: Mapping[str, str],
    language: Language,
) -> None:
    state: State | None = st.session_state.get(CHECKED)
    if state is None:
        return
    st.header(say("data.preview_title", language, day=state.as_of), anchor=False)
    summary = state_summary(present.own, state)
    words = [named("data_total", name, language) for name in summary.total]
    shown_table(summary.assign(total=words), language)
    left = float(summary.set_index("total").after["unexplained"])
    st.markdown(say("data.unexplained", language, n=left))
    changed = state_differences(present.own, state)
    st.markdown(say("data.differences", language, n=len(changed)))
    if len(changed):
        shown_table(differences_in_words(changed, regions, language), language)
    author, reason = author_and_reason("state_accept_by", language)
    if st.button(say("data.accept_state", language), type="primary", key="state_accept"):
        _save(sheet, state, author, reason, workspace, language)


def _save(
    sheet: Sheet, state: State, author: User | str, reason: str, workspace: Workspace, language: Language
) -> None:
    if not author or not reason:
        st.error(say("data.needs_author", language), icon=":material/error:")
        return
    try:
        if not check_sheet(sheet).rows.equals(state.rows):
            st.error(say("data.changed_since_check", language), icon=":material/error:")
            return
        saved = accepted("state", partial(workspace.save_state, state, author, reason), language, "saved")
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    if not saved:
        return
    for key in (SHEET, FAULTS, CHECKED, BASED_ON):
        st.session_state.pop(key, None)
    said_afterwards("state", say("data.state_accepted", language, day=state.as_of))
    st.rerun()


def _history(present: PresentState, workspace: Workspace, language: Language) -> None:
    saved = [row for row in workspace.states() if row.checked is not None]
    if not saved:
        return
    st.header(say("data.state_history", language, n=len(saved)), anchor=False)
    in_use = "" if present.saved is None else present.saved.id
    table = pd.DataFrame(
        [
            {
                "as_of": date_short(row.state.as_of, language),
                "saved_at": row.saved_at.isoformat(sep=" ", timespec="minutes"),
                "author": row.author,
                "reason": row.reason,
                "in_use": row.id == in_use,
            }
            for row in saved
        ]
    )
    shown_table(table, language)
    labels = {row.id: _label(row, language) for row in saved}
    chosen = st.selectbox(
        say("data.open_saved", language),
        list(labels),
        index=None,
        placeholder=say("data.choose_state", language),
        format_func=lambda name: labels.get(name, name),
        key="state_saved",
    )
    if chosen is not None:
        state = next(row.state for row in saved if row.id == chosen)
        opened = (sheet_of(state, language == "nl"), state)
        st.button(say("data.open_button", language), key="state_open_saved", on_click=_reopen, args=opened)


def _reopen(sheet: Sheet, state: State) -> None:
    _open(by_group(sheet), state)
    _check(by_group(sheet))


def _label(row: SavedState, language: Language) -> str:
    return f"{date_short(row.state.as_of, language)} · {row.author} · {row.reason}"
