"""Changes of the forecast by planners: preview, into force with author and reason, and withdrawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from capacity.domain.problems import BadInputError
from capacity.scenario import Override, Setting, Settings, override_from
from capacity.service import MissingError, SavedOverride, override_choices
from capacity.texts import Language, date_short, number, say, week_in_table
from capacity.ui.elements.afterwards import said_afterwards, say_what_was_done
from capacity.ui.elements.faults import show_problems
from capacity.ui.elements.who_and_why import author_and_reason, clicked_with_reason
from capacity.ui.every_page.frame import Answer, show_table
from capacity.ui.forecast.figures import TOTAL
from capacity.ui.visit import session
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.words.scenario_words import plain

GROUPS = (
    ("level", ("stream", "level", "slope")),
    ("shock", ("shock", "shock_start", "shock_weeks", "shape", "recovery")),
    ("history", ("history", "history_scale", "history_start")),
    ("policy", ("policy_low", "policy_high", "policy_from")),
    ("mix", ("nationality", "nationality_change")),
)
WEEKS = 104
IN_A_ROW = 3
"""Fields beside each other; on a narrow screen they stand below each other in the same order."""
KEY = "override"
ADJUSTED, MACHINES_OWN = "adjusted", "forecast"
"""Choices of the setting `arrivals`."""
MACHINE = "machine"
GRANT, PERCENT = "grant", 100


def in_force() -> list[SavedOverride]:
    """The changes that hold now."""
    return [saved for saved in saved_by_users().overrides_in_force() if saved.override is not None]


def adjusted_frames(answer: Answer, saved: list[SavedOverride]) -> dict[str, pd.DataFrame]:
    """Quantiles of the machine's forecast and of the changed one by unit; empty without a change in force."""
    held = [row.override for row in saved if row.override is not None]
    if held:
        return answer.view.adjusted(held)
    none = pd.DataFrame(columns=["unique_id", "ds", "model", "mean", "q0.5"])
    return {"weekly": none, "monthly": none, "yearly": none}


def overrides_part(answer: Answer, first_week: date) -> None:
    """The changes in force with the way back, and the form of a new one with its preview."""
    language = answer.language
    say_what_was_done(KEY)
    saved = in_force()
    with st.expander(say("override.title", language, n=len(saved)), expanded=bool(saved)):
        st.markdown(say("override.text", language))
        _used_by_plan(answer, saved)
        _held(saved, language)
        _grant_rate(answer)
        rows = override_choices()
        values = _form(rows, first_week, language)
        _preview(answer, rows, values, language)


def _used_by_plan(answer: Answer, saved: list[SavedOverride]) -> None:
    """Whether the plan runs on the changed forecast; the choice is a setting of the scenario."""
    language = answer.language
    adjusted = answer.scenario.arrivals == ADJUSTED
    if saved or adjusted:
        st.toggle(
            say("override.plan_uses", language),
            value=adjusted,
            key=f"{KEY}_plan",
            on_change=_choose_arrivals,
        )
    key = "override.plan_adjusted" if adjusted and saved else "override.plan_machine"
    names = ", ".join(sorted({plain(row.author) for row in saved}))
    st.caption(say(key, language, names=names))


def _choose_arrivals() -> None:
    session.change(arrivals=ADJUSTED if st.session_state[f"{KEY}_plan"] else MACHINES_OWN)


def _grant_rate(answer: Answer) -> None:
    """The grant rate that the plan runs on, beside the range that is forecast; a setting of the scenario."""
    language, rates = answer.language, answer.view.forecast().rates
    setting = answer.view.settings()[GRANT]
    st.slider(
        say("override.grant", language),
        int(setting.low or 0),
        int(setting.high or PERCENT),
        round(float(answer.scenario.grant)),
        int(setting.step or 1),
        format="%d",
        key=f"{KEY}_{GRANT}",
        on_change=_choose_grant_rate,
    )
    ahead = rates[(rates.measure == "grant_rate") & (rates.kind == "forecast")] if len(rates) else rates
    if len(ahead):
        row = ahead.iloc[0]
        low, mid, high = (float(row[level]) for level in ("q0.1", "q0.5", "q0.9"))
        year = int(row.year)
        st.caption(say("override.grant_forecast", language, year=year, low=low, mid=mid, high=high))


def _choose_grant_rate() -> None:
    session.change(grant=float(st.session_state[f"{KEY}_{GRANT}"]))


