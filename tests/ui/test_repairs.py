"""The sentences about what mends a duty: the cheapest way first, the other one short."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from capacity.domain.plan_result import PlanResult
from capacity.scenario import default_scenario
from capacity.texts import LANGUAGES, Language, say
from capacity.ui.charts.tokens import look
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.repairs import repair_sentence
from tests.ui.sample import MONDAYS, SampleService, with_explanations


def with_repairs(language: Language, **changed: object) -> Answer:
    """The sample's plan, each of whose repairs by crisis places has these values."""
    service = SampleService()
    plan = with_explanations(service.baseline())
    repairs = plan.tables["repairs"].copy()
    for name, value in changed.items():
        repairs.loc[repairs.lever == "crisis", name] = value
    told = replace(plan, tables={**plan.tables, "repairs": repairs})

    class Told(Answer):
        @property
        def repaired(self) -> PlanResult:
            return told

    return Told(service, default_scenario(service.settings()), plan, plan, look(False, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_repair_is_told_in_short_sentences_and_the_other_one_in_few_words(language: Language) -> None:
    sentences = re.split(r"(?<=[.])\s+", repair_sentence(with_repairs(language, decide_by=MONDAYS[5])))
    assert "40" in sentences[-3]
    lengths = [len(sentence.split()) for sentence in sentences]
    assert sum(lengths) / len(lengths) <= 15
    assert lengths[-1] <= 8


def test_another_last_day_of_the_other_repair_is_told() -> None:
    assert repair_sentence(with_repairs("en")).endswith("decide by Monday 18 January 2027.")
    same = repair_sentence(with_repairs("en", decide_by=MONDAYS[5]))
    assert same.endswith("Or: 40 more crisis places, €3.0\u00a0m.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_repair_that_only_eases_is_told_in_short_sentences(language: Language) -> None:
    about = with_repairs(language, after=100.0, holds_from="")
    repairs = about.repaired.tables["repairs"]
    repairs.drop(repairs[repairs.lever == "emergency"].index, inplace=True)
    told = repair_sentence(about)
    lengths = [len(sentence.split()) for sentence in re.split(r"(?<=[.])\s+", told)]
    assert "400" in told
    assert sum(lengths) / len(lengths) <= 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_of_a_repair_has_a_sentence_and_the_other_repair_does_not_tell_them_again(
    language: Language,
) -> None:
    about = with_repairs(language, decide_by=MONDAYS[5])
    tables = about.repaired.tables
    assert isinstance(tables, dict)
    repairs = tables["repairs"]
    placed = repairs[repairs.lever == "emergency"].assign(lever="outplacement", step=3)
    both = [repairs, placed, placed.assign(choice=2, total_eur=3e6)]
    tables["repairs"] = pd.concat(both).sort_values(["repair", "choice", "step"])
    told = repair_sentence(about).split(": ", 1)[1]
    lengths = [len(sentence.split()) for sentence in re.split(r"(?<=[.])\s+", told)]
    assert told.count("Flevoland") == 2
    assert sum(lengths) / len(lengths) <= 15
    assert say("repair.rest_same", language) in told
