"""What is looked for in the tables of a page, and in which order: it survives a reload and a sent link."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

import streamlit as st

WHERE, FILTERS, ASKED = "part_shown", "filters_on", "filters_asked"
"""The part of a page that is drawn, on which part each filter stands, and what the address looks for."""
NOT_USED = "filters_not_used"
"""What the address asks of a filter that cannot be chosen there, by filter."""
ROWS, ORDER = "rows", "order"
IN_ADDRESS = re.compile(rf"^({ROWS}|{ORDER})_[0-9a-f]{{4}}$")
LONGEST = 100
"""Letters of what is looked for; an address that holds more is cut."""


def begin(where: str) -> dict[str, str]:
    """Takes what the address looks for, once a visit, and gives the parts that bring it back.

    Args:
        where: the page, and the part of it that is drawn.
    """
    st.session_state[WHERE] = where
    if ASKED not in st.session_state:
        given = st.query_params.to_dict()
        st.session_state[ASKED] = {
            name: text[:LONGEST] for name, text in given.items() if IN_ADDRESS.match(name) and text
        }
    looked_for = {part_of(key): str(st.session_state.get(key) or "") for key in of(where)}
    return {name: text for name, text in {**st.session_state[ASKED], **looked_for}.items() if text}


def fill(key: str, among: Collection[str] | None = None) -> None:
    """Gives a filter that is drawn for the first time what the address looks for in its table.

    Args:
        among: what can be chosen; None where anything can be typed. What cannot be is kept for a notice.
    """
    st.session_state.setdefault(FILTERS, {})[key] = st.session_state.get(WHERE)
    asked: dict[str, str] = st.session_state.get(ASKED, {})
    words = asked.pop(part_of(key), "")
    if key not in st.session_state:
        st.session_state[key] = words if among is None or words in among else None
    elif among is not None and st.session_state[key] not in among:
        st.session_state[key] = None
    if words and among is not None and words not in among:
        st.session_state.setdefault(NOT_USED, {})[key] = words


def not_used(key: str) -> str:
    """What the address asks of a filter and cannot be; empty where there is no such thing."""
    return str(st.session_state.get(NOT_USED, {}).get(key, ""))


def remember(key: str) -> None:
    """Puts what is looked for now into the address; the page itself need not be drawn again for it."""
    name, words = part_of(key), str(st.session_state.get(key) or "")
    if words and st.query_params.get(name) != words:
        st.query_params[name] = words
    elif not words and name in st.query_params:
        del st.query_params[name]


def of(where: str) -> Iterable[str]:
    """Keys of the filters that stand on this part of a page."""
    return [key for key, stands in st.session_state.get(FILTERS, {}).items() if stands == where]


def others(where: str) -> Iterable[str]:
    """Keys of the filters that stand elsewhere."""
    return [key for key, stands in st.session_state.get(FILTERS, {}).items() if stands != where]


def part_of(key: str) -> str:
    """The name of a filter in an address: short, and the same on every visit."""
    kind = ORDER if key.startswith(ORDER) else ROWS
    return f"{kind}_{hashlib.sha256(key.encode()).hexdigest()[:4]}"
