"""Words of the glossary in sentences: found, explained once, and never at the cost of safety."""

from __future__ import annotations

import pytest

from capacity.texts import LANGUAGES, Language, glossary
from capacity.ui.elements.terms import with_terms, words


def test_a_word_of_the_glossary_is_explained_with_its_article_on_hover_and_focus() -> None:
    said = with_terms("De screening aan de grens is klaar.", "nl", set())
    assert '<dfn tabindex="0" aria-describedby="term-border-screening">screening aan de grens' in said
    assert "controle aan de buitengrens, 7 dagen (SCR 8(3))" in said
    assert said.endswith("</dfn> is klaar.")


def test_a_word_is_explained_once_on_a_page_also_in_the_plural() -> None:
    known: set[str] = set()
    assert "<dfn" in with_terms("Zes plichten breken.", "nl", known)
    assert with_terms("Een plicht breekt.", "nl", known) == "Een plicht breekt."


def test_a_word_inside_another_word_is_left_alone() -> None:
    assert with_terms("De instroomcijfers.", "nl", set()) == "De instroomcijfers."


def test_what_a_person_wrote_stays_text() -> None:
    said = with_terms("Plicht <script>alert(1)</script> & meer", "nl", set())
    assert "<script>" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; meer" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_glossary_is_found_in_a_sentence(language: Language) -> None:
    lost = [
        word
        for term in glossary()
        for word in words(term, language)
        if '<dfn tabindex="0" aria-describedby="term-' not in with_terms(f"Zo {word} is.", language, set())
    ]
    assert lost == []
