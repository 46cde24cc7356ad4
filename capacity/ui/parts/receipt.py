"""Where a figure comes from, on the page of method and law, and the links that lead there."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from capacity.domain.measures import MEASURES
from capacity.service import sources_report
from capacity.service.receipts import FigureReceipt, figure_receipt, known_receipts, receipt_ids
from capacity.texts import Language, date_short, knows, say
from capacity.ui.contract import PlanningView
from capacity.ui.elements.files_made import made
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.parameter_words import parameter_name, show_parameters
from capacity.ui.visit import session
from capacity.ui.words import answers
from capacity.ui.words.measure_words import measure_name, value_text
from capacity.ui.words.scenario_words import plain

RECEIPT, SEEN = "receipt", "receipt_seen"
KEY = "receipt_shown"
DAY_LENGTH = len("2026-11-23")


def begin(view: PlanningView, language: Language) -> dict[str, str]:
    """Which receipt is open, as the part of the address that brings it back; none when none is."""
    asked = st.query_params.get(RECEIPT, "")
    if asked and asked not in receipt_ids(view.duties(), view.parameters()):
        session.not_used(RECEIPT, asked, say("app.none", language))
    elif asked and asked != st.session_state.get(SEEN):
        st.session_state[KEY] = asked
    st.session_state[SEEN] = st.session_state.get(KEY) or ""
    return {RECEIPT: st.session_state[SEEN]} if st.session_state[SEEN] else {}


def receipt_links(answer: Answer, *ids: str) -> None:
    """Links to the receipts of figures, in one line of small words."""
    known = set(known_receipts().id)
    links = [f"[{_title(name, answer.language)}]({address(answer, name)})" for name in ids if name in known]
    if links:
        st.caption(say("receipt.links", answer.language, list=" · ".join(links)))


def address(answer: Answer, receipt_id: str) -> str:
    """The address of a receipt of this very plan."""
    parts = session.address(answer.scenario, answer.view.settings(), answer.language)
    return f"method?{urlencode({**parts, RECEIPT: receipt_id})}"


def receipt_part(answer: Answer) -> None:
    """A choice of figures, and the receipt of the one chosen."""
    language = answer.language
    ids = receipt_ids(answer.register, answer.view.parameters())
    if st.session_state.get(KEY) not in ids:
        st.session_state[KEY] = None
    chosen = st.selectbox(
        say("receipt.choose", language),
        ids,
        key=KEY,
        index=None,
        placeholder=say("receipt.placeholder", language),
        format_func=lambda name: _title(name, language),
    )
    if chosen is not None:
        records = answer.view.records()
        _draw(figure_receipt(chosen, answer.plan, answer.view.parameters(), answer.register, records), answer)


def _title(receipt_id: str, language: Language) -> str:
    kind, _, name = receipt_id.rpartition(".")
    if kind == "duty":
        return say("receipt.duty", language, duty=answers.duty_name(name, language))
    if kind == "value":
        return say("receipt.value", language, name=parameter_name(name, language))
    if name in MEASURES:
        return measure_name(name, language)
    own = f"receipt.title_{name}"
    return say(own, language) if knows(own) else f"{name}.csv"


def _draw(found: FigureReceipt, answer: Answer) -> None:
    language = answer.language
    with st.container(border=True, key="receipt_card"):
        frame.heading(_heading(found, language), say("receipt.caption", language))
        st.markdown(say("receipt.formula", language, formula=f"`{found.formula[language]}`"))
        if found.article:
            st.markdown(say("receipt.article", language, article=found.article))
        _records(found, language)
        _inputs(found, language)
        _sources(found, language)
        st.markdown(_dates(answer))
        made = {_made_name(name, language): text for name, text in found.made.items()}
        frame.show_table(pd.DataFrame({"what": list(made), "value": list(made.values())}), language)
        _files(found, answer)


def _heading(found: FigureReceipt, language: Language) -> str:
    title = _title(found.id, language)
    if found.kind != "figure":
        return title
    return say("receipt.heading", language, title=title, value=value_text(found.id, found.value, language))


def _records(found: FigureReceipt, language: Language) -> None:
    for row in found.records.itertuples():
        sentence = str(getattr(row, f"sentence_{language}"))
        article = f" ({row.article})" if str(row.article) else ""
        st.markdown(
            say(
                "receipt.record",
                language,
                sentence=sentence,
                article=article,
                formula=str(getattr(row, f"formula_{language}")),
            )
        )


def _inputs(found: FigureReceipt, language: Language) -> None:
    if len(found.inputs):
        show_parameters(found.inputs, language)


def _sources(found: FigureReceipt, language: Language) -> None:
    """The sources whose figures are behind it: until when they go, and when they were read."""
    if not found.sources:
        return
    table = sources_report(language=language).set_index("id").loc[list(found.sources)]
    never = say("receipt.shipped", language)
    shown = table[["source", "publisher"]].assign(
        last_datum=["" if last is None else date_short(last, language) for last in table.last_datum],
        retrieved_at=[_day_read(str(read), language) if read else never for read in table.retrieved_at],
    )
    frame.show_table(shown.reset_index(drop=True), language)


def _day_read(moment: str, language: Language) -> str:
    return date_short(date.fromisoformat(moment[:DAY_LENGTH]), language)


def _dates(answer: Answer) -> str:
    """Until when the data go, when sources were read (if ever), and whose state the plan starts from."""
    language, fresh = answer.language, answer.view.freshness()
    shipped = answer.view.present_state().saved is None
    read = max((str(moment) for moment in sources_report(language=language).retrieved_at), default="")
    given = {"read": _day_read(read, language)} if read else {}
    return say(
        "receipt.dates_read" if read else "receipt.dates_shipped",
        language,
        **given,
        last=date_short(fresh.last_observation, language),
        made=date_short(fresh.published_at.date(), language),
        state=date_short(fresh.state_date, language),
        author=say("receipt.shipped", language) if shipped else plain(fresh.state_author),
    )


def _made_name(name: str, language: Language) -> str:
    key = f"receipt.made_{name}"
    return say(key, language) if knows(key) else name


def _files(found: FigureReceipt, answer: Answer) -> None:
    """The rows of the plan that the figure is read from, and the receipt that makes the plan again."""
    if found.table:
        frame.download(answer, found.table, f"receipt_{found.table}")
    st.download_button(
        say("receipt.json", answer.language),
        data=made(lambda: answer.view.receipt_json(answer.plan)),
        file_name="receipt.json",
        mime="application/json",
        key="download_receipt",
        icon=":material/download:",
        on_click="ignore",
    )
