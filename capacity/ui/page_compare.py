"""Compare: the baseline and up to three scenarios side by side, on a figure of choice and on all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from capacity.domain.measures import LATE_FROM_PERSONS, MEASURES, Figure, late, measured
from capacity.domain.plan_result import PlanResult
from capacity.domain.weekly import WEEKLY
from capacity.scenario import BASELINE, Scenario, default_scenario, differences_between
from capacity.service import SavedScenario, StoppedPlanError, Ticket, TooLateError
from capacity.texts import Language, euro_million, say
from capacity.ui import answers, explaining, frame, session
from capacity.ui.answer_words import line_title, lines_text
from capacity.ui.chart_answer import Drawn, compare_chart, lines_table
from capacity.ui.frame import Answer
from capacity.ui.measure_words import EUR_SHOWN, against_text, measure_name, value_text
from capacity.ui.plan_changes import changes_view
from capacity.ui.receipt_part import receipt_links
from capacity.ui.saved import saved_by_users
from capacity.ui.scenario_words import plain
from capacity.ui.session import CHOSEN_FIGURE, COMPARED_AT_MOST, FIGURES, NOW
from capacity.ui.setting_words import name_text, side_text
from capacity.ui.solve_status import LONGER, TIME_LIMIT_SECONDS, tell_cut_off
from capacity.ui.view_choices import settle
from capacity.ui.work import UNNAMED

LETTERS = ("A", "B", "C")
DASHES = ("┄┄", "━━", "━ ━", "━·━")
LONG = "compare_long"
"""What is compared while its plans get more time than usual."""


@dataclass(frozen=True)
class Side:
    """One plan of the comparison: its letter, its name, its settings, its plan and all its figures."""

    letter: str
    name: str
    scenario: Scenario
    plan: PlanResult
    figures: dict[str, Figure]

    @property
    def title(self) -> str:
        """Letter and name."""
        return f"{self.letter} · {self.name}" if self.letter else self.name


def page(answer: Answer) -> None:
    """Chosen scenarios beside the baseline."""
    language = answer.language
    top = st.container()
    saved = _usable()
    _choice(saved, language)
    sides, late = _sides(answer, saved)
    with top:
        only_late = bool(late) and len(sides) == 1
        said = say("compare.none_in_time", language) if only_late else heading(sides, answer)
        st.title(said, anchor=False)
        _tell_late(late, language)
    figure = st.selectbox(
        say("whatif.measure", language),
        FIGURES,
        key=CHOSEN_FIGURE,
        format_func=lambda name: measure_name(name, language),
    )
    _cards(sides, figure, language)
    if len({side.plan.tables["residents"].week.nunique() for side in sides}) > 1:
        st.caption(say("compare.other_weeks", language))
    _chart(sides, figure, answer)
    _differences(sides, answer)
    receipt_links(answer, *FIGURES)
    _bridge(sides, answer)


def others(scenario: Scenario) -> list[Scenario]:
    """The scenarios whose plans are needed beside that of the settings; none while those get longer."""
    if _has_longer():
        return []
    return [one for key, one in _chosen(scenario, _usable()) if key != NOW]


def _usable() -> dict[str, SavedScenario]:
    return {one.id: one for one in saved_by_users().scenarios() if one.checked is not None}


def _chosen(now: Scenario, saved: dict[str, SavedScenario]) -> list[tuple[str, Scenario]]:
    chosen = [key for key in session.compared() or () if key == NOW or key in saved]
    return [(key, now if key == NOW else saved[key].scenario) for key in chosen]


def _choice(saved: dict[str, SavedScenario], language: Language) -> None:
    chosen = [key for key in session.compared() or () if key == NOW or key in saved]
    st.session_state["compare_which"] = chosen

    def named(key: str) -> str:
        return say("compare.now", language) if key == NOW else saved[key].name

    left, right = st.columns([4, 1], vertical_alignment="bottom")
    left.multiselect(
        say("compare.which", language),
        [NOW, *saved],
        key="compare_which",
        format_func=named,
        max_selections=COMPARED_AT_MOST,
        placeholder=say("compare.choose", language),
        on_change=lambda: session.compare(st.session_state["compare_which"]),
    )
    right.button(say("compare.close", language), on_click=session.close_comparison, width="stretch")


def _sides(answer: Answer, saved: dict[str, SavedScenario]) -> tuple[list[Side], list[str]]:
    """The plans side by side, and the names of the scenarios whose plan did not come in time."""
    view, language = answer.view, answer.language
    year = view.parameters().number(frame.WEEKS_PER_YEAR)
    usual = default_scenario(view.settings())
    sides = [
        Side("", say("work.baseline", language), usual, answer.baseline, measured(answer.baseline, year))
    ]
    chosen = _chosen(answer.scenario, saved)
    try:
        plans = _plans(answer, [scenario for _, scenario in chosen])
    except StoppedPlanError:
        explaining.tell_stopped(language, "comparison")
        return sides, []
    tell_cut_off([plan for plan in plans if plan is not None], language)
    late = []
    for letter, (key, scenario), plan in zip(LETTERS, chosen, plans, strict=False):
        name = _name(key, scenario, language)
        if plan is None:
            late.append(name)
        else:
            sides.append(Side(letter, name, scenario, plan, measured(plan, year)))
    return sides, late


def _plans(answer: Answer, scenarios: list[Scenario]) -> list[PlanResult | None]:
    """Their plans, with None for one that did not come in time; that of the settings is there."""
    needed = [one for one in scenarios if one != answer.scenario]
    tickets = explaining.awaited_beside(
        answer.view, needed, answer.language, _seconds() if _has_longer() else None
    )
    made = dict(zip((one.model_dump_json() for one in needed), map(_in_time, tickets), strict=True))
    return [answer.plan if one == answer.scenario else made[one.model_dump_json()] for one in scenarios]


def _in_time(ticket: Ticket) -> PlanResult | None:
    try:
        return ticket.result()
    except TooLateError:
        return None


def _name(key: str, scenario: Scenario, language: Language) -> str:
    if key != NOW:
        return scenario.name
    unnamed = scenario.name in (UNNAMED, BASELINE)
    return say("compare.now", language) if unnamed else say("compare.now_of", language, name=scenario.name)


def _has_longer() -> bool:
    """Whether the visitor gave the plans that are compared now more time."""
    return st.session_state.get(LONG) == (session.compared() or ())


def _seconds() -> float:
    return TIME_LIMIT_SECONDS * (LONGER if _has_longer() else 1.0)


def _tell_late(late: list[str], language: Language) -> None:
    """Which scenarios have no plan yet, and how to go on."""
    if not late:
        return
    names = ", ".join(plain(name) for name in late)
    said = say("compare.too_late", language, n=len(late), names=names, seconds=int(_seconds()))
    more = say("compare.fewer_weeks" if _has_longer() else "compare.more_time", language)
    st.warning(f"{said} {more}", icon=":material/schedule:")
    if not _has_longer():
        st.button(say("solving.keep_solving", language), key="compare_longer", on_click=_give_longer)


def _give_longer() -> None:
    st.session_state[LONG] = session.compared() or ()


def heading(sides: list[Side], answer: Answer) -> str:
    """What the comparison says as Markdown: the one that keeps a duty, else the one in which fewest break."""
    language, (baseline, *others) = answer.language, sides
    if not others:
        return say("compare.none", language)
    if all(_same(side.figures, baseline.figures) for side in others):
        return say("compare.same", language)
    only = _only_one_keeps(others, answer)
    if only is not None:
        side, duty = only
        return say(
            "compare.only",
            language,
            n=len(others),
            name=plain(side.name),
            duty=answers.duty_name(duty, language),
            money=_money(side, baseline, language),
        )
    best = min(others, key=lambda side: [_number(side.figures[name]) for name in _ORDER])
    return say(
        "compare.best" if len(others) > 1 else "compare.one",
        language,
        n=len(others),
        name=plain(best.name),
        k=_number(best.figures["duties_broken"]),
        base=_number(baseline.figures["duties_broken"]),
        money=_money(best, baseline, language),
    )


_ORDER = ("duties_broken", "without_bed", "cost")


def _number(value: Figure) -> float:
    return value if isinstance(value, float) else float("inf")


def _same(first: dict[str, Figure], second: dict[str, Figure]) -> bool:
    """Whether two plans show the same figures, money to the million and persons whole."""
    for name, measure in MEASURES.items():
        one, other = first[name], second[name]
        if isinstance(one, float) and isinstance(other, float):
            if abs(one - other) >= (EUR_SHOWN if measure.unit == "eur" else LATE_FROM_PERSONS):
                return False
        elif one != other:
            return False
    return True


def _money(side: Side, baseline: Side, language: Language) -> str:
    change = _number(side.figures["cost"]) - _number(baseline.figures["cost"])
    if abs(change) < EUR_SHOWN:
        return say("compare.as_much", language)
    return say(
        "compare.less" if change < 0 else "compare.more", language, eur=euro_million(abs(change), language)
    )


def _only_one_keeps(others: list[Side], answer: Answer) -> tuple[Side, str] | None:
    """The scenario that alone keeps a duty, and the duty of the highest rank of which that is so."""
    if len(others) <= 1:
        return None
    broken = {side.letter: _broken(side.plan) for side in others}
    for row in answer.register.sort_values("rank", kind="stable").itertuples():
        keeping = [side for side in others if str(row.duty) not in broken[side.letter]]
        if row.rank and len(keeping) == 1:
            return keeping[0], str(row.duty)
    return None


def _broken(plan: PlanResult) -> set[str]:
    numbers = late(plan)
    return set(numbers[numbers.late > 0].duty.astype(str))


def _cards(sides: list[Side], figure: str, language: Language) -> None:
    baseline = sides[0]
    for column, side, dash in zip(st.columns(len(sides)), sides, DASHES, strict=False):
        with column:
            against = say("compare.is_baseline", language)
            if side is not baseline:
                against = against_text(figure, side.figures[figure], baseline.figures[figure], language)
            st.metric(
                f"{dash} {plain(side.title)}",
                value_text(figure, side.figures[figure], language),
                against,
                delta_color="off",
                delta_arrow="off",
                border=True,
                height="stretch",
            )
            duties = value_text("duties_broken", side.figures["duties_broken"], language)
            cost = value_text("cost", side.figures["cost"], language)
            st.caption(say("compare.card", language, duties=duties, cost=cost))


def _bridge(sides: list[Side], answer: Answer) -> None:
    """From the baseline to one of the scenarios, booked to causes; worked out when asked for."""
    language, (_, *scenarios) = answer.language, sides
    if not scenarios:
        return
    which, shown = st.columns([3, 2], vertical_alignment="bottom")
    titles = {side.letter: side.title for side in scenarios}
    settle("compare_bridge", list(titles))
    letter = which.selectbox(
        say("compare.bridge_of", language), list(titles), key="compare_bridge", format_func=titles.__getitem__
    )
    if shown.toggle(say("compare.bridge", language), key="compare_bridge_shown"):
        side = next(side for side in scenarios if side.letter == letter)
        changes_view(replace(answer, scenario=side.scenario, plan=side.plan))


def _chart(sides: list[Side], figure: str, answer: Answer) -> None:
    language = answer.language
    unit, read = WEEKLY[figure]
    lines = [Drawn(side.title, read(side.plan), "asked" if side.letter else "baseline") for side in sides]
    highest = max(lines, key=lambda line: float(line.values.max()))
    frame.heading(
        line_title(
            say("whatif.own_title", language, measure=say(f"weekly.{figure}", language)), highest, language
        ),
        say("whatif.own_caption", language, unit=say(f"whatif.unit_{unit}", language)),
    )
    letters = [side.letter or say("compare.letter_baseline", language) for side in sides]
    text = lines_text(lines, language)
    frame.chart(compare_chart(lines, letters, answer.look), text, "chart_compare")

    def inside() -> None:
        st.markdown(plain(text))
        table = lines_table(lines).rename(columns={"week": say("column.week", language)})
        frame.show_worded(table, language)
        frame.download(answer, "", "compare_weeks", table)

    frame.folded("compare_weeks", language, inside)


def _differences(sides: list[Side], answer: Answer) -> None:
    language = answer.language
    frame.heading(say("compare.differences", language), say("compare.differences_caption", language))
    table = differences_table(sides, answer)
    frame.show_worded(table, language)
    frame.download(answer, "", "compare", table)


def differences_table(sides: list[Side], answer: Answer) -> pd.DataFrame:
    """Settings that differ, then all figures, a column per plan; the lowest figure is marked by a word."""
    language, settings = answer.language, answer.view.settings()
    baseline, *others = sides
    head = say("compare.what", language)
    names = dict.fromkeys(
        name for side in others for name in differences_between(baseline.scenario, side.scenario)
    )
    rows = [
        {
            head: name_text(name, language),
            **{
                side.title: side_text(name, getattr(side.scenario, name), settings, language)
                for side in sides
            },
        }
        for name in names
    ]
    for name in MEASURES:
        rows.append({head: measure_name(name, language), **_row(sides, name, language)})
    return pd.DataFrame(rows)


def _row(sides: list[Side], name: str, language: Language) -> dict[str, str]:
    texts = {side.title: value_text(name, side.figures[name], language) for side in sides}
    values = [side.figures[name] for side in sides]
    known = [value for value in values if value is not None]
    if len(set(texts.values())) > 1 and known:
        lowest = min(known, key=str) if isinstance(known[0], str) else min(known)
        for side in sides:
            if texts[side.title] == value_text(name, lowest, language):
                texts[side.title] = say("compare.lowest", language, value=texts[side.title])
    return texts
