"""What the framework says by itself, said in the language of the page: it speaks English only.

A file that is too large is refused by the browser, before anything of it is sent or read; why and what to do
about it is said in sight, where the framework shows it only to who points at the file.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import streamlit as st

from capacity.domain.problems import MOST_BYTES_SHOWN
from capacity.texts import Language, say

PLACE = "__WORDS__"
THEIRS = {
    "fault": "Error:",
    "file_too_large": "File must be {size} or smaller.",
    "file_kind": "{kinds} files are not allowed.",
    "file_one": "Only one file is allowed.",
    "file_most": "{n}MB per file",
    "file_megabytes": "{whole}.{part}MB",
    "file_kilobytes": "{whole}.{part}KB",
    "file_bytes": "{whole}.{part}B",
    "upload": "Upload",
    "upload_name": "file upload",
    "drop": "Drag and drop a file here",
    "add_file": "Add files",
    "add_icon": "add icon",
    "skip": "Skip to main content",
    "remove": "Remove {name}",
    "enter": "Press Enter to apply",
    "enter_form": "Press Enter to submit form",
    "enter_control": "Press Ctrl+Enter to apply",
    "enter_command": "Press ⌘+Enter to apply",
    "no_results": "No results",
    "columns": "Show/hide columns",
    "search": "Search",
    "fullscreen": "Fullscreen",
    "fullscreen_end": "Close fullscreen",
    "add_row": "Add row",
    "delete_rows": "Delete row(s)",
    "unmark": "Clear selection",
    "ascending": "Sort ascending",
    "descending": "Sort descending",
    "format": "Format",
    "automatic": "Automatic",
    "width": "Autosize",
    "pin_column": "Pin column",
    "unpin_column": "Unpin column",
    "hide_column": "Hide column",
    "statistics": "Statistics",
    "copy_name": "Copy column name",
    "select_all": "Select all",
    "clear_all": "Clear all",
    "clear": "Clear value",
    "open": "Open",
    "close": "Close",
    "explain": "Help for {name}",
    "pages": "App pages",
    "sidebar": "Sidebar",
    "sidebar_close": "Collapse sidebar",
    "sidebar_open": "Expand sidebar",
    "copy": "Copy to clipboard",
}
"""What the framework says, with what differs in braces; the longer before the shorter that it ends in."""
FAULTS = {"made": "file_not_made", "read": "file_failed"}
"""What is said of a file that could not be made or brought, whatever the framework gives as the reason."""
VALUES = ("size", "kinds", "n", "whole", "part", "name")


@cache
def script(language: Language) -> str:
    """The script with every sentence of the framework and what is said in its place."""
    code = files("capacity.ui.every_page").joinpath("framework.js").read_text(encoding="utf-8")
    left = {name: f"{{{name}}}" for name in VALUES}
    left["most"] = MOST_BYTES_SHOWN
    words = [[theirs, say(f"framework.{key}", language, **left)] for key, theirs in THEIRS.items()]
    failed = {name: say(f"framework.{key}", language) for name, key in FAULTS.items()}
    given = {"words": words, "failed": failed}
    return code.replace(PLACE, json.dumps(given, ensure_ascii=False))


def speak(language: Language) -> None:
    """Lets the framework speak the language of the page; nobody else is asked."""
    st.html(f"<script>{script(language)}</script>", unsafe_allow_javascript=True)
