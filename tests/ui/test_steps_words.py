"""COA's steps of upscaling in words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from capacity.domain.plan_result import TABLE_COLUMNS, PlanResult
from capacity.texts import LANGUAGES, Language
from capacity.ui.plan.steps_words import upscaling_sentences
from tests.ui.sample import MONDAYS, SampleService


@pytest.fixture
def plan() -> PlanResult:
    return SampleService().baseline()


def with_tables(plan: PlanResult, spare: float, **opened: float) -> PlanResult:
    """The plan in which so many beds are spare in the fourth week and so many places open in the sixth."""
    places = plan.tables["places"].assign(opened=0.0)
    for kind, count in opened.items():
        at = places.index[(places.week == MONDAYS[5]) & (places.type == kind)][0]
        places.loc[at, "opened"] = count
    row = ("sample", MONDAYS[3], "PV20", "money", "spare", spare, 1330.0, spare * 1330.0)
    names = list(plan.tables["costs"].columns)
    costs = pd.DataFrame([row[-len(names) :]] if spare else [], columns=names)
    assert set(TABLE_COLUMNS["costs"]) <= set(names)
    return replace(plan, tables={**plan.tables, "places": places, "costs": costs})


def test_each_step_says_how_far_it_is_used_and_from_which_week(plan: PlanResult) -> None:
    said = upscaling_sentences(with_tables(plan, 320.0, emergency=50.0, crisis=70.0), "en")
    assert len(said) == 4
    assert "at most 320" in said[1]
    assert "50 open, from week" in said[2]
    assert said[3].startswith("Last, halls: 70 places open")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_that_is_not_needed_says_so(plan: PlanResult, language: Language) -> None:
    said = " ".join(upscaling_sentences(with_tables(plan, 0.0, emergency=50.0), language))
    assert {"en": "none needed", "nl": "niet nodig"}[language] in said
    assert {"en": "halls: none open", "nl": "hallen: er gaan geen open"}[language] in said
