"""What only a printed page says: there is nothing to choose or scroll there."""

from __future__ import annotations

from html import escape

import streamlit as st

CLASS = "on-paper"


def on_paper(text: str) -> None:
    """A sentence that stands on paper alone; `ui/every_page/style.py` hides it on a screen."""
    st.html(f'<p class="{CLASS}">{escape(text)}</p>')
