"""What somebody types in a note is kept by the browser until it is saved: a reload does not lose it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import streamlit as st


@cache
def script() -> str:
    """The script that keeps drafts."""
    return files("capacity.ui.visit").joinpath("drafts.js").read_text(encoding="utf-8")


def keep() -> None:
    """Keeps drafts in the tab alone; nothing is sent."""
    st.html(f"<script>{script()}</script>", unsafe_allow_javascript=True)
