"""What breaks first, also on harder arrivals, and how much more inflow the plan carries: on request."""

from __future__ import annotations

import streamlit as st

from capacity.domain.first_break import Break, FirstToBreak
from capacity.texts import say
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.background import Work, background_part
from capacity.ui.parts.receipt import receipt_links
from capacity.ui.words import answers, figures

PERCENT = 100.0


def first_break_part(answer: Answer) -> None:
    """The sentences once they are worked out; before that a button, and how far it is."""
    language, handle = answer.language, answer.view.breaking(answer.scenario)
    if handle is not None and handle.result is not None:
        frame.heading(_further(handle.result, answer), say("first_break.caption", language))
        st.markdown("\n".join(f"- {line}" for line in level_lines(handle.result, answer)))
        receipt_links(answer, "first_to_break")
        return
    view = answer.view
    work = Work(
        "first_break", lambda: view.breaking(answer.scenario), lambda: view.find_breaks(answer.scenario)
    )
    background_part(work, language)


def level_lines(found: FirstToBreak, answer: Answer) -> list[str]:
    """One sentence per level of arrivals: duty, article, place, week and how many are late."""
    return [
        say(
            f"first_break.{'breaks' if one else 'holds'}",
            answer.language,
            level=say(f"first_break.level_{level}", answer.language),
            **(_words(one, answer) if one else {}),
        )
        for level, one in found.by_level.items()
    ]


def _words(one: Break, answer: Answer) -> dict[str, object]:
    return {
        "duty": answers.duty_name(one.duty, answer.language),
        "article": one.article,
        "region": answer.region_names.get(one.region, one.region),
        "week": figures.monday(one.week),
        "n": one.late,
    }


def _further(found: FirstToBreak, answer: Answer) -> str:
    """How much more inflow it takes until another duty of the same or a higher rank breaks."""
    language = answer.language
    if found.further is None or found.breaks_at is None:
        return say("first_break.further_none", language, more=_more(found.holds_to, answer))
    more = _more(found.breaks_at, answer)
    return say("first_break.further", language, more=more, **_words(found.further, answer))


def _more(inflow: float, answer: Answer) -> float:
    """Share more people at a setting of the inflow than at the setting of the plan."""
    return (inflow - answer.scenario.inflow) / (PERCENT + answer.scenario.inflow)
