"""Method and law: made from the registers and the table of values, so that it cannot lag behind the model."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from capacity.domain.measures import LATE_FROM_PERSONS, over_at_start
from capacity.domain.parameters import Parameters
from capacity.texts import Language, glossary, say, shipped_text
from capacity.ui.elements.tables import working_table
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.parameter_list import filtered_parameters
from capacity.ui.parts.receipt import receipt_part
from capacity.ui.view_choices import METHOD_TABS, settle
from capacity.ui.whatif.regimes import regime_terms
from capacity.ui.words import answers, figures

HOST = r"^https?://([^/]+)"


def page(answer: Answer) -> None:
    """Six parts, each a table with its download."""
    language, parameters = answer.language, answer.parameters
    duties = answer.register
    acts = duties.article.map(lambda article: str(article).split(" ")[0]).nunique()
    title = say(
        "method.title",
        language,
        n=len(duties),
        acts=acts,
        k=len(parameters.marked("assumption")),
        m=len(parameters.marked("input needed")),
    )
    frame.say_answer(answer, title)
    receipt_part(answer)
    settle("method_tab", METHOD_TABS)
    tab = st.segmented_control(
        say("data.tab", language),
        METHOD_TABS,
        key="method_tab",
        format_func=lambda name: say(f"method.{name}", language),
        required=True,
    )
    if tab == "duties":
        _duties(answer)
    elif tab == "model":
        _model(answer)
    elif tab == "parameters":
        filtered_parameters(answer, parameters, "kind", "values")
    elif tab == "glossary":
        _glossary(answer)
    elif tab == "sources":
        _sources(answer, parameters)
    else:
        st.markdown(say("method.short_text", language))
        for sentence in notices(answer):
            st.markdown(f"- {sentence}")


def notices(answer: Answer) -> list[str]:
    """Figures beside the plan that a reader should know."""
    found, language = answer.plan.notices, answer.language
    said = []
    if found.get("unexplained_residents"):
        amount = float(found["unexplained_residents"])
        key = "notice.unexplained_residents" if amount > 0 else "notice.residents_too_many"
        said.append(say(key, language, n=abs(amount)))
    weeks = found.get("unlawful_diversion_weeks")
    if weeks:
        said.append(say("notice.unlawful_diversions", language, n=len(weeks)))
    reached = found.get("border_capacity_reached")
    if reached:
        said.append(say("notice.capacity_reached", language, week=date.fromisoformat(str(reached))))
    if (over := sum(over_at_start(answer.plan).values())) >= LATE_FROM_PERSONS:
        said.append(say("notice.over_term_at_start", language, n=over))
    if found.get("task_has_lever") is False and found.get("task_gap_at_best"):
        said.append(say("notice.task_without_lever", language, n=float(found["task_gap_at_best"])))
    return said


def _linked(table: pd.DataFrame, language: Language) -> None:
    titles = {column: say(f"column.{column}", language) for column in table.columns}
    working_table(table, titles, language, links={"link": HOST})


def _duties(answer: Answer) -> None:
    language = answer.language
    rows = figures.by_rank(answer.register)
    frame.heading(say("method.duties_title", language, n=len(rows)), say("method.duties_caption", language))
    table = pd.DataFrame(
        {
            "sentence": rows[f"sentence_{language}"],
            "article": article_or_missing(rows.article, language),
            "bound": [answers.named("bound", bound, language) for bound in rows.bound],
            "rank": [answers.rank_text(int(rank), language) for rank in rows["rank"]],
            "unit": [answers.named("unit_of_law", str(unit), language) for unit in rows.unit],
            "formula": rows.formula,
            "valid_from": rows.valid_from,
            "valid_to": [until or say("method.no_end", language) for until in rows.valid_to.fillna("")],
            "link": rows.url,
        }
    )
    _linked(table, language)
    frame.download(answer, "", "register", rows)
    terms = regime_terms(answer.view.parameters(), language)
    frame.heading(
        say("method.periods_title", language, n=len(terms)), say("method.periods_caption", language)
    )
    frame.show_worded(terms, language)


def article_or_missing(articles: pd.Series, language: Language) -> list[str]:
    """Articles as cited; where none is known, that it was not found."""
    missing = say("method.article_missing", language)
    return [str(article) if article and article == article else missing for article in articles]


def _model(answer: Answer) -> None:
    language, rows = answer.language, answer.view.records()
    frame.heading(say("method.model_title", language, n=len(rows)), say("method.model_caption", language))
    table = pd.DataFrame(
        {
            "id": rows.id,
            "sentence": rows[f"sentence_{language}"],
            "formula": rows[f"formula_{language}"],
            "article": rows.article,
            "bound": [answers.named("bound", str(bound), language) for bound in rows.bound],
            "unit": [answers.named("unit_of_law", str(unit), language) for unit in rows.unit],
        }
    )
    frame.show_table(table, language)
    frame.download(answer, "", "records", rows)


def _glossary(answer: Answer) -> None:
    language, terms = answer.language, glossary()
    frame.heading(
        say("method.glossary_title", language, n=len(terms)), say("method.glossary_caption", language)
    )
    other: Language = "en" if language == "nl" else "nl"
    table = pd.DataFrame(
        {
            "word": [term.word(language) for term in terms],
            "meaning": [term.meaning(language) for term in terms],
            "article": [term.article for term in terms],
            "other_word": [term.word(other) for term in terms],
        }
    )
    frame.show_table(table, language)
    frame.download(answer, "", "glossary", table)


def _sources(answer: Answer, parameters: Parameters) -> None:
    language = answer.language
    counts = pd.Series([row.source for row in parameters.values()]).value_counts()
    frame.heading(
        say("method.sources_title", language, n=len(counts)), say("method.sources_caption", language)
    )
    table = pd.DataFrame({"source": counts.index, "values": counts.to_numpy()})
    frame.show_table(table.assign(source=[shipped_text(text, language) for text in table.source]), language)
    frame.download(answer, "", "sources", table)
