"""What changed between two plans: a bridge by cause, from zero, with its sentence, text, table and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from capacity.domain.bridge import BRIDGE_MEASURES, Bridge, Figures
from capacity.domain.moved import Moved, Steadiness
from capacity.texts import Language, say, signed, signed_euro_million
from capacity.ui.charts.tokens import LABEL_SIZE, Look, dressed
from capacity.ui.every_page import explaining, frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.background import Work, background_part
from capacity.ui.view_choices import settle
from capacity.ui.words import answers

ROW_PIXELS = 34
FRAME_PIXELS = 60
TOGETHER = "together"
AT_ONCE_SECONDS = 1.0
"""So long a page waits for a bridge before it shows how far it is."""
LEAST: Mapping[str, float] = {"cost": answers.LEAST_EUR, "places": 0.5, "late": 0.5}
"""Less than this is no change worth saying."""
UNIT: Mapping[str, float] = {"cost": 1e6, "places": 1.0, "late": 1.0}


def changes_view(answer: Answer) -> None:
    """The bridge from the baseline to the scenario, or from last week's plan to the baseline."""
    language = answer.language
    if not has_earlier(answer):
        st.markdown(say("bridge.none", language))
        return
    found = _known(answer)
    if found is None:
        view, scenario = answer.view, answer.scenario
        work = Work("bridge_work", lambda: view.bridging(scenario), lambda: view.find_bridge(scenario))
        background_part(work, language)
        return
    settle("bridge_measure", BRIDGE_MEASURES)
    measure = st.segmented_control(
        say("bridge.measure", language),
        BRIDGE_MEASURES,
        key="bridge_measure",
        format_func=lambda name: say(f"bridge.{name}", language),
        required=True,
    )
    frame.heading(bridge_sentence(found, str(measure), language), _caption(found, str(measure), answer))
    if found.moved is not None:
        st.markdown(moved_sentence(found.moved, language))
    with explaining.unless_stopped(language, "steadiness"):
        _steadiness(answer)
    rows = bridge_rows(found, str(measure), language)
    text = bridge_text(rows)
    if len(rows):
        frame.chart(bridge_chart(rows, answer.look, UNIT[str(measure)]), text, "chart_bridge")
    table = pd.DataFrame({"cause": rows.label, "change": rows.amount})
    frame.text_table_csv(answer, text, table, "bridge", data=found.table())


def has_earlier(answer: Answer) -> bool:
    """Whether there is a plan to tell changes from: the baseline of a scenario, or last week's plan."""
    return not answer.is_baseline or answer.view.since_last() is not None


def _known(answer: Answer) -> Bridge | None:
    """The bridge when it is there or comes at once; else it is begun beside the page."""
    view, scenario = answer.view, answer.scenario
    known = view.known_bridge(scenario)
    if known is None and view.bridging(scenario) is None:
        view.find_bridge(scenario).wait(AT_ONCE_SECONDS)
        known = view.known_bridge(scenario)
    return known


def bridge_sentence(found: Bridge, measure: str, language: Language) -> str:
    """How much one figure changed, and mainly through what."""
    change = found.second[measure] - found.first[measure]
    cause = found.main_cause(measure)
    if not cause or max(abs(part[measure]) for part in found.steps.values()) < LEAST[measure]:
        return say(f"bridge.same_{measure}", language)
    return say(
        f"bridge.sentence_{measure}",
        language,
        x=amount(measure, change, language),
        cause=answers.named("bridge_cause", cause, language),
    )


def since_last_sentence(first: Figures, second: Figures, known: Bridge | None, language: Language) -> str:
    """Money and places against last week's plan, with the main cause once the bridge was worked out."""
    change = {name: second[name] - first[name] for name in first}
    alike = {name for name, much in change.items() if abs(much) < LEAST[name]}
    if {"cost", "places"} <= alike:
        return say(f"situation.since_last_{'nothing' if 'late' in alike else 'same'}", language)
    cause = "" if known is None else known.main_cause("cost")
    return say(
        "situation.since_last_cause" if cause else "situation.since_last",
        language,
        cost=amount("cost", change["cost"], language),
        places=amount("places", change["places"], language),
        cause=answers.named("bridge_cause", cause, language),
    )


def moved_sentence(found: Moved, language: Language) -> str:
    """How many places open otherwise than in the plan before, and how many people live elsewhere."""
    if found.opened + found.not_opened < LEAST["places"] and not found.week:
        return say("bridge.moved_none", language)
    said = say("bridge.moved_places", language, n=found.opened, m=found.not_opened)
    if found.persons < LEAST["places"]:
        return f"{said} {say('bridge.moved_nobody', language)}"
    week = date.fromisoformat(found.week)
    return f"{said} {say('bridge.moved_persons', language, n=found.persons, week=week)}"


