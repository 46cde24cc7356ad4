"""Regimes of the law by period: a table that is checked before it counts, and the terms that each changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from capacity.domain.parameters import Parameters
from capacity.domain.problems import BadInputError, Problem
from capacity.domain.time import DAYS_PER_WEEK
from capacity.scenario import REGIMES, Scenario, departed_from, with_changes
from capacity.texts import Language, say, week_in_table
from capacity.ui.elements.faults import show_problems
from capacity.ui.every_page.frame import Answer, show_worded
from capacity.ui.visit import session
from capacity.ui.words.figures import weeks

COLUMNS = ("regime", "start", "until")
TERM_COLUMNS = ("what", "rules", "term", "usual", "article")
LONGER = ("CRI 5", "CRI 10(6)")
"""Articles from which a period that is too long departs."""


def by_period(answer: Answer) -> None:
    """The table of periods; it counts once the button is pressed."""
    language, now = answer.language, session.work().scenario
    monday = date.fromisoformat(weeks(answer.plan)[0])
    table = period_table(now, monday)
    options = _weeks(monday, now)
    with st.expander(say("whatif.by_period", language), expanded=bool(now.regimes)):
        st.markdown(say("whatif.by_period_text", language))
        with st.form("by_period", border=False):
            edited = st.data_editor(
                table,
                hide_index=True,
                width="stretch",
                num_rows="dynamic",
                column_config=_headings(options, language),
                key=f"period_table_{hash(now.regimes)}",
            )
            departs = st.checkbox(
                say("whatif.longer_crisis", language),
                value=not set(now.deviations).isdisjoint(LONGER),
                key="longer_crisis",
            )
            sent = st.form_submit_button(say("whatif.apply", language), type="primary")
        show_worded(regime_terms(answer.view.parameters(), language), language)
    if sent:
        _take(edited, departs, monday, answer)


def period_table(scenario: Scenario, monday: date) -> pd.DataFrame:
    """One row per period: its regime, first and last week as their Mondays; empty where the plan begins.

    Args:
        monday: first week of the plan.
    """
    rows = [
        (
            one.regime,
            None if one.start is None else str(one.start),
            str((one.start or monday) + timedelta(weeks=one.weeks - 1)),
        )
        for one in scenario.regimes
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def periods_of(table: pd.DataFrame, monday: date, last: date) -> list[dict[str, Any]]:
    """The periods of an edited table, as a scenario file has them; rows without a regime are left out.

    Args:
        monday: first week of the plan, where an empty first week stands for it.
        last: last week of the plan, where an empty last week stands for it.

    Raises:
        BadInputError: a period ends before it begins.
    """
    found: list[dict[str, Any]] = []
    faults: list[Problem] = []
    for place, row in enumerate(table.itertuples(index=False), start=1):
        regime, start, until = (None if pd.isna(cell) else str(cell) for cell in row)
        if regime is None:
            continue
        begin = monday if start is None else date.fromisoformat(start)
        end = last if until is None else date.fromisoformat(until)
        if end < begin:
            column = week_in_table(begin)
            faults.append(Problem("ends_before", "", place, "until", week_in_table(end), column))
        length = (end - begin).days // DAYS_PER_WEEK + 1
        found.append({"regime": regime, "start": start, "weeks": length})
    if faults:
        raise BadInputError(faults)
    return found


def _take(edited: pd.DataFrame, departs: bool, monday: date, answer: Answer) -> None:
    now, view = session.work().scenario, answer.view
    named = [article for article in now.deviations if article not in LONGER]
    try:
        periods = periods_of(edited, monday, monday + timedelta(weeks=now.weeks - 1))
        if departs:
            named += departed_from(periods, view.parameters())
        changes = {"regimes": periods, "deviations": named}
        checked = with_changes(now, changes, view.settings(), view.parameters(), tuple(answer.region_names))
    except BadInputError as fault:
        show_problems(fault.problems, answer.language)
        return
    if (checked.regimes, checked.deviations) != (now.regimes, now.deviations):
        session.change(regimes=checked.regimes, deviations=checked.deviations)
        st.rerun()


def _weeks(monday: date, scenario: Scenario) -> list[str]:
    """Mondays of the plan, and those of periods that begin before it or end after it."""
    days = {monday + timedelta(weeks=week) for week in range(scenario.weeks)}
    for one in scenario.regimes:
        begin = one.start or monday
        days |= {begin, begin + timedelta(weeks=one.weeks - 1)}
    return [str(day) for day in sorted(days)]


def _headings(options: list[str], language: Language) -> Mapping[str, Any]:
    def week(day: object) -> str:
        return week_in_table(date.fromisoformat(str(day)))

    def rules(regime: object) -> str:
        return say(f"choice.regime_{regime}", language)

    made = st.column_config.SelectboxColumn
    return {
        "regime": made(
            say("period_column.rules", language),
            help=say("period_column.rules_help", language),
            options=REGIMES,
            format_func=rules,
            required=True,
        ),
        **{
            end: made(
                say(f"period_column.{end}", language),
                help=say(f"period_column.{end}_help", language),
                options=options,
                format_func=week,
            )
            for end in ("start", "until")
        },
    }


def regime_terms(parameters: Parameters, language: Language) -> pd.DataFrame:
    """What each regime changes, one row per term: in it, usually, the article; under headings in words."""
    rows = []
    for regime in REGIMES:
        prefix = f"in_{regime}_"
        for name in (name for name in parameters if name.startswith(prefix)):
            usual = name.removeprefix(prefix)
            cells = (
                say(f"term_name.{usual}", language),
                say(f"choice.regime_{regime}", language),
                _length(parameters, name, language),
                _length(parameters, usual, language),
                parameters[name].article,
            )
            rows.append(dict(zip(TERM_COLUMNS, cells, strict=True)))
    headings = {name: say(f"period_column.{name}", language) for name in TERM_COLUMNS}
    return pd.DataFrame(rows).rename(columns=headings)


def _length(parameters: Parameters, name: str, language: Language) -> str:
    row = parameters[name]
    return say(f"term_length.{row.unit.replace(' ', '_')}", language, n=row.value)
