"""What binds in a plan and what one more of it saves: how the answer to a question ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from capacity.texts import Language, say
from capacity.ui import figures
from capacity.ui.explained import ranked_prices, thing
from capacity.ui.frame import Answer

MONEY = "money"
RECORDS = {"bed": "beds", "border_place": "pot", "intake_cap": "intake_cap"}
"""Constraint record of a resource, where an article stands behind its limit."""


def binding_part(answer: Answer) -> str:
    """The sentence on the plan of an answer; waits for its explanation."""
    records = answer.view.records()
    articles = dict(zip(records.id.astype(str), records.article.astype(str), strict=True))
    return binding_sentence(answer.explained.tables["prices"], articles, answer.language)


def binding_sentence(prices: pd.DataFrame, articles: Mapping[str, str], language: Language) -> str:
    """The dearest scarce thing with article, price and range; empty when nothing has a price in money.

    Args:
        prices: columns of prices.csv.
        articles: article of each constraint record by id.
    """
    paid = prices[(prices.goal == MONEY) & (prices.price > 0)]
    if paid.empty:
        return ""
    row = ranked_prices(paid).iloc[0]
    name = str(row.resource)
    lasting = str(row.unit).endswith(say("price.per_lasting", "en", thing=thing(name, "en")))
    article = articles.get(RECORDS.get(name, ""), "")
    return say(
        "whatif.binding",
        language,
        thing=thing(name, language),
        article=f" ({article})" if article else "",
        when=say("price.from" if lasting else "price.in", language, week=figures.monday(str(row.week))),
        price=float(row.price),
        per=say("price.per_lasting" if lasting else "price.per", language, thing=thing(name, language)),
        range=_range(float(row.holds_to), lasting, language),
    )


def _range(units: float, lasting: bool, language: Language) -> str:
    if lasting:
        return say("price.range_one", language)
    if np.isnan(units):
        return say("price.range_all", language)
    return say("price.range", language, n=float(np.floor(max(1.0, units))))
