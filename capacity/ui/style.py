"""Type and spacing that the theme cannot say, and the language of the document."""

from __future__ import annotations

import streamlit as st

from capacity.texts import Language

CSS = """<style>
.stMainBlockContainer {max-width: 1280px;}
h1 {font-size: 28px !important; line-height: 35px !important; font-weight: 600 !important; max-width: 80ch;
    padding: 0 0 8px 0 !important;}
h3 {font-size: 20px !important; line-height: 26px !important; font-weight: 600 !important;
    padding: 24px 0 0 0 !important;}
.stMarkdown p, .stMarkdown li {max-width: 80ch;}
[data-testid="stMetricValue"] {font-size: 28px; font-variant-numeric: tabular-nums;}
[data-testid="stMetricLabel"] * {white-space: normal !important; overflow: visible !important;}
[data-testid="stMetricDelta"] {font-size: 13px;}
:focus-visible {outline: 3px solid currentColor !important; outline-offset: 2px;}
@media (max-width: 640px) {
  .st-key-wide_chain {display: none;}
  h1 {font-size: 24px !important; line-height: 30px !important;}
}
</style>"""
SCRIPT = "<script>document.documentElement.lang = '{language}';</script>"


def apply(language: Language) -> None:
    """Puts the style on the page and tells the browser its language."""
    st.html(CSS)
    st.html(SCRIPT.format(language=language), unsafe_allow_javascript=True)
