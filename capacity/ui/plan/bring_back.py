"""Bring back: an edited CSV of the plan is judged, and its cells are pinned, pinned in part, or rejected."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import streamlit as st

from capacity.domain.check_result import CheckResult
from capacity.domain.pins import EDITABLE, EDITABLE_MEASURE, TABLE_KEYS, Pin, with_pins
from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.scenario import pinned, pins_of
from capacity.service.answers.parts import EUR_NOISE
from capacity.service.check_beside import CheckHandle
from capacity.texts import Language, knows, number, say
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.downloads import file_name, with_scenario
from capacity.ui.elements.faults import show_problems
from capacity.ui.elements.files_made import made
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.background import Work, background_part
from capacity.ui.parts.location_words import location_text
from capacity.ui.visit import session
from capacity.ui.words import answers, figures
from capacity.ui.words.answers import week_label
from capacity.ui.words.setting_words import setting_text

JUDGED, UPLOADS = "returned_judged", "returned_uploads"
DONE, SCENARIO = "return", "scenario"
CHOSEN = "pin"
AT_ONCE_SECONDS = 1.0
"""So long a page waits for the verdict before it shows how far it is."""


def return_part(answer: Answer) -> None:
    """Files to edit, the file that comes back, and what it does to the plan."""
    language = answer.language
    say_what_was_done(DONE)
    frame.heading(say("bring.title", language), say("bring.text", language))
    with st.container(horizontal=True):
        for table in TABLE_KEYS:
            _file(answer, table)
    with st.expander(say("bring.headings", language)):
        st.markdown(headings_text(language))
    uploads = st.session_state.setdefault(UPLOADS, 0)
    given = st.file_uploader(say("bring.upload", language), type=["csv"], key=f"returned_{uploads}")
    if given is None:
        return
    handle = _checking(answer, given.getvalue(), given.name)
    found = handle.result if handle.done else None
    if found is None:
        background_part(Work("bring_work", lambda: handle, _begin_again), language)
    elif found.verdict is None:
        show_problems(found.problems, language)
    elif found.verdict.differences.empty:
        st.info(say("bring.same", language), icon=":material/info:")
    else:
        _verdict(answer, found.verdict)


def headings_text(language: Language) -> str:
    """The headings that each file must have, those that may be changed apart."""
    lines = [
        say(
            "bring.headings_of",
            language,
            file=f"{table}.csv",
            columns=", ".join(f"`{name}`" for name in (SCENARIO, *TABLE_COLUMNS[table])),
            open=", ".join(f"`{name}`" for name in EDITABLE[table]),
        )
        for table in TABLE_KEYS
    ]
    return "\n".join(f"- {line}" for line in lines)


def _file(answer: Answer, table: str) -> None:
    st.download_button(
        say("bring.download", answer.language, file=f"{table}.csv"),
        data=made(lambda: answer.view.dutch_csv(with_scenario(answer.plan, table))),
        file_name=file_name(table, answer.plan, answer.language, "csv"),
        mime="text/csv",
        key=f"return_{table}",
        icon=":material/download:",
        on_click="ignore",
    )


def _checking(answer: Answer, content: bytes, name: str) -> CheckHandle:
    """The judging of a file, begun once for this file and this plan."""
    rests_on = json.dumps(answer.plan.receipt, sort_keys=True, default=str)
    key = hashlib.sha256(content + rests_on.encode()).hexdigest()
    known: tuple[str, CheckHandle] | None = st.session_state.get(JUDGED)
    if known is None or known[0] != key:
        if known is not None:
            known[1].cancel()
        known = (key, answer.view.check(content, name, answer.plan, answer.scenario))
        st.session_state[JUDGED] = known
        known[1].wait(AT_ONCE_SECONDS)
    return known[1]


def _begin_again() -> None:
    st.session_state.pop(JUDGED, None)


def _verdict(answer: Answer, found: CheckResult) -> None:
    language = answer.language
    year = answer.view.parameters().number(frame.WEEKS_PER_YEAR) / len(figures.weeks(answer.plan))
    st.header(
        say(
            "bring.verdict",
            language,
            n=len(found.differences),
            limits=len(found.broken),
            duties=int(found.worse.duty.nunique()),
            edited=money_text(found.extra("as_edited") * year, language),
            repaired=money_text(found.extra("repaired") * year, language),
        ),
        anchor=False,
    )
    if found.hires_eur:
        st.markdown(say("bring.hires", language, eur=found.hires_eur))
    if found.other_inputs:
        made, used = found.snapshots
        key = "bring.other_snapshot" if made != used else "bring.other_state"
        st.warning(say(key, language, made=made, used=used), icon=":material/schedule:")
    if found.dropped:
        st.warning(say("bring.dropped", language, n=len(found.dropped)), icon=":material/schedule:")
    for pin, value in found.not_kept:
        st.warning(_not_kept(pin, value, answer), icon=":material/error:")
    chosen = _cells(found, answer)
    _decide(found, chosen, language)
    _duties(found, answer)
    _limits(found, answer)


def money_text(eur: float, language: Language) -> str:
    """A difference in euros as words: more, less or as much."""
    if abs(eur) < EUR_NOISE:
        return say("preset.as_much", language)
    return say("preset.less_money" if eur < 0 else "preset.more_money", language, eur=abs(eur))


def _not_kept(pin: Pin, value: float, answer: Answer) -> str:
    language = answer.language
    wanted, kept = number(pin.value, language), number(value, language)
    return say("bring.not_kept", language, cell=cell_text(pin, answer), wanted=wanted, kept=kept)


def cell_text(pin: Pin, answer: Answer) -> str:
    """A cell of the plan in words: what, where, in which week."""
    language = answer.language
    words = []
    for column, part in zip(TABLE_KEYS[pin.table], pin.key, strict=True):
        if column == "week" or part == ".".join(pin.key[1:3]):
            continue
        if column == "block":
            words.append(location_text(answer, part, pin.key[1]))
            continue
        if column in ("region", "site"):
            words.append(answer.region_names.get(part, part))
        elif column != "measure":
            words.append(answers.named(column, part, language))
    what = say(f"bring.column_{pin.column}", language)
    return f"{' · '.join(words)}, {what}, {week_label(pin.week)}"


def _cells(found: CheckResult, answer: Answer) -> list[Pin]:
    """The changed cells, each with a tick; those that are ticked."""
    language = answer.language
    changed = found.cells
    table = pd.DataFrame(
        {
            CHOSEN: [True] * len(changed),
            "row": [cell.row for cell in changed],
            "cell": [cell_text(cell.pin, answer) for cell in changed],
            "before": [setting_text(cell.before, language) for cell in changed],
            "after": [setting_text(cell.pin.value, language) for cell in changed],
        }
    )
    columns = {
        name: st.column_config.Column(say(f"bring.head_{name}", language), disabled=name != CHOSEN)
        for name in table.columns
        if name != CHOSEN
    }
    ticks = st.column_config.CheckboxColumn(say(f"bring.head_{CHOSEN}", language))
    edited = st.data_editor(
        table, hide_index=True, width="stretch", column_config={CHOSEN: ticks, **columns}, key="return_cells"
    )
    return [cell.pin for cell, ticked in zip(changed, edited[CHOSEN], strict=True) if ticked]


def _decide(found: CheckResult, chosen: list[Pin], language: Language) -> None:
    """Pin all that is ticked, or reject the file."""
    with st.container(horizontal=True):
        st.button(
            say("bring.pin", language, n=len(chosen), all=len(found.pins)),
            type="primary",
            disabled=not chosen,
            key="return_pin",
            on_click=_pin,
            args=(chosen, language),
        )
        st.button(say("bring.reject", language), key="return_reject", on_click=_reject, args=(language,))


def _pin(chosen: list[Pin], language: Language) -> None:
    scenario = session.work().scenario
    cells = pinned(scenario, with_pins(pins_of(scenario), chosen)).pins
    session.change(pins=cells)
    _away()
    said_afterwards(DONE, say("bring.pinned", language, n=len(chosen)))


def _reject(language: Language) -> None:
    _away()
    said_afterwards(DONE, say("bring.rejected", language))


def _away() -> None:
    """Empties the upload."""
    st.session_state[UPLOADS] += 1
    st.session_state.pop(JUDGED, None)


def _duties(found: CheckResult, answer: Answer) -> None:
    """Duties in which more are late as edited than before, with the plan made anew beside."""
    language, worse = answer.language, found.worse
    if worse.empty:
        st.markdown(say("bring.no_duty", language))
        return
    highest = worse.groupby("duty", sort=False)[["late_before", "late_as_edited", "late_repaired"]].max()
    weeks = worse.groupby("duty", sort=False).week.agg(["min", "nunique"])
    articles = worse.drop_duplicates("duty").set_index("duty").article
    table = pd.DataFrame(
        {
            "duty": [answers.duty_name(str(duty), language) for duty in highest.index],
            "article": articles.reindex(highest.index).to_numpy(),
            "first": [week_label(str(week)) for week in weeks["min"]],
            "weeks": weeks["nunique"].astype(float).to_numpy(),
            **{name: highest[name].to_numpy() for name in highest.columns},
        }
    )
    frame.heading(say("bring.duties", language, n=len(table)), say("bring.duties_caption", language))
    frame.show_worded(_headed(table, language), language)
    frame.download(answer, "", "returned_duties", worse)


def _place(where: str, answer: Answer) -> str:
    """The row of a limit in words."""
    words = [answer.region_names.get(part, part) for part in where.split()]
    groups = ("type", "stage", "stream", "pool")
    return " · ".join(
        next((say(f"{group}.{word}", answer.language) for group in groups if knows(f"{group}.{word}")), word)
        for word in words
        if word != EDITABLE_MEASURE
    )


def _limits(found: CheckResult, answer: Answer) -> None:
    """Limits that the edit breaks when all else is held."""
    language = answer.language
    if found.broken.empty:
        return
    broken = found.broken
    table = pd.DataFrame(
        {
            "limit_kind": [say(f"limit_kind.{kind}", language) for kind in broken.kind],
            "row": ["" if pd.isna(row) else str(int(row)) for row in broken["row"]],
            "where": [_place(str(where), answer) for where in broken["where"]],
            "week": [week_label(str(week)) for week in broken.week],
            "value": broken.value.astype(float),
            "limit": broken.limit.astype(float),
        }
    )
    frame.heading(say("bring.limits", language, n=len(table)), say("bring.limits_caption", language))
    frame.show_worded(_headed(table, language), language)


def _headed(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    return table.rename(columns={name: say(f"bring.head_{name}", language) for name in table.columns})


def pins_part(answer: Answer) -> None:
    """What is pinned in this plan, what that costs, and the way to loosen it."""
    language, pins = answer.language, pins_of(answer.scenario)
    if not pins:
        return
    free = answer.view.plan(answer.scenario.model_copy(update={"pins": {}}))
    year = answer.view.parameters().number(frame.WEEKS_PER_YEAR)
    cost = money_text(answer.now.cost - figures.key_figures(free, year).cost, language)
    st.markdown(say("bring.price", language, n=len(pins), cost=cost))
    with st.expander(say("bring.pinned_cells", language, n=len(pins))):
        table = pd.DataFrame(
            {
                "cell": [cell_text(pin, answer) for pin in pins],
                "after": [setting_text(pin.value, language) for pin in pins],
            }
        )
        frame.show_worded(_headed(table, language), language)
        st.button(say("bring.loosen", language), key="loosen", on_click=_loosen)


def _loosen() -> None:
    session.change(pins={})
