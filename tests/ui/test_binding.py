"""The sentence with which the answer to a question ends: what binds, its price, how far that holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capacity.domain.plan_result import SENTENCE_NL, TABLE_COLUMNS
from capacity.service.answers import presets
from capacity.service.inputs import load_inputs
from capacity.texts import say
from capacity.ui.parts.binding import DUTIES, binding_sentence
from capacity.ui.parts.explained import thing
from tests.ui.sample import MONDAYS

ARTICLES = {"beds": "RCD 20(1)", "screening_border": "SCR 8(3)", "eurodac_territory": "EUD 15(1)(a)"}
ABOUT_BEDS = ("bed",)


def prices(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*TABLE_COLUMNS["prices"], SENTENCE_NL])


def price(
    resource: str, eur: float, more: float, per: str = "one week", goal: str = "money"
) -> tuple[object, ...]:
    unit = thing(resource, "en")
    gain = "One more gains something." if eur > 0 else ""
    return (goal, resource, "NL", MONDAYS[5], eur, f"EUR per {unit}, {per}", -3.0, more, gain, "Meer helpt.")


def test_it_names_the_dearest_thing_with_article_price_and_range() -> None:
    both = prices(price("municipalities", 20.0, 9.0), price("bed", 500.0, 12.4))
    found = binding_sentence(both, ARTICLES, (), "en")
    assert found.startswith("Binding: usable place in week ")
    assert "(RCD 20(1)). Price: €500 per usable place, one week; holds for the next 12." in found


def test_a_thing_without_an_article_has_no_brackets_and_may_hold_without_end() -> None:
    found = binding_sentence(prices(price("municipalities", 20.0, np.nan)), ARTICLES, (), "nl")
    assert found.startswith("Bindt: woning in een gemeente")
    assert "(RCD" not in found
    assert "). Prijs: €\u00a020 per woning in een gemeente" in found
    assert found.endswith("geldt hoeveel er ook bij komen.")


def test_a_unit_in_every_week_says_so() -> None:
    found = binding_sentence(prices(price("municipalities", 20.0, 1.0, "every week")), ARTICLES, (), "en")
    assert "in every week from" in found
    assert "per municipal home, every week; proven for one" in found


@pytest.mark.parametrize("resources", [("bed",), ("kmar", "bed")])
def test_what_the_question_is_about_comes_before_what_is_dearer(resources: tuple[str, ...]) -> None:
    both = prices(price("municipalities", 2000.0, 90.0), price("bed", 500.0, 12.4))
    found = binding_sentence(both, ARTICLES, resources, "en")
    assert found.startswith("Binding: usable place in week ")
    assert "(RCD 20(1))" in found


def test_what_saves_no_money_is_said_by_what_it_gains_otherwise() -> None:
    both = prices(price("municipalities", 2000.0, 90.0), price("kmar", 1.5, 4.0, goal="duties"))
    found = binding_sentence(both, ARTICLES, ("kmar",), "en")
    assert found.startswith("Binding: hour of KMar screening in week ")
    assert found.endswith("(SCR 8(3)). One more gains something. It has no price in money.")
    assert "Meer helpt. In geld heeft dit geen prijs." in binding_sentence(both, ARTICLES, ("kmar",), "nl")


def test_where_nothing_of_the_question_has_a_price_that_is_said_with_the_dearest_beside_it() -> None:
    beds = prices(price("bed", 500.0, 12.4))
    found = binding_sentence(beds, ARTICLES, ("eurodac_link",), "en")
    assert found.startswith("Binding: none of what this question is about (record sent to Eurodac);")
    assert "Dearest beside it: usable place in week" in found
    assert found.count("Binding") == 1


def test_without_any_price_it_is_said_in_words_that_nothing_binds() -> None:
    assert binding_sentence(prices(), ARTICLES, (), "nl") == say("whatif.binding_none", "nl")
    losing = prices(price("bed", -2.0, 1.0))
    found = binding_sentence(losing, ARTICLES, ABOUT_BEDS, "en")
    assert found == say("whatif.binding_not", "en", things="usable place")


def test_the_duty_behind_each_resource_is_known_and_has_an_article() -> None:
    articles = {row.duty: row.article for row in load_inputs().duties.itertuples()}
    assert all(articles[duty] for duty in DUTIES.values())
    assert {name for preset in presets().values() for name in preset.resources} <= set(DUTIES)
