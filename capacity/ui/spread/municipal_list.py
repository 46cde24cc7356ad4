"""The list of municipalities on the page of the spreading law: search, gaps as bars, download."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.regions import searchable
from capacity.domain.views import SpreadingView
from capacity.service import MunicipalPlan
from capacity.texts import Language, number, say
from capacity.ui.elements.marked_table import show_marked
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.spread import words as spread_words
from capacity.ui.spread.choices import FIND, OPEN, REGION
from capacity.ui.spread.provinces import PERCENT, with_head
from capacity.ui.spread.seen import counted, head_of, say_what_is_left_out

LIST_KEY, SHOWN = "list_spread", "spread_shown"
LIST_COLUMNS = (
    *("municipality", "task", "province", "population", "task_kind", "minors"),
    *("decided", "realised_places", "gap", "gap_percent", "step"),
)
PLAN_FIGURES = ("plan_gap_percent", "gap_end", "lasting_now", "preparing", "expiring")
CLOSES = "plan_closes"
WORDS_OF_LIST = {"name": "municipality", "realised": "realised_places", "gap_share": "gap_percent"}


def found(view: SpreadingView, text: str, province: str) -> pd.DataFrame:
    """Municipalities whose name holds the letters typed, largest gap and then largest task first.

    Args:
        province: code of the province to look in; when no name there fits, all provinces are searched.
    """
    rows = view.municipalities
    rows = rows[rows.search.str.contains(searchable(text), regex=False)]
    inside = rows[rows.province == province]
    rows = rows if inside.empty else inside
    return rows.sort_values(["gap", "task", "region"], ascending=[False, False, True], na_position="last")


def municipal_list(answer: Answer, view: SpreadingView, given: MunicipalPlan | None) -> pd.DataFrame:
    """The list with its search field; returns the rows shown."""
    language, province = answer.language, str(st.session_state[REGION])
    place = st.container()
    text = st.text_input(say("spread.search", language), key=FIND)
    rows = found(view, text, province)
    name = answer.region_names[province] if set(rows.province) == {province} else ""
    with place:
        frame.heading(
            spread_words.list_title(rows, len(view.municipalities), name, language),
            say("spread.list_caption", language),
        )
    st.session_state[SHOWN] = list(rows.region)
    if rows.empty:
        st.info(say("spread.list_none", language, text=text))
        return rows
    words = rows.rename(columns=WORDS_OF_LIST).assign(
        province=[answer.region_names[str(code)] for code in rows.province],
        task_kind=[say(f"spread.task_{kind}", language) for kind in rows.task_kind],
        gap_percent=PERCENT * rows.gap_share,
        step=[say(f"spread_step.{step}", language) for step in rows.step],
    )
    columns = [
        name for name in LIST_COLUMNS if name != "decided" or view.municipalities.decided.notna().any()
    ]
    marks = {"population": rows.population_kind == "estimate", "task": rows.task_kind == "computed"}
    marks["minors"] = rows.minors_kind == "computed"
    if given is not None:
        words, under_plan = with_plan(words, given, view, language), rows.task.notna()
        after = columns.index("task") + 1
        columns[after:after] = [head_of(name, given) for name in (*PLAN_FIGURES, CLOSES)]
        computed = [head_of(name, given) for name in PLAN_FIGURES if not given.own or name != "lasting_now"]
        marks |= dict.fromkeys(computed, under_plan)
    show_marked(
        words[columns],
        language,
        marks,
        LIST_KEY,
        missing=say("spread.unknown", language),
        bars=["gap_percent", *([head_of("plan_gap_percent", given)] if given is not None else [])],
        on_select=_row_selected,
    )
    if given is not None:
        say_what_is_left_out(given, language)
    _remainder(answer, view)
    frame.download(answer, "", f"municipalities_{view.cycle}", _list_file(answer, view, rows, given))
    return rows


def with_plan(
    words: pd.DataFrame, given: MunicipalPlan, view: SpreadingView, language: Language
) -> pd.DataFrame:
    """Municipalities with what the plan brings them: there now, coming, going, missing, closed in week."""
    joined = words.join(given.progress.set_index("region"), on="region")
    asked = joined.decided.fillna(joined.task)
    told = joined.assign(
        plan_gap_percent=PERCENT * joined.gap_end / asked.where(asked > 0),
        plan_closes=[spread_words.closes_text(view, str(week), language) for week in joined.closes],
    )
    return told.rename(columns={name: head_of(name, given) for name in (*PLAN_FIGURES, CLOSES)})


def _row_selected() -> None:
    picked = st.session_state[LIST_KEY].selection.rows
    codes = st.session_state[SHOWN]
    if picked and picked[0] < len(codes):
        st.session_state[OPEN] = codes[picked[0]]


def _remainder(answer: Answer, view: SpreadingView) -> None:
    language, rows = answer.language, view.municipalities
    exact = int((rows.task_kind == "exact").sum())
    said = [say("spread.published_sum", language, k=exact, n=len(rows))]
    if view.remainders.task.any():
        total = number(float(view.remainders.task.sum()), language)
        said.append(say("spread.remainder", language, n=total))
    st.caption(" ".join(said))


def _list_file(
    answer: Answer, view: SpreadingView, rows: pd.DataFrame, given: MunicipalPlan | None
) -> pd.DataFrame:
    """The list as its file holds it; what nobody was given is a row of its own below the whole list."""
    homes = view.homes.set_index("region")[["share", "basis", "homes_per_week"]].add_prefix("housing_")
    data = rows.drop(columns="search").join(homes, on="region")
    if given is not None:
        data = data.join(given.progress.set_index("region"), on="region").assign(counted=counted(given))
    if len(rows) == len(view.municipalities):
        rest = view.remainders.assign(region="not_allotted", task_kind="remainder")
        data = pd.concat([data, rest], ignore_index=True)
    return with_head(answer, view, data)
