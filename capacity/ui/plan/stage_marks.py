"""The mark of values still to be filled in, beside the figures of a stage that rest on them."""

from __future__ import annotations

import streamlit as st

from capacity.service.stage_inputs import inputs_below
from capacity.texts import say
from capacity.ui.every_page.frame import Answer


def marked(answer: Answer, stage: str) -> int:
    """How many values below a stage are still to be filled in."""
    return len(inputs_below(stage, answer.plan.summary.get("inputs_needed", [])))


def inputs_part(answer: Answer, stage: str) -> None:
    """One sentence that names them; nothing where no figure of the stage rests on one."""
    language = answer.language
    names = inputs_below(stage, answer.plan.summary.get("inputs_needed", []))
    if names:
        words = "; ".join(say(f"value.{name}", language) for name in names)
        st.caption(say("plan.rests_on", language, n=len(names), list=words))
