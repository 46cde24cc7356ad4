"""What the browser does when it loses the program: it says so, and keeps what the program has not taken."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import streamlit as st

from capacity.scenario.settings import OFF
from capacity.service.inputs import load_inputs
from capacity.texts import Language, say
from capacity.ui.words.setting_words import value_text

WORDS = ("lost", "waiting", "nothing", "offer", "again", "forget")
PLACE = "__WORDS__"
ANEW = "drawn_anew"
"""Name of the button, out of sight, that the script presses to have the whole page drawn by the program."""


@cache
def script(language: Language) -> str:
    """The script with its sentences."""
    code = files("capacity.ui.every_page").joinpath("connection.js").read_text(encoding="utf-8")
    words: dict[str, object] = {name: say(f"connection.{name}", language, list="{list}") for name in WORDS}
    words |= {name: say(f"app.{name}", language) for name in ("yes", "no")}
    words["values"] = _values(language)
    return code.replace(PLACE, json.dumps(words, ensure_ascii=False)).replace("__ANEW__", ANEW)


def _values(language: Language) -> dict[str, dict[str, str]]:
    """What a list or switch shows, and how an address holds it; weeks and numbers follow by rule."""
    found: dict[str, dict[str, str]] = {}
    for setting in load_inputs().settings.values():
        if setting.value == "choice":
            found[setting.id] = {value_text(setting, value, language): value for value in setting.choices}
        elif setting.value == "switch":
            found[setting.id] = {say("app.yes", language): "true", say("app.no", language): "false"}
        elif setting.value == "monday":
            found[setting.id] = {say("app.no_first_week", language): OFF, "": OFF}
    return found


def watch(language: Language) -> None:
    """Watches the connection from the browser; it asks nobody else."""
    st.html(f"<script>{script(language)}</script>", unsafe_allow_javascript=True)
    st.button(say("connection.again", language), key=ANEW)
