"""The card of one municipality: what it is asked, what is known, and where each figure comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from capacity.domain.user import Role
from capacity.domain.views import SpreadingView
from capacity.service import MunicipalPlan
from capacity.service.municipal import MINORS
from capacity.texts import Language, date_short, euro, number, percent, say, shipped_text
from capacity.ui.charts.contracts import contracts_chart
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.deadlines import IN_TIME, reading_day
from capacity.ui.spread import words as spread_words
from capacity.ui.spread.contracts import bars, in_words
from capacity.ui.spread.seen import head_of
from capacity.ui.visit.visitor import may
from capacity.ui.words.figures import monday

CARD = "spread_card"
HALF_YEARS = 2
ME = f".st-key-{CARD}"
PRINT = f"""<style>
@media print {{
  header, [data-testid="stSidebar"], [data-testid="stHeader"], {ME} .stDownloadButton {{
    display: none !important;}}
  .stMainBlockContainer [data-testid="stVerticalBlock"] > *:not(:has({ME})):not({ME}):not({ME} *) {{
    display: none !important;}}
  html, body, #root, .stApp, .stApp > *, [data-testid="stAppViewContainer"], [data-testid="stMain"] {{
    position: static !important; height: auto !important; overflow: visible !important;}}
  .stMainBlockContainer {{padding: 0 !important;}}
  {ME}, {ME} * {{color: #16202B !important; background: #FFFFFF !important;}}
  {ME} {{border: none !important; gap: 4px !important; padding: 0 !important;}}
  {ME} :is(p, table) {{font-size: 11px; line-height: 1.3; margin: 0;}}
  {ME} :is(td, th) {{padding: 2px 6px !important;}}
}}
</style>"""


def card(answer: Answer, view: SpreadingView, code: str, given: MunicipalPlan | None = None) -> None:
    """Heading, figures with how each is known, dates of the cycle, download; prints alone on one page."""
    language = answer.language
    one = view.municipalities.set_index("region").loc[code]
    rows = figures(answer, view, code, one)
    lasting = None
    if given is not None and given.own:
        lasting = float(given.progress.set_index("region").lasting_now[code])
    title = heading(one, language, lasting, given is not None and given.minors_hidden)
    st.html(PRINT)
    with st.container(key=CARD, border=True):
        st.subheader(title, anchor=False)
        st.caption(say("spread.card_caption", language, cycle=view.cycle))
        st.markdown(_province(answer, view, str(one.province)))
        _written(with_how(rows), title, language)
        if given is not None:
            _under_plan(answer, view, code, given)
        st.markdown(f"**{say('spread.card_dates', language)}**")
        _written(_dates(view, language), say("spread.card_dates", language), language)
        st.caption(say("spread.source", language))
        file = rows.assign(region=code, cycle=view.cycle)
        frame.download(answer, "", f"municipality_{code}_{view.cycle}", file)


def _under_plan(answer: Answer, view: SpreadingView, code: str, given: MunicipalPlan) -> None:
    """What the plan brings this municipality, and its contracts with what the plan proposes."""
    language = answer.language
    one = given.progress.set_index("region").loc[code]
    st.markdown(f"**{say('spread.card_plan', language)}**")
    week = spread_words.closes_text(view, str(one.closes), language)
    said = head_of("card_plan_said", given)
    st.markdown(say(f"spread.{said}", language, now=float(one.lasting_now), gap=float(one.gap_end)))
    how = _how("derived" if given.own else "computed", language)
    source = say("spread.card_plan_own" if given.own else "spread.card_plan_divided", language)
    figures_now = [
        ("lasting_now", _n(one.lasting_now, language)),
        ("preparing", _n(one.preparing, language)),
        ("expiring", _n(one.expiring, language)),
        ("gap_end", _n(one.gap_end, language)),
        ("plan_closes", week),
        ("other_now", _n(one.other_now, language)),
        ("places_eur_year", euro(float(one.eur_year), language)),
    ]
    rows = [
        (say(f"column.{head_of(name, given)}", language), value, how, source) for name, value in figures_now
    ]
    table = pd.DataFrame(rows, columns=["figure", "value", "how_known", "source"])
    _written(with_how(table), say("spread.card_plan", language), language)
    if given.own:
        _blocks(answer, code)
    mine = given.contracts[given.contracts.municipality == code]
    if len(mine):
        words = in_words(answer, mine)
        st.markdown(f"**{say('spread.card_contracts', language)}**")
        _strip(answer, view, mine)
        shown = ("block", "type", "places", "ends", "notice_by", IN_TIME, "plan_says")
        there = words[[column for column in shown if column in words]]
        written = there.assign(places=[_n(places, language) for places in mine.places])
        _written(written, say("spread.card_contracts", language), language)


def _blocks(answer: Answer, code: str) -> None:
    """Every block of the portfolio here, also what does not end within a year."""
    portfolio = answer.view.ground(answer.scenario).state.portfolio
    if portfolio is None:
        return
    rows = block_rows(portfolio, code, may(Role.PLANNER), answer.language)
    title = say("spread.card_blocks", answer.language, k=len(rows))
    st.markdown(f"**{title}**")
    if len(rows):
        _written(rows, title, answer.language)


def block_rows(portfolio: pd.DataFrame, code: str, with_minors: bool, language: Language) -> pd.DataFrame:
    """The blocks of one municipality as people read them; where minors live only for whoever may see it.

    Returns:
        block, type, places, starts, ends, lasting.
    """
    mine = portfolio[portfolio.municipality == code]
    if not with_minors:
        mine = mine[mine.type != MINORS]
    open_end = say("spread.card_no_end", language)
    days = {
        name: [date_short(date.fromisoformat(str(day)), language) if day else "" for day in mine[column]]
        for name, column in (("starts", "start"), ("ends", "contract_end"))
    }
    return pd.DataFrame(
        {
            "block": mine.block.astype(str).to_numpy(),
            "type": [say(f"type.{kind}", language) for kind in mine.type],
            "places": [_n(places, language) for places in mine.capacity],
            "starts": days["starts"],
            "ends": [day or open_end for day in days["ends"]],
            "lasting": [say(f"app.{durable}", language) for durable in mine.durable],
        }
    )


def _strip(answer: Answer, view: SpreadingView, mine: pd.DataFrame) -> None:
    """Contracts of the municipality as bars from today to their end, with the last day to decide."""
    today = reading_day(answer, view.today)
    said = strip_sentence(mine, today, answer.language)
    drawn = bars(answer, mine, today)
    frame.chart(contracts_chart(drawn, today, answer.look), said, "chart_card_contracts")
    st.caption(said)


def strip_sentence(mine: pd.DataFrame, today: date, language: Language) -> str:
    """How many contracts end here within a year, and the first day on which one must be decided."""
    open_still = mine[(mine.notice_by >= today.isoformat()) & (mine.plan_says != "no_option")]
    if open_still.empty:
        return say("spread.card_strip_ends", language, k=len(mine))
    first = date.fromisoformat(str(open_still.notice_by.min()))
    return say("spread.card_strip", language, k=len(mine), date=first)


def _written(table: pd.DataFrame, alt: str, language: Language) -> None:
    titles = {column: say(f"column.{column}", language) for column in table.columns}
    st.table(table.rename(columns=titles), hide_index=True, alt=alt)


def with_how(rows: pd.DataFrame) -> pd.DataFrame:
    """Each figure with how it is known beside it, so that three columns fit a narrow screen."""
    how = [
        f" · {how}" if how and how != value else ""
        for value, how in zip(rows.value, rows.how_known, strict=True)
    ]
    return rows.assign(value=rows.value + how).drop(columns="how_known")


def heading(one: Any, language: Language, lasting: float | None = None, minors_hidden: bool = False) -> str:
    """The municipality, what is there of what is asked, and the gap; or that it is unknown.

    Args:
        lasting: lasting places by an accepted portfolio, which stand in for what nobody published.
        minors_hidden: whether these leave places of minors out.
    """
    asked = float(one.task if pd.isna(one.decided) else one.decided)
    name, there, gap = str(one["name"]), one.realised, one.gap
    in_part = pd.isna(there) and lasting is not None and minors_hidden
    if pd.isna(there) and lasting is not None:
        there, gap = lasting, asked - lasting
    if pd.isna(there):
        return say("spread.card_title_unknown", language, name=name, asked=asked)
    key = "spread.card_title" if gap > 0 else "spread.card_title_met"
    values = {"gap": float(gap)} if gap > 0 else {}
    key = f"{key}_open" if in_part else key
    return say(key, language, name=name, there=float(there), asked=asked, **values)


def _province(answer: Answer, view: SpreadingView, code: str) -> str:
    language, name = answer.language, answer.region_names[code]
    row = view.provinces.set_index("region").loc[code]
    week = str(row.closes)
    if not week:
        return say("spread.card_province_open", language, province=name, gap=float(row.gap_end))
    if spread_words.is_before_plan(view, week):
        return say("spread.card_province_met_already", language, province=name)
    return say("spread.card_province_met", language, province=name, week=monday(week))


def figures(answer: Answer, view: SpreadingView, code: str, one: Any) -> pd.DataFrame:
    """Each figure of a municipality as written, how it is known, and its source."""
    language = answer.language
    province_task = float(view.provinces.set_index("region").task[str(one.province)])
    exact = one.task_kind == "exact"
    by_share = say("spread.by_share", language, task=province_task)
    source = str(one.source) if exact else by_share
    how = _how("published" if exact else "computed", language)
    estimate = one.population_kind == "estimate"
    name = answer.region_names[str(one.province)]
    population = _how("estimate" if estimate else "published", language)
    step = say(f"spread_step.{one.step}", language)
    rows = [
        _row("card_province", name, "", "", language),
        _row(
            "card_population", _n(one.population, language), population, str(one.population_source), language
        ),
        _row("card_task", _n(one.task, language), how, source, language),
        _minors(one, language),
        _known("card_decided", one.decided, str(one.decided_source), language),
        _known("card_realised", one.realised, str(one.realised_source), language),
        _known("card_gap", one.gap, "", language, "derived"),
        _row("card_step", step, "", say("spread.step_of_law", language), language),
        *_housing(view, code, language),
        _row(
            "card_place",
            euro(view.eur_per_place_year, language),
            _how("derived", language),
            say("spread.price_source", language),
            language,
        ),
    ]
    told = [(*cells, shipped_text(source, language)) for *cells, source in rows]
    return pd.DataFrame(told, columns=["figure", "value", "how_known", "source"])


def _minors(one: Any, language: Language) -> tuple[str, ...]:
    known = one.minors_kind == "published"
    source = str(one.source) if known else say("spread.by_share_of_minors", language)
    how = _how("published" if known else "computed", language)
    return _row("card_minors", _n(one.minors, language), how, source, language)


def _row(key: str, value: str, how: str, source: str, language: Language, **parts: str) -> tuple[str, ...]:
    return (say(f"spread.{key}", language, **parts), value, how, source)


def _how(name: str, language: Language) -> str:
    return say(f"spread.how_{name}", language)


def _n(value: Any, language: Language) -> str:
    return number(float(value), language)


def _known(key: str, value: Any, source: str, language: Language, how: str = "published") -> tuple[str, ...]:
    """A figure that may not be known: then it says so and has no source."""
    if pd.isna(value):
        unknown = say("spread.unknown", language)
        return _row(key, unknown, _how("unknown", language), "", language)
    return _row(key, _n(value, language), _how(how, language), source, language)


def _housing(view: SpreadingView, code: str, language: Language) -> list[tuple[str, ...]]:
    """Homes asked in the last half-years, the share realised, homes a week in this plan, and the country."""
    mine = view.housing[view.housing.region == code].sort_values("half_year").tail(HALF_YEARS)
    rows = []
    for half_year, persons in zip(mine.half_year, mine.persons, strict=True):
        year, half = str(half_year).split("H")
        said = say(f"spread.half_{half}", language, year=year)
        computed, rule = _how("computed", language), say("spread.by_inhabitants", language)
        rows.append(_row("card_housing", _n(persons, language), computed, rule, language, half_year=said))
    nation, here = view.housed.iloc[-1], view.homes.set_index("region").loc[code]
    own = here.basis == "own"
    counted = say("spread.share_own" if own else "spread.share_national", language)
    how = _how("derived" if own else "computed", language)
    rows.append(_row("card_share", percent(float(here.share), language), how, counted, language))
    together = say("spread.homes_together", language, n=float(view.homes.homes_per_week.sum()))
    weekly = number(float(here.homes_per_week), language, 1)
    rows.append(_row("card_homes_week", weekly, _how("computed", language), together, language))
    share = say("spread.card_housed_share", language, share=float(nation.share), task=float(nation.task))
    rows.append(
        _row(
            "card_housed_nation",
            share,
            _how("derived", language),
            str(nation.source),
            language,
            year=str(nation.year),
        )
    )
    return rows


def _dates(view: SpreadingView, language: Language) -> pd.DataFrame:
    """Steps of the cycle with their day, and the source of each."""
    rows = []
    for row in view.dates.itertuples():
        day = date.fromisoformat(str(row.date))
        about = row.precision == "about"
        said = say("spread_step.about", language, date=day) if about else date_short(day, language)
        source = shipped_text(str(row.source), language)
        rows.append((say(f"spread_step.{row.step}", language), said, source))
    return pd.DataFrame(rows, columns=["step", "date", "source"])
