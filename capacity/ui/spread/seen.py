"""What a visitor sees of a plan by municipality: where minors live is for planners, once people sign in."""

from __future__ import annotations

import streamlit as st

from capacity.domain.user import Role
from capacity.service import MunicipalPlan
from capacity.texts import Language, say
from capacity.ui.visit.visitor import may

ALL_PLACES, WITHOUT_MINORS = "all_places", "without_minors"


def seen_by_visitor(given: MunicipalPlan | None) -> MunicipalPlan | None:
    """The plan as it is for planners; for others without the places of minors."""
    return given if given is None or may(Role.PLANNER) else given.without_places_of_minors()


def head_of(figure: str, given: MunicipalPlan) -> str:
    """The heading of a figure: another one where it leaves places of minors out."""
    return f"{figure}_open" if given.minors_hidden else figure


def counted(given: MunicipalPlan) -> str:
    """What the figures of a file count."""
    return WITHOUT_MINORS if given.minors_hidden else ALL_PLACES


def say_what_is_left_out(given: MunicipalPlan, language: Language) -> None:
    """Says beside figures that they leave places of minors out, where they do."""
    if given.minors_hidden:
        st.caption(say("spread.minors_left_out", language))
