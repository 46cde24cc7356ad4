"""The report on the border procedure as a file is in the words of the page, with its ids beside them."""

from __future__ import annotations

import pandas as pd
import pytest

from capacity.texts import LANGUAGES, Language
from capacity.ui.plan_border import in_words
from tests.ui.sample import SampleService


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_and_heading_of_the_file_is_a_word_and_the_ids_stand_last(language: Language) -> None:
    service = SampleService()
    plan = service.baseline()
    report = service.border_report(plan)
    found = in_words(report, plan, language)
    assert list(found.columns[-2:]) == ["item_id", "due_id"]
    assert list(found.item_id) == list(report["item"])
    heads = {"nl": ["maand", "verschuldigd", "onderdeel"], "en": ["month", "due", "item"]}[language]
    assert set(heads) < set(found.columns)
    assert set(found[heads[1]]) <= ({"ja", "nee"} if language == "nl" else {"yes", "no"})
    assert not set(found[heads[2]]) & set(report["item"])
    assert pd.api.types.is_numeric_dtype(found["waarde" if language == "nl" else "value"])
