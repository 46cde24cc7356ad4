"""Chances on the first page: what many paths say, or the way to have them worked out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.chances import Chances
from capacity.domain.pins import Pin, with_pins
from capacity.scenario import pinned, pins_of
from capacity.texts import Language, say
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.background import Work, background_part
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.visit import session
from capacity.ui.words import answers
from capacity.ui.words.figures import DutyState

RATES = "rates"
"""Arrivals by published figures: one line without paths, of which nothing has a chance."""


def chance_of_breach(state: DutyState, chances: Chances | None) -> float | None:
    """Chance that a duty is not met in the first week in which the plan breaks it; None when not known."""
    if chances is None or state.first_week is None or state.now:
        return None
    rows = chances.by_duty()
    found = rows[(rows.duty == state.duty) & (rows.week == state.first_week)]
    return None if found.empty else 1.0 - float(found.probability_met.iloc[0])


def with_chance(sentence: str, answer: Answer) -> str:
    """The heading of the first page with the chance of what it says."""
    chance = chance_of_breach(answer.states[0], answer.chances) if answer.states else None
    if chance is None:
        return sentence
    said = say("chances.in_heading", answer.language, p=chance)
    return f"{sentence.removesuffix('.')} {said}.".replace(") (", "; ")


def three_numbers(chances: Chances, language: Language) -> str:
    """Residents that are likely and thinkable, those the plan is sized to, and the chance of beds for all."""
    found = chances.figures
    return say(
        "chances.three",
        language,
        likely=found["likely"],
        thinkable=found["thinkable"],
        sized=found["sized_to"],
        beds=found["chance_beds"],
    )


def chances_part(answer: Answer) -> None:
    """The three numbers and what planning over paths is worth; a button where they are not there yet."""
    chances = answer.chances
    if chances is None:
        to_work_out(answer)
        return
    language, found = answer.language, chances.figures
    st.markdown(three_numbers(chances, language))
    with st.expander(say("chances.more", language, n=found["fresh_paths"])):
        st.markdown("\n".join(f"- {line}" for line in _lines(answer, chances)))
        frame.heading(say("chances.duties_title", language), say("chances.duties_caption", language))
        table = chances.by_duty()
        lowest = table.sort_values("probability_met", kind="stable").groupby("duty", sort=False).first()
        shown = lowest.reset_index().assign(chance=lambda rows: 100 * rows.probability_met)
        frame.show_table(frame.readable(shown[["duty", "chance", "week"]], answer), language)
        frame.download(answer, "", "chances", chances.probability)
        frame.download(answer, "", "chances_decisions", chances.first_stage)
        receipt_links(answer, "chances")
        _adopt(answer, chances)


def _adopt(answer: Answer, chances: Chances) -> None:
    """A scenario in which the decisions of the plan over several paths are pinned."""
    pins = chances.decisions(answer.plan)
    st.markdown(say("chances.adopt_text", answer.language, n=len(pins)))
    label = say("chances.adopt", answer.language)
    st.button(label, key="chances_adopt", disabled=not pins, on_click=_pin, args=(pins,))


def _pin(pins: tuple[Pin, ...]) -> None:
    scenario = session.work().scenario
    session.change(pins=pinned(scenario, with_pins(pins_of(scenario), pins)).pins)


def _lines(answer: Answer, chances: Chances) -> list[str]:
    language, found = answer.language, chances.figures
    lines = [
        say(
            f"chances.{name}",
            language,
            x=found[name],
            low=found[f"{name}_low"],
            high=found[f"{name}_high"],
        )
        for name in ("value_of_paths", "value_of_knowing", "regret_plan")
    ]
    costs = say(
        "chances.costs",
        language,
        **{
            f"{plan}{end}": found[f"{name}{part}"]
            for plan, name in (("a", "plan_money"), ("b", "paths_money"))
            for end, part in (("", ""), ("_low", "_low"), ("_high", "_high"))
        },
    )
    short = say("chances.short", language, a=found["plan_short"], b=found["paths_short"])
    how = say(
        "chances.how",
        language,
        few=found["reduced_paths"],
        distance=found["distance"],
        n=found["fresh_paths"],
        seed=found["seed"],
    )
    risk = [] if found["worst"] >= 1 else [say("chances.risk", language, p=found["worst"])]
    return [costs, short, *lines, *_different(answer, chances.first_stage), *risk, how]


def _different(answer: Answer, decisions: pd.DataFrame) -> list[str]:
    """Where the plan over paths opens most more than the plan at hand."""
    sums = decisions.groupby("type", as_index=False)[["plan", "paths"]].sum()
    return [
        say(
            "chances.decides",
            answer.language,
            type=answers.named("type", str(row.type), answer.language),
            a=float(str(row.plan)),
            b=float(str(row.paths)),
        )
        for row in sums.itertuples()
        if abs(float(str(row.plan)) - float(str(row.paths))) >= 1
    ]


def to_work_out(answer: Answer) -> None:
    """The way to have the chances of a plan worked out, or how far that is."""
    view = answer.view
    if answer.scenario.arrivals == RATES:
        st.caption(say("chances.rates", answer.language))
        return
    work = Work(
        "chances", lambda: view.judging(answer.plan), lambda: view.judge(answer.plan, answer.scenario)
    )
    background_part(work, answer.language)


def chance_rows(chances: Chances, late: pd.DataFrame) -> pd.DataFrame:
    """Rows of the strip of duties with the chance that each is missed in place of the share late."""
    rows = late.merge(chances.by_duty(), on=["duty", "week"], how="left")
    return rows.assign(share=(1.0 - rows.probability_met).fillna(rows.share)).drop(columns="probability_met")