def _steadiness(answer: Answer) -> None:
    """What it costs that the plan stays close to the last one; nothing where there is none."""
    if not answer.plan.notices.get("changed_places"):
        return
    view, scenario = answer.view, answer.scenario
    explaining.awaited_beside(view, [view.freely(scenario)], answer.language)
    found = view.steadiness(scenario)
    if found is not None:
        st.markdown(steadiness_sentence(found, answer.language))


def steadiness_sentence(found: Steadiness, language: Language) -> str:
    """How many places are decided otherwise than in the last plan, and what the price on that changes."""
    said = f"{say('bridge.changed', language, n=found.changed)} {_last_plan(found, language)}"
    if not found.price_eur:
        return f"{said} {say('bridge.no_price', language)}"
    if found.changed_freely - found.changed < LEAST["places"]:
        return f"{said} {say('bridge.price_idle', language, price=found.price_eur)}"
    priced = say("bridge.price_works", language, price=found.price_eur, n=found.changed_freely)
    costs_little = found.cost_eur < LEAST["cost"]
    cost = (
        say("bridge.steady_free", language)
        if costs_little
        else say("bridge.steady_costs", language, eur=found.cost_eur)
    )
    return f"{said} {priced} {cost}"


def _last_plan(found: Steadiness, language: Language) -> str:
    """Which plan the distance is told from."""
    if found.as_of is None:
        return say("bridge.last_unknown", language)
    return say(
        "bridge.last_accepted" if found.accepted else "bridge.last_baseline", language, day=found.as_of
    )


def amount(measure: str, change: float, language: Language) -> str:
    """A change with its sign: millions of euros, places or persons."""
    return signed_euro_million(change, language) if measure == "cost" else signed(change, language)


def _caption(found: Bridge, measure: str, answer: Answer) -> str:
    language = answer.language
    since = "bridge.from_last" if answer.is_baseline else "bridge.from_baseline"
    how = "bridge.every_order" if found.every_order else "bridge.stated_order"
    unit = say(f"bridge.unit_{measure}", language)
    return f"{say(since, language)} {unit} {say(how, language)}"


def bridge_rows(found: Bridge, measure: str, language: Language) -> pd.DataFrame:
    """One row per cause and one for all together: label, start, end, amount, written, kind."""
    rows: list[dict[str, Any]] = []
    at = 0.0
    for cause, part in found.steps.items():
        change = part[measure]
        rows.append(_row(answers.named("bridge_cause", cause, language), at, at + change, change))
        at += change
    rows.append(_row(say("bridge.together", language), 0.0, at, at) | {"kind": TOGETHER})
    for row in rows:
        row["written"] = amount(measure, row["amount"], language)
    return pd.DataFrame(rows)


def _row(label: str, start: float, end: float, change: float) -> dict[str, Any]:
    kind = "up" if change > 0 else "down"
    return {"label": label, "start": start, "end": end, "amount": change, "kind": kind}


def bridge_text(rows: pd.DataFrame) -> str:
    """Text equivalent: every step with its signed amount."""
    return "; ".join(f"{row.label} {row.written}" for row in rows.itertuples()) + "."


def bridge_chart(rows: pd.DataFrame, look: Look, unit: float = 1.0) -> Any:
    """Horizontal steps from zero: grey up, blue down, dark blue together, each with its amount.

    Args:
        unit: how much one on the axis stands for, such as a million euro.
    """
    palette = look.palette
    colours = {"up": palette.baseline, "down": palette.compare[0], TOGETHER: palette.median}
    y = alt.Y("label:N", sort=rows.label.tolist(), axis=alt.Axis(title=None, labelLimit=220))
    ends = rows[["start", "end"]] / unit
    shown = rows.assign(colour=rows.kind.map(colours), right=ends.max(axis=1), **ends)
    bars = (
        alt.Chart(shown)
        .mark_bar(size=18)
        .encode(
            x=alt.X("start:Q", axis=alt.Axis(title=None, format=",~f")),
            x2=alt.X2("end:Q"),
            y=y,
            color=alt.Color("colour:N", scale=None),
        )
    )
    labels = (
        alt.Chart(shown)
        .mark_text(align="left", dx=6, fontSize=LABEL_SIZE, color=palette.text)
        .encode(x=alt.X("right:Q"), y=y, text=alt.Text("written:N"))
    )
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=palette.text).encode(x=alt.X("x:Q"))
    height = ROW_PIXELS * len(rows) + FRAME_PIXELS
    return dressed(alt.layer(bars, labels, zero, height=height), look)
