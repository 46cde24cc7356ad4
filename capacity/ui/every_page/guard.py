"""A page that fails says so in plain words with a reference; what else is on the screen stays."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from capacity.texts import Language, say

REFERENCE_BYTES = 3
log = logging.getLogger(__name__)


def guarded(draw: Callable[[], None], language: Language) -> None:
    """Draws a part of a page; a fault in it is logged under the reference that the visitor sees."""
    try:
        draw()
    except Exception as fault:
        show_fault(fault, language)


def show_fault(fault: Exception, language: Language, key: str = "error.page") -> None:
    """What failed, what is still right, what to do, and the reference in the log."""
    reference = secrets.token_hex(REFERENCE_BYTES)
    log.error("a page failed (%s)", reference, exc_info=fault)
    st.error(say(key, language, reference=reference), icon=":material/error:")
