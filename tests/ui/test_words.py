"""Pages hold no words of their own: every text a person reads comes from the message files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import capacity.ui

SHOWING = {
    "title",
    "header",
    "subheader",
    "caption",
    "markdown",
    "write",
    "button",
    "download_button",
    "selectbox",
    "select_slider",
    "segmented_control",
    "toggle",
    "metric",
    "expander",
    "info",
    "warning",
    "error",
    "spinner",
    "page_link",
    "text_input",
    "number_input",
    "file_uploader",
    "text_area",
    "date_input",
    "tabs",
    "popover",
    "dialog",
    "checkbox",
    "form_submit_button",
    "slider",
    "success",
    "html",
}
SAID_BY_NAME = ("label", "help", "placeholder")
TAG, VALUE = re.compile("<[^>]*>"), "\0"
FOLDER = Path(capacity.ui.__file__).parent


def words_shown(path: Path) -> list[str]:
    """Text with letters that is handed straight to a Streamlit element."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in SHOWING or ast.unparse(node.func.value) == "log":
            continue
        shown = [*node.args[:1], *(key.value for key in node.keywords if key.arg in SAID_BY_NAME)]
        for argument in shown:
            texts = literals(argument)
            if node.func.attr == "html":
                texts = TAG.sub("", VALUE.join(texts)).split(VALUE)
            found += [f"{path.name}:{node.lineno} {text}" for text in texts if text.strip("*-[]() ·\n")]
    return found


def literals(node: ast.expr) -> list[str]:
    """Text that stands in the expression itself, not what it calls."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [
            part.value
            for part in node.values
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
    if isinstance(node, ast.BinOp):
        return literals(node.left) + literals(node.right)
    if isinstance(node, (ast.List, ast.Tuple)):
        return [text for part in node.elts for text in literals(part)]
    return []


def lists_without_a_word(path: Path) -> list[str]:
    """Lists that begin with no choice and leave it to the framework to say so, which it does in English."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = {key.arg: ast.unparse(key.value) for key in node.keywords}
            begins_empty = node.func.attr == "multiselect" or (
                node.func.attr == "selectbox" and given.get("index") == "None"
            )
            if begins_empty and "placeholder" not in given:
                found.append(f"{path.name}:{node.lineno}")
    return found


def test_pages_hold_no_words_of_their_own() -> None:
    assert [text for path in sorted(FOLDER.rglob("*.py")) for text in words_shown(path)] == []


def test_a_word_in_a_page_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        'import streamlit as st\nst.title(f"Hallo {name}")\nst.caption(say("x"))\n', encoding="utf-8"
    )
    assert words_shown(page) == ["page.py:2 Hallo "]


def test_a_list_without_a_choice_says_so_in_the_language_of_the_page() -> None:
    assert [place for path in sorted(FOLDER.rglob("*.py")) for place in lists_without_a_word(path)] == []


def test_a_list_that_leaves_it_to_the_framework_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        'st.selectbox(say("x"), [], index=None)\nst.tabs(["Een", say("x")])\n'
        'st.text_input(say("x"), placeholder="Naam")\n'
        'st.html(f"<p class={x}>Vier {y}</p>")\n'
        'st.selectbox(say("x"), [], index=None, placeholder=say("y"))\n',
        encoding="utf-8",
    )
    assert lists_without_a_word(page) == ["page.py:1"]
    assert words_shown(page) == ["page.py:2 Een", "page.py:3 Naam", "page.py:4 Vier "]


def test_the_app_looks_the_same_from_the_top_of_the_project_and_from_the_package() -> None:
    top = FOLDER.parents[1] / ".streamlit" / "config.toml"
    assert top.read_text(encoding="utf-8") == (FOLDER / ".streamlit" / "config.toml").read_text(
        encoding="utf-8"
    )
