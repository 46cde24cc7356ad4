"""The settings beside each page: the most used ones, or on the page of questions all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from capacity.domain.parameters import Parameters
from capacity.scenario import EVERYDAY_SETTINGS, Setting, Settings, default_scenario, differences
from capacity.service.answers import on_ind_basis
from capacity.texts import Language, say, week_in_table
from capacity.ui.visit import session
from capacity.ui.words.setting_words import PERCENT, hint_of, label_of, name_text, value_text

GRANT, AT_BORDER = "grant", ("jcs", "buffer")
NUMBERS = ("number", "whole", "optional")


def key_of(setting: str) -> str:
    """Where the session keeps the slider or list of a setting."""
    return f"setting_{setting}"


def number_key_of(setting: str) -> str:
    """Where the session keeps the number field of a setting."""
    return f"number_{setting}"


def begin(language: Language) -> None:
    """The heading of the settings, which keeps their room until they are drawn."""
    with st.sidebar:
        st.header(say("app.settings", language), anchor=False)
        st.caption(say("app.settings_intro", language))


def sidebar(
    settings: Settings,
    parameters: Parameters,
    plan_start: date,
    language: Language,
    all_of_them: bool,
    open_groups: Iterable[str],
    at_border: float | None = None,
) -> None:
    """Below the heading one control per setting, by group, each with its unit and baseline value.

    Args:
        all_of_them: every setting with a number field, the groups folded; a group is drawn once unfolded.
        open_groups: groups that are unfolded, beside those in which something is changed.
        at_border: places at the border today by the portfolio in force, which stand in place of the settings.
    """
    drawer = _Controls(settings, parameters, plan_start, language, all_of_them, at_border)
    with st.sidebar:
        for group, rows in settings.groups().items():
            shown = [row for row in rows if all_of_them or row.id in EVERYDAY_SETTINGS]
            if not shown:
                continue
            title = say(f"group.{group}", language)
            if all_of_them:
                unfolded = group in open_groups or any(row.id in drawer.changed for row in shown)
                _group(group, title, unfolded, partial(drawer.draw, shown))
            else:
                st.markdown(f"**{title}**")
                drawer.draw(shown)
        st.button(
            say("app.reset", language), on_click=session.reset, args=(settings,), width="stretch", key="reset"
        )


def _group(group: str, title: str, unfolded: bool, inside: Callable[[], None]) -> None:
    """A group of settings, drawn once it is unfolded: controls that nobody sees would slow the page down.

    Args:
        unfolded: unfolds it when this becomes true; what a visitor unfolds or folds stays so.
    """
    key, needed = f"group_{group}", f"group_{group}_needed"
    if unfolded and not st.session_state.get(needed):
        st.session_state[key] = True
    st.session_state[needed] = unfolded
    st.session_state.setdefault(key, False)
    part = st.expander(title, key=key, on_change="rerun")
    if part.open:
        with part:
            inside()


def _changed(setting: str, key: str) -> None:
    """Takes what a control was set to."""
    session.change(**{setting: st.session_state[key]})


def _show(key: str, value: Any) -> None:
    """Sets a control only where it shows something else: what is being moved is not set back."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


