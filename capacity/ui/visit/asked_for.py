"""The address that a visitor asked for, which sign-in would lose: a colleague's link opens what it says."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import streamlit as st

PLACE = "__SIGNED_IN__"


@cache
def script(signed_in: bool) -> str:
    """The script that keeps the address while somebody is asked to sign in, and goes there afterwards."""
    code = files("capacity.ui.visit").joinpath("asked_for.js").read_text(encoding="utf-8")
    return code.replace(PLACE, "true" if signed_in else "false")


def keep(signed_in: bool) -> None:
    """Keeps the address in the tab alone; nothing is sent."""
    st.html(f"<script>{script(signed_in)}</script>", unsafe_allow_javascript=True)
