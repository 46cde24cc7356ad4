"""The contract calendar: what ends in a year, when to decide, what it costs, what the plan proposes."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from capacity.service import MunicipalPlan
from capacity.texts import Language, date_short, number, say
from capacity.ui.charts.contracts import contracts_chart
from capacity.ui.elements.marked_table import show_marked
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.deadlines import IN_TIME, last_days
from capacity.ui.parts.location_words import location_text

SOON_WEEKS, MOST_BARS = 12, 24
COLUMNS = (
    *(
        "block",
        "places",
        "notice_by",
        IN_TIME,
        "ends",
        "plan_says",
        "eur_renew",
        "eur_replace",
        "if_it_lapses",
    ),
    *("type", "municipality", "province"),
)
NAMELESS, PART = "minors", "part"


def calendar(answer: Answer, given: MunicipalPlan, province: str, today: date) -> None:
    """Heading, bars, the same in words, table and download; of one province when one is chosen."""
    language = answer.language
    rows = given.contracts[given.contracts.region == province] if province else given.contracts
    said = title(rows, today, language) if given.own else title_of_totals(rows, language)
    frame.heading(said, say("contracts.caption", language))
    if not given.own:
        st.caption(say("contracts.derived", language))
    if rows.empty:
        return
    words = in_words(answer, rows)
    drawn = bars(answer, rows, today)
    frame.chart(contracts_chart(drawn, today, answer.look), text(rows, today, language), "chart_contracts")
    st.caption(text(rows, today, language))
    if len(drawn) < len(rows) and given.own:
        st.caption(say("contracts.cut", language, n=len(drawn), all=len(rows)))
    marks = {
        "places": rows.kind != "fact",
        "eur_renew": rows.eur_renew.notna(),
        "eur_replace": rows.kind.notna(),
    }
    show_marked(words[[column for column in COLUMNS if column in words]], language, marks, "table_contracts")
    ids = words.block.where(rows.type == NAMELESS, rows.block)
    frame.download(answer, "", "contracts", rows.assign(block=ids.to_numpy()))


def title(rows: pd.DataFrame, today: date, language: Language) -> str:
    """How many contracts have their notice day within twelve weeks, or that none has."""
    soon = due_soon(rows, today)
    if rows.empty:
        return say("contracts.title_none", language)
    if not soon.any():
        return say("contracts.title_calm", language, k=len(rows), n=float(rows.places.sum()))
    return say("contracts.title", language, k=int(soon.sum()), n=float(rows.places[soon].sum()))


def title_of_totals(rows: pd.DataFrame, language: Language) -> str:
    """How many places end within a year by the totals, of which no contract is known."""
    kept = float(rows.renewed.sum())
    return say("contracts.title_derived", language, n=float(rows.places.sum()), renewed=kept)


def due_soon(rows: pd.DataFrame, today: date) -> pd.Series:
    """Contracts of which the last day to give notice falls within twelve weeks."""
    last = (today + timedelta(weeks=SOON_WEEKS)).isoformat()
    return (rows.notice_by >= today.isoformat()) & (rows.notice_by <= last) & (rows.plan_says != "no_option")


def text(rows: pd.DataFrame, today: date, language: Language) -> str:
    """The calendar in one sentence."""
    first = rows.notice_by[rows.notice_by >= today.isoformat()].min()
    return say(
        "contracts.text",
        language,
        k=len(rows),
        n=float(rows.places.sum()),
        date=date.fromisoformat(str(first)) if isinstance(first, str) else today,
        m=int(due_soon(rows, today).sum()),
        renewed=float(rows.renewed.sum()),
    )


def in_words(answer: Answer, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as people read them; a location of minors is not named."""
    language, names = answer.language, answer.region_names
    provinces = [names[str(code)] for code in rows.region]
    places = [_municipality(answer, str(code)) if code else "" for code in rows.municipality]
    return rows.assign(
        **last_days("notice_by", rows.notice_by.astype(str), answer),
        block=[
            say("contracts.minors_block", language, where=place or province)
            if kind == NAMELESS
            else location_text(answer, str(block), str(region))
            for block, kind, place, province, region in zip(
                rows.block, rows.type, places, provinces, rows.region, strict=True
            )
        ],
        province=provinces,
        municipality=[place or say("spread.unknown", language) for place in places],
        type=[say(f"type.{kind}", language) for kind in rows.type],
        ends=[date_short(date.fromisoformat(str(day)), language) for day in rows.ends],
        plan_says=[_says(row, language) for _, row in rows.iterrows()],
        if_it_lapses=[
            say("contracts.lapses", language, n=float(lost), date=date.fromisoformat(str(day)))
            for lost, day in zip(rows.lost_usable, rows.ends, strict=True)
        ],
    )


def _municipality(answer: Answer, code: str) -> str:
    table = answer.view.municipality_names()
    return table.get(code, code)


def _says(row: pd.Series, language: Language) -> str:
    return say(f"contracts.{row.plan_says}", language, n=float(row.renewed), all=float(row.places))


def told_apart(names: list[str]) -> list[str]:
    """The names, with a number at each that was there before: a chart has one row per name."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return found


def bars(answer: Answer, rows: pd.DataFrame, today: date) -> pd.DataFrame:
    """One bar per contract; those without a site are summed by type and end."""
    language = answer.language
    if (rows.municipality == "").all():
        summed = rows.groupby(["ends", "notice_by", "type"], as_index=False)[["places", "renewed"]].sum()
        summed["plan_says"] = [
            "renew" if kept >= places else PART if kept else "close"
            for kept, places in zip(summed.renewed, summed.places, strict=True)
        ]
        labels = [
            f"{date_short(date.fromisoformat(day), language)} {say(f'type.{kind}', language)}"
            for kind, day in zip(summed.type, summed.ends, strict=True)
        ]
    else:
        summed = rows.head(MOST_BARS).reset_index(drop=True)
        labels = told_apart(list(in_words(answer, summed).block))
    return summed.assign(
        label=labels,
        urgent=due_soon(summed, today),
        text=[
            _says(row, language)
            if row.plan_says == PART
            else f"{number(float(row.places), language)} · {_says(row, language)}"
            for _, row in summed.iterrows()
        ],
    )
