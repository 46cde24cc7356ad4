"""Where the keyboard is after a dialog: its menu is closed then, and the browser would put it nowhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import streamlit as st


@cache
def script() -> str:
    """The script that gives the keyboard back."""
    return files("capacity.ui.every_page").joinpath("focus.js").read_text(encoding="utf-8")


def give_back() -> None:
    """Gives the keyboard back to the menu that a dialog was opened from."""
    st.html(f"<script>{script()}</script>", unsafe_allow_javascript=True)
