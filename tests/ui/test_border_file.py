"""The report on the border procedure as a file is in the words of the page, with its ids beside them."""

from __future__ import annotations

import pandas as pd
import pytest

from capacity.texts import LANGUAGES, Language
from capacity.ui.plan.border import in_words, months_in_part
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


@pytest.mark.parametrize(
    ("first", "last", "partly"),
    [
        ("2026-11-23", "2027-01-25", ["2026-11"]),
        ("2026-11-02", "2026-12-14", ["2026-12"]),
        ("2026-11-09", "2026-11-16", ["2026-11"]),
        ("2026-11-02", "2026-12-28", []),
    ],
)
def test_a_month_of_which_the_plan_lacks_a_week_is_known(first: str, last: str, partly: list[str]) -> None:
    weeks = [day.date().isoformat() for day in pd.date_range(first, last, freq="7D")]
    assert months_in_part(weeks) == partly
