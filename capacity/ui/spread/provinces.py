"""Provinces on the page of the spreading law: tiles, table, and what was published elsewhere."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.views import SpreadingView
from capacity.texts import Language, say, shipped_text
from capacity.ui.charts.tiles import CLICKED, gap_tiles
from capacity.ui.elements.marked_table import show_marked
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.spread import words as spread_words
from capacity.ui.spread.choices import MEASURE, REGION
from capacity.ui.words import answers

TILES_KEY = "chart_spread"
HIDDEN = ("at_least", "basis", "task_kind", "now_kind")
PERCENT = 100
ESTIMATES = ("ESTIMATE", "approximate")
"""Kinds of a task that carry the mark."""


def tiles(answer: Answer, view: SpreadingView) -> None:
    """The tile map of the provinces; a click chooses one."""
    language, measure = answer.language, str(st.session_state[MEASURE])
    names, beside = answer.region_names, not answer.is_baseline
    frame.heading(
        spread_words.tiles_title(view, names, language),
        spread_words.tiles_caption(view, measure, beside, language),
    )
    rows = view.provinces.assign(
        figure=spread_words.figures_of(view, measure, language),
        marked=view.provinces.task_kind.isin(ESTIMATES),
    )
    if not beside or rows.baseline_durable.isna().any():
        rows = rows.drop(columns="baseline_durable")
    st.altair_chart(
        gap_tiles(rows, names, answer.look, str(st.session_state[REGION])),
        theme=None,
        width="stretch",
        alt=answers.gaps_text(rows, names, language),
        key=TILES_KEY,
        on_select=_tile_clicked,
        selection_mode=CLICKED,
    )
    st.caption(answers.gaps_text(rows, names, language))
    frame.download(answer, "", f"tiles_{view.cycle}", rows.assign(measure=measure))


def _tile_clicked() -> None:
    picked = st.session_state[TILES_KEY].selection.get(CLICKED) or []
    if picked:
        st.session_state[REGION] = str(picked[0]["region"])


def provinces(answer: Answer, view: SpreadingView) -> None:
    """The table of the provinces, or of the one chosen."""
    language = answer.language
    weeks = (view.last_week - answer.view.freshness().plan_start).days // spread_words.DAYS_PER_WEEK + 1
    frame.heading(
        spread_words.provinces_title(view, language),
        say("spread.provinces_caption", language, weeks=weeks),
    )
    table = province_table(view, not answer.is_baseline)
    chosen = st.session_state[REGION]
    kept = table[table.region == chosen] if chosen else table
    words = kept.assign(
        region=[_region_name(answer, str(region)) for region in kept.region],
        closes=[_closes(view, str(row.region), str(row.closes), language) for row in kept.itertuples()],
        published_places=[
            spread_words.published_text(places, at_least, language)
            for places, at_least in zip(kept.published, kept.at_least, strict=True)
        ],
    )
    marks = {
        "task": kept.task_kind.isin(ESTIMATES),
        "durable_now": kept.now_kind == "assumption",
    }
    show_marked(
        words.drop(columns=["published", *HIDDEN]),
        language,
        marks,
        "table_spread",
        heads="spread_column",
        height="content",
    )
    frame.download(answer, "", f"provinces_{view.cycle}", with_head(answer, view, table))


def province_table(view: SpreadingView, beside_baseline: bool) -> pd.DataFrame:
    """Provinces with what is asked, there, coming and missing, beside the baseline; then rest and total."""
    table = view.provinces.sort_values("gap", ascending=False).rename(
        columns={"opened": "preparing", "closed": "expiring"}
    )
    columns = ["region", "task", "durable_now", "preparing", "expiring"]
    moments = ["at_date", "end"] if view.in_plan else ["end"]
    figures = [f"{what}_{moment}" for what in ("gap", "durable") for moment in moments]
    sides = ["", "_baseline"] if beside_baseline else [""]
    columns += [f"{figure}{side}" for figure in figures for side in sides]
    total = table[[name for name in columns if name != "region"]].sum(min_count=1)
    rows = table.assign(gap_percent=PERCENT * table.gap.clip(lower=0) / table.task)
    last = pd.DataFrame(
        [
            {"region": "not_allotted", "task": view.not_allotted},
            {**total, "region": "NL", "task": view.task, "gap_percent": PERCENT * view.gap / view.task},
        ]
    )
    first, rest = columns[: columns.index(figures[0])], columns[columns.index(figures[0]) :]
    kept = [*first, "gap_percent", *rest, "closes", "published", *HIDDEN]
    joined = pd.concat([rows[kept], last], ignore_index=True)
    return joined.fillna({"closes": "", "basis": "", "task_kind": "", "now_kind": ""})


def _region_name(answer: Answer, region: str) -> str:
    if region == "not_allotted":
        return say("spread.not_allotted", answer.language)
    return answer.region_names[region]


def _closes(view: SpreadingView, region: str, week: str, language: Language) -> str:
    if region == "not_allotted":
        return ""
    return spread_words.closes_text(view, view.met_from if region == "NL" else week, language)


def with_head(answer: Answer, view: SpreadingView, table: pd.DataFrame) -> pd.DataFrame:
    """A table as its file holds it: scenario and cycle first."""
    data = table.copy()
    data.insert(0, "cycle", view.cycle)
    data.insert(0, "scenario", answer.plan.scenario)
    return data


def published(answer: Answer, view: SpreadingView) -> None:
    """Figures that were made known elsewhere."""
    language = answer.language
    with st.expander(say("spread.published_title", language)):
        rows = view.published
        words = pd.DataFrame(
            {
                "series": [answers.named("spread_series", str(name), language) for name in rows.series],
                "region": [answer.region_names[str(region)] for region in rows.region],
                "places": rows.places,
                "kind": [shipped_text(str(kind), language) for kind in rows.kind],
                "source": [shipped_text(str(source), language) for source in rows.source],
            }
        )
        frame.show_table(words, language)
        frame.download(answer, "", f"published_{view.cycle}", with_head(answer, view, rows))
