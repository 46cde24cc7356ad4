"""The sentence with which the answer to a question ends: what binds, its price, how far that holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.ui.binding import binding_sentence
from tests.ui.sample import MONDAYS

ARTICLES = {"beds": "RCD 20(1)", "hours": ""}


def prices(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS["prices"]))


def price(
    resource: str, eur: float, more: float, per: str = "one week", goal: str = "money"
) -> tuple[object, ...]:
    unit = {"bed": "usable place", "municipalities": "municipal home"}[resource]
    return (goal, resource, "NL", MONDAYS[5], eur, f"EUR per {unit}, {per}", -3.0, more, "")


def test_it_names_the_dearest_thing_with_article_price_and_range() -> None:
    both = prices(price("municipalities", 20.0, 9.0), price("bed", 500.0, 12.4))
    found = binding_sentence(both, ARTICLES, "en")
    assert found.startswith("Binding: usable place in week ")
    assert "(RCD 20(1)). Price: €500 per usable place, one week; holds for the next 12." in found


def test_a_thing_without_an_article_has_no_brackets_and_may_hold_without_end() -> None:
    found = binding_sentence(prices(price("municipalities", 20.0, np.nan)), ARTICLES, "nl")
    assert found.startswith("Bindt: woning in een gemeente")
    assert "(RCD" not in found
    assert "). Prijs: € 20 per woning in een gemeente" in found
    assert found.endswith("geldt hoeveel er ook bij komen.")


def test_a_unit_in_every_week_says_so() -> None:
    found = binding_sentence(prices(price("municipalities", 20.0, 1.0, "every week")), ARTICLES, "en")
    assert "in every week from" in found
    assert "per municipal home, every week; proven for one" in found


def test_without_a_price_in_money_nothing_is_said() -> None:
    assert binding_sentence(prices(), ARTICLES, "nl") == ""
    elsewhere = prices(price("bed", 1.0, 1.0, goal="beds"), price("bed", -2.0, 1.0))
    assert binding_sentence(elsewhere, ARTICLES, "nl") == ""
