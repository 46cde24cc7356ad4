"""Files that are made when they are asked for; when one cannot be made, why is said beside its button.

The framework tells the browser only that it failed, and for some seconds. So the cause is kept in the visit
and stays in a part of the page of its own, which the script that speaks for the framework has drawn then.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

import streamlit as st

from capacity.service import StoppedPlanError, TooLateError
from capacity.texts import Language, say

LAST, PLACE = "file_not_made", "file_cause"
REFERENCE_BYTES = 3
UNKNOWN = "unknown"
CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (TooLateError, "too_late"),
    (StoppedPlanError, "stopped"),
    (MemoryError, "memory"),
    (OSError, "disk"),
)
"""What may go wrong outside the program, and the sentence that says so."""
log = logging.getLogger(__name__)


def made(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file; a fault in it is logged under the reference that the visitor sees."""
    last: list[tuple[str, str]] = st.session_state.setdefault(LAST, [])

    def making() -> bytes:
        try:
            return make()
        except Exception as fault:
            reference = secrets.token_hex(REFERENCE_BYTES)
            log.error("a file could not be made (%s)", reference, exc_info=fault)
            last[:] = [(cause_of(fault), reference)]
            raise

    return making


def cause_of(fault: Exception) -> str:
    """The sentence that says why: what is not known is a fault of the program."""
    return next((name for kind, name in CAUSES if isinstance(fault, kind)), UNKNOWN)


@st.fragment
def cause(language: Language) -> None:
    """The last cause, once there is one; a button that nobody sees has this part drawn again."""
    with st.container(key=PLACE):
        st.button(say("file_fault.look", language), key="file_cause_look")
        for name, reference in st.session_state.get(LAST, []):
            st.error(say(f"file_fault.{name}", language, reference=reference), icon=":material/error:")
