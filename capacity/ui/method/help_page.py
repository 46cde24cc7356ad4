"""Help: the manual that ships with the program, one chapter at a time, each page with a link to its own."""

from __future__ import annotations

import re

import streamlit as st

from capacity.service.documents import Chapter, chapter_linked, chapters, picture
from capacity.texts import Language, say
from capacity.ui.every_page.frame import Answer, say_answer
from capacity.ui.visit import session

CHAPTER, SEEN, FIRST = "chapter", "help_seen", "start"
KEY = "help_chapter"
PICTURE = re.compile(r"^!\[(?P<alt>[^\]]*)\]\((?P<file>[^)]+)\)$", re.MULTILINE)
LINK = re.compile(r"\]\((?P<file>[^)#:]+\.md)(?:#[^)]*)?\)")


def begin(language: Language) -> dict[str, str]:
    """Which chapter is open, as the part of the address that brings it back."""
    known, asked = chapters(language), st.query_params.get(CHAPTER, "")
    if asked in known and (asked != st.session_state.get(SEEN) or KEY not in st.session_state):
        st.session_state[KEY] = asked
    if asked and asked not in known:
        session.not_used(CHAPTER, asked, known[FIRST].title)
    if st.session_state.get(KEY) not in known:
        st.session_state[KEY] = FIRST
    st.session_state[SEEN] = st.session_state[KEY]
    return {CHAPTER: str(st.session_state[KEY])}


def link(page: st.Page, name: str, language: Language) -> None:
    """The link of a page to its chapter."""
    about = {"lang": language, CHAPTER: name if name in chapters(language) else FIRST}
    st.page_link(page, label=say("help.about", language), query_params=about)


def page(answer: Answer) -> None:
    """The open chapter, and the way to every other."""
    language = answer.language
    known = chapters(language)
    chapter = known[str(st.session_state[KEY])]
    say_answer(answer, chapter.title)
    st.selectbox(
        say("help.chapter", language), list(known), key=KEY, format_func=lambda name: known[name].title
    )
    place = 0
    for found in PICTURE.finditer(chapter.text):
        st.markdown(_linked(chapter, chapter.text[place : found.start()], language))
        _picture(chapter, found["file"], found["alt"])
        place = found.end()
    st.markdown(_linked(chapter, chapter.text[place:], language))


def _picture(chapter: Chapter, file: str, alt: str) -> None:
    path = picture(chapter, file)
    if path is not None:
        st.image(str(path), caption=alt, alt=alt, width="stretch")


def _linked(chapter: Chapter, text: str, language: Language) -> str:
    """Links between files become links between chapters of this page."""

    def led(found: re.Match[str]) -> str:
        name = chapter_linked(chapter, found["file"])
        return f"](help?lang={language}&{CHAPTER}={name})" if name else "](help)"

    return LINK.sub(led, text)