class _Controls:
    """Controls that show the settings as they are and change them."""

    def __init__(
        self,
        settings: Settings,
        parameters: Parameters,
        start: date,
        language: Language,
        with_number: bool,
        at_border: float | None,
    ) -> None:
        self._settings, self._start, self._language = settings, start, language
        self._parameters = parameters
        self._with_number, self._at_border = with_number, at_border
        self._now = session.work().scenario
        self.changed = frozenset(differences(self._now, settings))
        self._weeks = default_scenario(settings).weeks

    def draw(self, rows: Iterable[Setting]) -> None:
        """One control per setting."""
        rows = list(rows)
        st.html(f"<style>{''.join(self._looks(setting) for setting in rows)}</style>")
        for setting in rows:
            value, key = getattr(self._now, setting.id), key_of(setting.id)
            label = label_of(setting, self._language)
            hint = hint_of(setting, self._language)
            if self._with_number:
                st.markdown(f"**{label}**" if setting.id in self.changed else label, help=hint)
            _show(key, value)
            given: dict[str, Any] = {
                "label": label,
                "key": key,
                "help": None if self._with_number else hint,
                "label_visibility": "collapsed" if self._with_number else "visible",
                "on_change": _changed,
                "args": (setting.id, key),
            }
            if setting.value == "monday":
                self._weeks_list(value, given)
            elif setting.value == "switch":
                st.toggle(**given)
            elif setting.value == "choice":
                st.selectbox(options=setting.choices, format_func=self._written(setting), **given)
            else:
                self._slider(setting, value, given)
            if setting.id == GRANT:
                self._on_ind_basis(float(value))
            if setting.id in AT_BORDER:
                self._of_the_portfolio()

    def _on_ind_basis(self, percent_of_merits: float) -> None:
        """What a grant rate is on the basis of the authority's own figures, which people know."""
        number = self._parameters.with_own(self._now.parameters, self._now.sources).number
        share = on_ind_basis(percent_of_merits / PERCENT, number)
        st.caption(say("app.on_ind_basis", self._language, share=share))

    def _of_the_portfolio(self) -> None:
        """That the places of the portfolio count, or that a number of the scenario stands for them."""
        if self._at_border is not None:
            own = bool(self.changed & set(AT_BORDER))
            key = "app.border_own" if own else "app.border_of_portfolio"
            st.caption(say(key, self._language, n=self._at_border))

    def _looks(self, setting: Setting) -> str:
        """A changed setting is bold, and a slider has a tick at its default."""
        at = f".st-key-{key_of(setting.id)}"
        bold = f"{at} label p {{font-weight: 600;}}" if setting.id in self.changed else ""
        if setting.value not in NUMBERS:
            return bold
        steps = _steps(setting, getattr(self._now, setting.id))
        share = 100 * steps.index(setting.default) / (len(steps) - 1)
        return bold + f'{at} [role="group"] > div::after {{left: {share:.2f}%;}}'

    def _written(self, setting: Setting) -> Any:
        return lambda value: value_text(setting, value, self._language)

    def _weeks_list(self, value: date | None, given: dict[str, Any]) -> None:
        weeks = max(self._weeks, self._now.weeks)
        options: list[date | None] = [None, *(self._start + timedelta(weeks=week) for week in range(weeks))]
        if value not in options:
            options.append(value)
        default = say("app.no_first_week", self._language)

        def written(day: date | None) -> str:
            return default if day is None else week_in_table(day)

        st.selectbox(options=options, format_func=written, placeholder=default, **given)

    def _slider(self, setting: Setting, value: Any, given: dict[str, Any]) -> None:
        steps = _steps(setting, value)
        written = self._written(setting)
        if not self._with_number:
            st.select_slider(options=steps, format_func=written, **given)
            return
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.select_slider(options=steps, format_func=written, **given)
        key = number_key_of(setting.id)
        _show(key, value)
        whole = setting.value == "whole"
        kind: Any = int if whole else float
        right.number_input(
            say("app.as_number", self._language, setting=name_text(setting.id, self._language)),
            value=None if setting.value == "optional" else "min",
            min_value=kind(setting.low or 0),
            max_value=kind(setting.high or 0),
            step=kind(setting.step or 1),
            format="%d" if whole else "%g",
            key=key,
            label_visibility="collapsed",
            placeholder=say("app.off", self._language),
            on_change=_changed,
            args=(setting.id, key),
        )


def _steps(setting: Setting, value: Any) -> list[Any]:
    """All values a slider offers: its steps, the default and the value chosen, in order; off comes first."""
    chosen = (value, setting.default, setting.high or 0.0)
    grid = {*setting.numbers, *(float(number) for number in chosen if isinstance(number, (int, float)))}
    ordered = sorted(grid)
    if setting.value == "optional":
        return [None, *ordered]
    return [int(number) for number in ordered] if setting.value == "whole" else ordered
