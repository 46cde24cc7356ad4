"""Pages hold no words of their own: every text a person reads comes from the message files."""

from __future__ import annotations

import ast
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
}
FOLDER = Path(capacity.ui.__file__).parent


def words_shown(path: Path) -> list[str]:
    """Text with letters that is handed straight to a Streamlit element."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr not in SHOWING or ast.unparse(node.func.value) == "log":
            continue
        shown = [*node.args[:1], *(key.value for key in node.keywords if key.arg in ("label", "help"))]
        for argument in shown:
            found += [
                f"{path.name}:{node.lineno} {text}" for text in literals(argument) if text.strip("*-[]() ·\n")
            ]
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
    return []


def test_pages_hold_no_words_of_their_own() -> None:
    assert [text for path in sorted(FOLDER.glob("*.py")) for text in words_shown(path)] == []


def test_a_word_in_a_page_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        'import streamlit as st\nst.title(f"Hallo {name}")\nst.caption(say("x"))\n', encoding="utf-8"
    )
    assert words_shown(page) == ["page.py:2 Hallo "]


def test_the_app_looks_the_same_from_the_top_of_the_project_and_from_the_package() -> None:
    top = FOLDER.parents[1] / ".streamlit" / "config.toml"
    assert top.read_text(encoding="utf-8") == (FOLDER / ".streamlit" / "config.toml").read_text(
        encoding="utf-8"
    )
