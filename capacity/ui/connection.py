"""What the browser does when it loses the program: it says so, and keeps what the program has not taken."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import streamlit as st

from capacity.texts import Language, say

WORDS = ("lost", "waiting", "nothing", "offer", "again", "forget")
PLACE = "__WORDS__"


@cache
def script(language: Language) -> str:
    """The script with its sentences."""
    code = files("capacity.ui").joinpath("connection.js").read_text(encoding="utf-8")
    words = {name: say(f"connection.{name}", language, list="{list}") for name in WORDS}
    return code.replace(PLACE, json.dumps(words, ensure_ascii=False))


def watch(language: Language) -> None:
    """Watches the connection from the browser; it asks nobody else."""
    st.html(f"<script>{script(language)}</script>", unsafe_allow_javascript=True)