def _held(saved: list[SavedOverride], language: Language) -> None:
    if not saved:
        st.caption(say("override.none", language))
        return
    for row in saved:
        if row.override is not None:
            st.markdown(f"**{plain(_label(row, language))}**  \n{told(row.override, language)}")
    labels = {row.id: _label(row, language) for row in saved}
    chosen = st.selectbox(
        say("override.withdraw_which", language),
        list(labels),
        index=None,
        placeholder=say("override.withdraw_choose", language),
        format_func=lambda name: labels.get(name, name),
        key=f"{KEY}_withdraw_which",
    )
    if chosen is None:
        return
    author, reason = author_and_reason(f"{KEY}_withdraw", language)
    label = say("override.withdraw", language)
    if clicked_with_reason(label, f"{KEY}_withdraw_button", (author, reason), language):
        try:
            saved_by_users().withdraw_override(chosen, author, reason)
        except MissingError:
            st.warning(say("override.gone", language), icon=":material/error:")
            return
        except BadInputError as fault:
            show_problems(fault.problems, language)
            return
        said_afterwards(KEY, say("override.withdrawn", language))
        st.rerun()


def _label(row: SavedOverride, language: Language) -> str:
    return f"{date_short(row.saved_at.date(), language)} · {row.author} · {row.reason}"


def told(override: Override, language: Language) -> str:
    """What a change does, part by part, in words."""
    usual = override_choices().defaults()
    parts = [say(f"forecast.{override.stream}", language)]
    for name, value in override.model_dump().items():
        if name != "stream" and value != usual[name]:
            label = say(f"override_part.{name}", language)
            parts.append(f"{label}: {shown(name, value, language)}")
    return " · ".join(parts)


def shown(name: str, value: Any, language: Language) -> str:
    """A part's value in words."""
    if name == "stream":
        return say(f"forecast.{value}", language)
    if isinstance(value, str):
        return say(f"override_choice.{value}", language)
    if isinstance(value, date):
        return week_in_table(value)
    return "" if value is None else number(float(value), language, 0 if float(value).is_integer() else 1)


def _form(rows: Settings, first_week: date, language: Language) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for group, names in GROUPS:
        st.markdown(f"**{say(f'override_group.{group}', language)}**")
        for row in range(0, len(names), IN_A_ROW):
            for column, name in zip(st.columns(IN_A_ROW), names[row : row + IN_A_ROW], strict=False):
                with column:
                    values[name] = _control(rows[name], first_week, language)
    return values


def _control(setting: Setting, first_week: date, language: Language) -> Any:
    label, key = say(f"override_part.{setting.id}", language), f"{KEY}_{setting.id}"
    if setting.value == "choice":
        return st.selectbox(
            label, setting.choices, key=key, format_func=lambda value: shown(setting.id, value, language)
        )
    if setting.value == "monday":
        weeks: list[date | None] = [None, *(first_week + timedelta(weeks=week) for week in range(WEEKS))]
        first = say("override.first_week", language)
        return st.selectbox(
            label, weeks, key=key, format_func=lambda day: first if day is None else week_in_table(day)
        )
    low, high, step = (float(part or 0) for part in (setting.low, setting.high, setting.step))
    usual = float(str(setting.default))
    if setting.value == "whole":
        return st.number_input(label, int(low), int(high), int(usual), int(step), key=key)
    return st.number_input(label, low, high, usual, step, key=key, format="%g")


def _preview(answer: Answer, rows: Settings, values: dict[str, Any], language: Language) -> None:
    try:
        made = override_from(values, rows)
    except BadInputError as fault:
        if {problem.key for problem in fault.problems} == {"override_changes_nothing"}:
            st.caption(say("override.nothing_yet", language))
        else:
            show_problems(fault.problems, language)
        return
    st.markdown(say("override.preview", language, change=told(made, language)))
    table = preview_table(answer, made)
    show_table(table, language)
    author, reason = author_and_reason(KEY, language)
    label = say("override.accept", language)
    if not clicked_with_reason(label, f"{KEY}_accept", (author, reason), language, type="primary"):
        return
    try:
        saved_by_users().save_override(made, author, reason)
    except BadInputError as fault:
        show_problems(fault.problems, language)
        return
    said_afterwards(KEY, say("override.accepted", language))
    _empty_form(rows)
    st.rerun()


def _empty_form(rows: Settings) -> None:
    """The next change starts from nothing."""
    for name in rows:
        st.session_state.pop(f"{KEY}_{name}", None)


def preview_table(answer: Answer, made: Override) -> pd.DataFrame:
    """Year totals of the machine's forecast, and with this change and those in force."""
    held = [row.override for row in in_force() if row.override is not None]
    yearly = answer.view.adjusted([*held, made])["yearly"]
    rows = yearly[yearly.unique_id == TOTAL].assign(year=lambda frame: frame.ds.dt.year.astype(str))
    machine = rows[rows.model == MACHINE].set_index("year")
    adjusted = rows[rows.model == ADJUSTED].set_index("year")
    return pd.DataFrame(
        {
            "year": machine.index,
            "machine_p50": machine["q0.5"].to_numpy(),
            "p10": adjusted["q0.1"].to_numpy(),
            "adjusted_p50": adjusted["q0.5"].to_numpy(),
            "p90": adjusted["q0.9"].to_numpy(),
        }
    )
