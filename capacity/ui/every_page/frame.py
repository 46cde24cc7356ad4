"""What every page has: the dates, the scenario, the parts of a chart block, and the footer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

import pandas as pd
import streamlit as st

from capacity.domain.chances import Chances
from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult, naming_deviations
from capacity.domain.views import Freshness
from capacity.scenario import Scenario, scenario_hash
from capacity.service import Ticket
from capacity.texts import Language, say, shipped_text
from capacity.ui.charts.tokens import Look
from capacity.ui.contract import PlanningView
from capacity.ui.elements.downloads import file_name, with_scenario
from capacity.ui.elements.files_made import made
from capacity.ui.elements.tables import working_table
from capacity.ui.elements.terms import show_caption
from capacity.ui.every_page import explaining
from capacity.ui.words import figures
from capacity.ui.words.answers import named, week_label
from capacity.ui.words.scenario_words import plain

FRESH_DAYS, AGEING_DAYS = 8, 15
CODED = {"stage", "stream", "pool", "class", "type", "duty", "bound", "kind"}
WEEKS_PER_YEAR = "weeks_per_year"
PLAN_SHOWN, LAW_SHOWN = 4, 8
DECIDE_WEEKS = 8


@dataclass(frozen=True)
class Answer:
    """Everything a page shows: the plan asked for, the baseline beside it, and how it is written."""

    view: PlanningView
    scenario: Scenario
    plan: PlanResult
    baseline: PlanResult
    look: Look
    waits_quietly: bool = False
    """Whether nothing is drawn while an explanation is waited for, as for a file."""
    today: date | None = None
    """The day on which the page is read; None: no day to decide is told as passed."""
    around: Callable[[], None] | None = None
    """Draws what stands around the answer; None: nothing does."""

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.look.language

    @property
    def is_baseline(self) -> bool:
        """Whether nothing differs from the baseline."""
        return self.scenario.name == self.baseline.scenario

    @cached_property
    def register(self) -> pd.DataFrame:
        """Register of duties."""
        return self.view.duties()

    @cached_property
    def parameters(self) -> Parameters:
        """Every number of the model, with the scenario's own figures in place and named as such."""
        return self.view.parameters().with_own(self.scenario.parameters, self.scenario.sources)

    @cached_property
    def states(self) -> list[figures.DutyState]:
        """How each duty fares."""
        return figures.duty_states(self.plan, self.register)

    @cached_property
    def explained(self) -> PlanResult:
        """The plan asked for with its prices, repairs and owners of its shortfall."""
        if self.waits_quietly:
            return self.view.explained(self.scenario)
        return self._awaited(self.view.ask_explained, "explanation")

    @cached_property
    def repaired(self) -> PlanResult:
        """The same without its prices, which take longer than the rest."""
        if self.waits_quietly:
            return self.view.ask_repaired(self.scenario).result()
        return self._awaited(self.view.ask_repaired, "repairs")

    def _awaited(self, ask: Callable[..., Ticket], what: str) -> PlanResult:
        mark = f"{what}_{scenario_hash(self.scenario)}"
        return explaining.awaited(partial(ask, self.scenario), mark, self.language)

    def inverse(self, question: str) -> PlanResult:
        """The plan asked for with the answer to a question the other way round."""
        ask = partial(self.view.ask_inverse, self.scenario, question)
        return explaining.awaited(ask, f"{question}_{scenario_hash(self.scenario)}", self.language)

    @cached_property
    def chances(self) -> Chances | None:
        """What many paths say about the plan asked for; None when not worked out yet."""
        return self.view.chances(self.plan)

    @cached_property
    def now(self) -> figures.KeyFigures:
        """Key figures of the plan asked for."""
        return figures.key_figures(self.plan, self.view.parameters().number(WEEKS_PER_YEAR))

    @cached_property
    def before(self) -> figures.KeyFigures:
        """Key figures of the baseline."""
        return figures.key_figures(self.baseline, self.view.parameters().number(WEEKS_PER_YEAR))

    @cached_property
    def region_names(self) -> dict[str, str]:
        """Name of the country and of each province by code."""
        regions = self.view.regions()
        names = dict(zip(regions.code.astype(str), regions.name.astype(str), strict=True))
        return {figures.NATION: say("region.NL", self.language), **names}


class Once:
    """What is drawn one time, by whoever asks first."""

    def __init__(self, draw: Callable[[], None]) -> None:
        self._draw: Callable[[], None] | None = draw

    def __call__(self) -> None:
        """Draws it, unless that was done."""
        draw, self._draw = self._draw, None
        if draw is not None:
            draw()


def say_answer(answer: Answer, sentence: str) -> None:
    """The sentence of a page, then what stands around it: the browser shows first what is sent first."""
    st.title(sentence, anchor=False)
    if answer.around is not None:
        answer.around()


def freshness_line(freshness: Freshness, today: date, language: Language) -> str:
    """Until when the data go, from when the plan runs, and how old it all is."""
    age = max(0, (today - freshness.published_at.date()).days)
    state = "fresh" if age <= FRESH_DAYS else "ageing" if age <= AGEING_DAYS else "stale"
    if freshness.failed_reason or freshness.source_faults:
        state = "stale"
    elif not freshness.sources_asked:
        state = "shipped"
    return say(
        "age.line",
        language,
        last=freshness.last_observation,
        state=freshness.state_date,
        start=freshness.plan_start,
        refreshed=say("age.ago" if age else "age.today", language, n=age),
        state_word=say(f"age.{state}", language),
    )


