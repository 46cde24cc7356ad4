"""Spreading law: what each province and municipality is asked, what is there, and what stays missing."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from capacity.domain.regions import searchable
from capacity.domain.views import SpreadingView
from capacity.service import MunicipalPlan
from capacity.texts import Language, number, say
from capacity.ui import answers, figures, frame, session, spread_words
from capacity.ui.chart_tiles import CLICKED, gap_tiles
from capacity.ui.frame import Answer
from capacity.ui.marked_table import show_marked
from capacity.ui.spread_card import card
from capacity.ui.spread_contracts import calendar

CYCLES = ("2026", "2024")
ALL = ""
CYCLE, MEASURE, REGION, FIND, OPEN = (
    *("spread_cycle", "spread_measure", "spread_region"),
    *("spread_find", "spread_municipality"),
)
TILES_KEY, LIST_KEY, SHOWN = "chart_spread", "list_spread", "spread_shown"
IN_ADDRESS = {CYCLE: "cycle", MEASURE: "measure", REGION: "region", OPEN: "municipality"}
LIST_COLUMNS = (
    *("municipality", "province", "population", "task", "task_kind", "minors", "decided"),
    *("realised_places", "gap", "gap_percent", "step"),
)
PLAN_FIGURES = ("lasting_now", "preparing", "expiring", "gap_end", "plan_gap_percent")
PLAN_COLUMNS = (*PLAN_FIGURES, "plan_closes")
WORDS_OF_LIST = {"name": "municipality", "realised": "realised_places", "gap_share": "gap_percent"}
HIDDEN = ("at_least", "basis", "task_kind", "now_kind")
PERCENT = 100
FAIR, LEAST_EUR = "spread_fair", 50_000.0


def begin(answer_regions: tuple[str, ...]) -> None:
    """Fills the choices of this page from the address; what cannot be falls back to the default."""
    allowed: dict[str, tuple[Any, ...]] = {
        CYCLE: CYCLES,
        MEASURE: spread_words.MEASURES,
        REGION: (ALL, *answer_regions),
    }
    for key, name in IN_ADDRESS.items():
        if key in st.session_state:
            continue
        asked = st.query_params.get(name)
        if key == OPEN:
            st.session_state[key] = asked
        else:
            st.session_state[key] = asked if asked in allowed[key] else allowed[key][0]
    st.session_state.setdefault(FIND, "")


def address() -> dict[str, str]:
    """The choices of this page that differ from the first ones, as parts of the address."""
    usual = {CYCLE: CYCLES[0], MEASURE: spread_words.MEASURES[0], REGION: ALL, OPEN: None}
    return {
        name: str(st.session_state[key])
        for key, name in IN_ADDRESS.items()
        if st.session_state[key] not in (usual[key], None)
    }


def page(answer: Answer) -> None:
    """Answer, tiles beside the table of provinces, the list of municipalities and the card of one."""
    language = answer.language
    view = answer.view.spreading(answer.plan, st.session_state[CYCLE])
    if st.session_state[OPEN] not in set(view.municipalities.region):
        st.session_state[OPEN] = None
    st.title(spread_words.title(view, language), anchor=False)
    _paragraph(answer, view)
    _controls(answer)
    _fairness(answer)
    tiles, table = st.columns([2, 3], gap="medium")
    with tiles:
        _tiles(answer, view)
    with table:
        _provinces(answer, view)
    _published(answer, view)
    given = answer.view.municipal(answer.plan, view.cycle)
    if given is not None:
        calendar(answer, given, str(st.session_state[REGION]), view.today)
    shown = _list(answer, view, given)
    _open_card(answer, view, shown, given)
    st.caption(say("spread.source", language))


def _paragraph(answer: Answer, view: SpreadingView) -> None:
    language = answer.language
    sentences = [spread_words.deadline(view, language), spread_words.closing(view, language)]
    if not answer.is_baseline:
        sentences.append(spread_words.against_baseline(view, language))
    st.markdown(" ".join(sentence for sentence in sentences if sentence))
    said = spread_words.conflict(view, answer.region_names, language)
    if said:
        st.markdown(said)
    st.caption(say("spread.derived", language))


def _controls(answer: Answer) -> None:
    language, names = answer.language, answer.region_names
    cycle, measure, region = st.columns(3)
    cycle.selectbox(say("spread.cycle", language), CYCLES, key=CYCLE)
    measure.selectbox(
        say("spread.measure", language),
        spread_words.MEASURES,
        key=MEASURE,
        format_func=lambda name: say(f"spread.measure_{name}", language),
    )
    region.selectbox(
        say("spread.province", language),
        (ALL, *_regions(answer)),
        key=REGION,
        format_func=lambda code: names[code] if code else say("spread.all_provinces", language),
    )


def _fairness(answer: Answer) -> None:
    """Whether relative gaps are made equal; what that costs, and that the choice stays with the scenario."""
    language, scenario = answer.language, answer.scenario
    st.session_state[FAIR] = scenario.fair
    st.toggle(say("spread.fair", language), key=FAIR, on_change=_fair_changed)
    if not scenario.fair:
        st.caption(say("spread.fair_off", language))
        return
    cheapest = answer.view.plan(scenario.model_copy(update={"fair": False}))
    per_year = answer.view.parameters().number("weeks_per_year")
    costs = [figures.key_figures(plan, per_year).cost for plan in (cheapest, answer.plan)]
    extra = costs[1] - costs[0]
    widest = [widest_gap(plan.tables["places"]) for plan in (cheapest, answer.plan)]
    key = "spread.fair_costs" if abs(extra) >= LEAST_EUR else "spread.fair_free"
    st.markdown(say(key, language, before=widest[0], after=widest[1], eur=extra))


def _fair_changed() -> None:
    session.change(fair=bool(st.session_state[FAIR]))


def widest_gap(places: pd.DataFrame) -> float:
    """The largest share of its task that a province lacks in the last week of a plan."""
    rows = places[(places.type == "regular") & (places.week == places.week.max()) & (places.task > 0)]
    return float((rows.task_gap / rows.task).max())


def _regions(answer: Answer) -> tuple[str, ...]:
    return tuple(str(code) for code in answer.view.regions().code)


def _tiles(answer: Answer, view: SpreadingView) -> None:
    language, measure = answer.language, str(st.session_state[MEASURE])
    names, beside = answer.region_names, not answer.is_baseline
    frame.heading(
        spread_words.tiles_title(view, names, language),
        spread_words.tiles_caption(view, measure, beside, language),
    )
    rows = view.provinces.assign(figure=spread_words.figures_of(view, measure, language))
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


def _tile_clicked() -> None:
    picked = st.session_state[TILES_KEY].selection.get(CLICKED) or []
    if picked:
        st.session_state[REGION] = str(picked[0]["region"])


def _provinces(answer: Answer, view: SpreadingView) -> None:
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
        "task": kept.task_kind.isin(["ESTIMATE", "approximate"]),
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
    frame.download(answer, "", f"provinces_{view.cycle}", _with_head(answer, view, table))


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


def _with_head(answer: Answer, view: SpreadingView, table: pd.DataFrame) -> pd.DataFrame:
    """A table as its file holds it: scenario and cycle first."""
    data = table.copy()
    data.insert(0, "cycle", view.cycle)
    data.insert(0, "scenario", answer.plan.scenario)
    return data


def _published(answer: Answer, view: SpreadingView) -> None:
    language = answer.language
    with st.expander(say("spread.published_title", language)):
        rows = view.published
        words = pd.DataFrame(
            {
                "series": [answers.named("spread_series", str(name), language) for name in rows.series],
                "region": [answer.region_names[str(region)] for region in rows.region],
                "places": rows.places,
                "kind": rows.kind,
                "source": rows.source,
            }
        )
        frame.show_table(words, language)
        frame.download(answer, "", f"published_{view.cycle}", _with_head(answer, view, rows))


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


def _list(answer: Answer, view: SpreadingView, given: MunicipalPlan | None) -> pd.DataFrame:
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
    if given is not None:
        words, under_plan = with_plan(words, given, view, language), rows.task.notna()
        after = columns.index("task") + 1
        columns[after:after] = PLAN_COLUMNS
        marks |= dict.fromkeys(PLAN_FIGURES, under_plan)
    show_marked(
        words[columns],
        language,
        marks,
        LIST_KEY,
        missing=say("spread.unknown", language),
        bars=["gap_percent", *(["plan_gap_percent"] if given is not None else [])],
        on_select=_row_selected,
    )
    _remainder(answer, view)
    frame.download(answer, "", f"municipalities_{view.cycle}", _list_file(answer, view, rows, given))
    return rows


def with_plan(
    words: pd.DataFrame, given: MunicipalPlan, view: SpreadingView, language: Language
) -> pd.DataFrame:
    """Municipalities with what the plan brings them: there now, coming, going, missing, closed in week."""
    joined = words.join(given.progress.set_index("region"), on="region")
    return joined.assign(
        plan_gap_percent=PERCENT * joined.gap_end / joined.task.where(joined.task > 0),
        plan_closes=[spread_words.closes_text(view, str(week), language) for week in joined.closes],
    )


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
    data = rows.drop(columns="search")
    if given is not None:
        data = data.join(given.progress.set_index("region"), on="region")
    if len(rows) == len(view.municipalities):
        rest = view.remainders.assign(region="not_allotted", task_kind="remainder")
        data = pd.concat([data, rest], ignore_index=True)
    return _with_head(answer, view, data)


def _open_card(answer: Answer, view: SpreadingView, shown: pd.DataFrame, given: MunicipalPlan | None) -> None:
    language, rows = answer.language, view.municipalities.set_index("region")
    names = {
        str(code): f"{row['name']} ({answer.region_names[str(row.province)]})"
        for code, row in rows.iterrows()
    }
    st.selectbox(
        say("spread.open_card", language),
        sorted(names, key=lambda code: str(rows.search[code])),
        index=None,
        key=OPEN,
        placeholder=say("spread.choose", language),
        format_func=names.__getitem__,
    )
    chosen = st.session_state[OPEN]
    if chosen is None and len(shown) == 1:
        chosen = str(shown.region.iloc[0])
    if chosen is not None:
        card(answer, view, str(chosen), given)
