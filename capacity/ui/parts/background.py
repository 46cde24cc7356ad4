"""Work that goes on beside the pages: a button that begins it, how far it is, Cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import streamlit as st

from capacity.texts import Language, say

LOOK_AGAIN = timedelta(seconds=2)


class Handle(Protocol):
    """Work that was begun."""

    @property
    def done(self) -> bool:
        """Whether it ended."""

    @property
    def failed(self) -> bool:
        """Whether it ended without an answer."""

    @property
    def share(self) -> float:
        """How much of it is done."""

    def cancel(self) -> None:
        """Stops it."""

    def wait(self, timeout_seconds: float) -> bool:
        """Waits for the end; whether it came."""


@dataclass(frozen=True)
class Work:
    """One kind of work.

    Args:
        key: of its controls, and of its texts `none`, `failed`, `start` and `going`.
        handle: the work that was begun last; None before it.
        begin: begins it.
    """

    key: str
    handle: Callable[[], Handle | None]
    begin: Callable[[], object]


def background_part(work: Work, language: Language) -> None:
    """The way to have the work done, or how far it is; drawn again when it ends."""
    handle = work.handle()
    if handle is not None and not handle.done:
        _progress(work, language)
        return
    failed = handle is not None and handle.failed
    st.caption(say(f"{work.key}.failed" if failed else f"{work.key}.none", language))
    if st.button(say(f"{work.key}.start", language), key=f"{work.key}_start"):
        work.begin()
        st.rerun()


@st.fragment(run_every=LOOK_AGAIN)
def _progress(work: Work, language: Language) -> None:
    handle = work.handle()
    if handle is None or handle.done:
        st.rerun()
    st.progress(handle.share, text=say(f"{work.key}.going", language, p=handle.share))
    if st.button(say("solving.cancel", language), key=f"{work.key}_cancel"):
        handle.cancel()
        handle.wait(LOOK_AGAIN.total_seconds())
        st.rerun()


@st.fragment(run_every=LOOK_AGAIN)
def drawn_when_done(handle: Handle) -> None:
    """Draws the page again when work ends that shows nothing while it goes on."""
    if handle.done:
        st.rerun()