def source_faults_text(freshness: Freshness, language: Language) -> str:
    """Which sources could not be read and why; empty when all could."""
    said = []
    for fault in freshness.source_faults:
        reason = say(f"source_fault.{fault.remark.key}", language, **fault.remark.values)
        said.append(plain(f"{fault.titles[language]}: {reason}"))
    if not said:
        return ""
    day = date.fromisoformat(freshness.source_faults[0].at[: len("2026-11-23")])
    return say("age.sources_failed", language, n=len(said), date=day, faults="; ".join(said))


def is_stale(freshness: Freshness, today: date) -> bool:
    """Whether the data are too old, or the last refresh failed, as a whole or for a source."""
    failed = bool(freshness.failed_reason or freshness.source_faults)
    return failed or (today - freshness.published_at.date()).days > AGEING_DAYS


def readable(table: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """A table with words for ids, names for regions and weeks as planners write them; headings stay ids."""
    shown = table.copy()
    for column in shown.columns:
        if column == "article":
            shown[column] = [shipped_text(str(value), answer.language) for value in shown[column]]
        elif column in CODED:
            shown[column] = [named(column, str(value), answer.language) for value in shown[column]]
        elif column == "region":
            shown[column] = [answer.region_names.get(str(value), str(value)) for value in shown[column]]
        elif column in ("week", "opens", "first_late", "highest_week", "breach_week", "norm_from"):
            shown[column] = [week_label(value) if value else "" for value in shown[column]]
    return shown


def show_table(table: pd.DataFrame, language: Language, decimals: Mapping[str, int] | None = None) -> None:
    """A table under headings in words, its numbers as the language writes them."""
    titles = {column: say(f"column.{column}", language) for column in table.columns}
    working_table(table, titles, language, decimals)


def show_worded(table: pd.DataFrame, language: Language) -> None:
    """A table whose headings are words already; numbers as the language writes them, weeks by their name."""
    shown = table.copy()
    for column in shown.columns:
        if column == say("column.week", language):
            shown[column] = [week_label(str(week)) for week in shown[column]]
    working_table(shown, {column: str(column) for column in shown.columns}, language)


def heading(sentence: str, caption: str) -> None:
    """The sentence of a chart or table, and what it shows."""
    st.header(sentence, anchor=False)
    show_caption(caption)


def download(answer: Answer, table: str, stem: str, data: pd.DataFrame | None = None) -> None:
    """A button that gives a table as CSV: one of the plan's own, or the frame given."""
    language = answer.language
    plan = answer.plan
    frame = with_scenario(plan, table) if data is None else naming_deviations(data, plan)
    st.download_button(
        say("block.download", language),
        data=made(lambda: answer.view.dutch_csv(frame)),
        file_name=file_name(stem, answer.plan, language, "csv"),
        mime="text/csv",
        key=f"download_{stem}",
        icon=":material/download:",
        on_click="ignore",
    )


def text_table_csv(
    answer: Answer,
    text: str,
    table: pd.DataFrame,
    stem: str,
    source: str = "",
    data: pd.DataFrame | None = None,
    decimals: Mapping[str, int] | None = None,
) -> None:
    """Below a chart, folded: its text equivalent, its table and its CSV."""
    language = answer.language

    def inside() -> None:
        if text:
            st.markdown(text)
        show_table(readable(table, answer), language, decimals)
        download(answer, source, stem, data)

    folded(stem, language, inside)


@st.fragment
def folded(stem: str, language: Language, inside: Callable[[], object]) -> None:
    """The part below a chart, drawn once it is unfolded: a table that nobody sees would slow a page down."""
    names = " · ".join(say(f"block.{part}", language) for part in ("text", "table", "csv"))
    part = st.expander(names, key=f"fold_{stem}", on_change="rerun")
    if part.open:
        with part:
            inside()


class _Drawn:
    """A chart as the framework takes it; tests check it against the schema of charts, pages do not again."""

    def __init__(self, picture: Any) -> None:
        self._picture = picture

    def to_dict(self) -> dict[str, Any]:
        """The chart as the browser draws it."""
        drawn: dict[str, Any] = self._picture.to_dict(validate=False)
        return drawn


def chart(
    picture: Any, text: str, key: str, clicked: str = "", on_click: Callable[[str], None] | None = None
) -> None:
    """A chart in its own look with its text equivalent.

    Args:
        clicked: field of the part that a visitor clicks, and the name under which the chart keeps it.
        on_click: takes that field's value; None: nothing can be clicked.
    """
    drawn: Any = _Drawn(picture)
    if on_click is None:
        st.altair_chart(drawn, theme=None, width="stretch", alt=text, key=key)
        return

    def taken() -> None:
        picked = st.session_state[key].selection.get(clicked) or []
        if picked:
            on_click(str(picked[0][clicked]))

    st.altair_chart(
        drawn, theme=None, width="stretch", alt=text, key=key, on_select=taken, selection_mode=clicked
    )


def versions(answer: Answer) -> dict[str, str]:
    """Snapshot, plan, program and law as a footer names them."""
    summary = answer.plan.summary
    return {
        "snapshot": str(summary.get("snapshot", "")),
        "plan": str(summary.get("scenario_hash", ""))[:PLAN_SHOWN],
        "version": str(summary.get("program_version", "")),
        "law": str(summary.get("law_version", ""))[:LAW_SHOWN],
    }


def footer(answer: Answer) -> None:
    """Source, assumptions, snapshot, plan, program and law; then what the marks mean."""
    language, summary = answer.language, answer.plan.summary
    line = say(
        "footer.line",
        language,
        assumptions=len(summary.get("assumptions", [])),
        inputs=len(summary.get("inputs_needed", [])),
        **versions(answer),
    )
    st.divider()
    st.caption(f"{line}  \n{say('footer.marks', language)}")
