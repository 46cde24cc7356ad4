"""Words of the glossary in a sentence, explained on hover and on focus, each once per page."""

from __future__ import annotations

import re
from functools import cache
from html import escape

import streamlit as st

from capacity.texts import LANGUAGES, Language, Term, glossary, say

SHOWN, SPOKEN = "terms_explained", "terms_language"
ENDINGS = "(?:en|s|es|n)?"
ASIDE = re.compile(r"\s*\([^)]*\)")
CSS = """<style>
.explained {{max-width: 80ch; margin: 0; line-height: 24px;}}
.explained.small {{font-size: 14px; line-height: 21px; color: {second};}}
.explained dfn {{font-style: normal; text-decoration: underline dotted; text-underline-offset: 3px;
    position: relative; cursor: help;}}
.explained dfn > span {{display: none; position: absolute; left: 0; top: 100%; z-index: 10;
    width: max-content;
    max-width: min(280px, 70vw); padding: 8px; border: 1px solid {line}; border-radius: 4px;
    background: {page}; color: {text}; font-size: 14px; line-height: 20px;}}
.explained dfn:hover > span, .explained dfn:focus > span {{display: block;}}
@media (max-width: 640px) {{
  .explained {{position: relative;}}
  .explained dfn {{position: static;}}
  .explained dfn > span {{top: auto; max-width: 100%;}}
}}
@media print {{.explained dfn {{text-decoration: none;}}}}
</style>"""
ESCAPE = """<script>
if (!window.capacityEscape) {
  window.capacityEscape = true;
  document.addEventListener("keydown", pressed => {
    if (pressed.key === "Escape" && document.activeElement?.tagName === "DFN") document.activeElement.blur();
  });
}
</script>"""


def begin(language: Language, second: str, text: str, page: str, line: str) -> None:
    """Puts the look of explained words on a page, and forgets which ones were explained before."""
    st.session_state[SHOWN] = set()
    st.session_state[SPOKEN] = language
    st.html(CSS.format(second=second, text=text, page=page, line=line))
    st.html(ESCAPE, unsafe_allow_javascript=True)


def show_sentence(sentence: str, language: Language, small: bool = False) -> None:
    """A paragraph in which each word of the glossary that was not yet explained can be asked."""
    known: set[str] = st.session_state.setdefault(SHOWN, set())
    style = "explained small" if small else "explained"
    st.html(f'<p class="{style}">{with_terms(sentence, language, known)}</p>')


def show_caption(caption: str) -> None:
    """What a chart or table shows, in small letters and in the language that the page began in."""
    show_sentence(caption, st.session_state.get(SPOKEN, LANGUAGES[0]), small=True)


def with_terms(sentence: str, language: Language, known: set[str]) -> str:
    """The sentence as HTML; what a person wrote stays text. Adds to `known` the words explained."""
    parts, place = [], 0
    for match in _pattern(language).finditer(sentence):
        term = _by_word(language)[match["word"].lower()]
        if term.en in known:
            continue
        known.add(term.en)
        parts.append(escape(sentence[place : match.start()]))
        parts.append(_html(match[0], term, language))
        place = match.end()
    return "".join(parts) + escape(sentence[place:])


def _html(shown: str, term: Term, language: Language) -> str:
    name = re.sub(r"\W+", "-", term.en)
    article = say("terms.article", language, article=term.article) if term.article else ""
    meaning = escape(f"{term.meaning(language)}{article}")
    return (
        f'<dfn tabindex="0" aria-describedby="term-{name}">{escape(shown)}'
        f'<span role="tooltip" id="term-{name}">{meaning}</span></dfn>'
    )


def words(term: Term, language: Language) -> list[str]:
    """How a term may stand in a sentence: without its aside, and each of several words by itself."""
    return [part for part in ASIDE.sub("", term.word(language)).split(", ") if len(part) > 1]


@cache
def _by_word(language: Language) -> dict[str, Term]:
    return {word.lower(): term for term in glossary() for word in words(term, language)}


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """The longest word first, with the endings of a plural."""
    longest = sorted(_by_word(language), key=len, reverse=True)
    choice = "|".join(re.escape(word) for word in longest)
    return re.compile(rf"(?<!\w)(?P<word>{choice}){ENDINGS}(?!\w)", re.IGNORECASE)
