"""What binds in a plan and what one more of it saves: how the answer to a question ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from capacity.domain.plan_result import SENTENCE_NL
from capacity.texts import Language, say, shipped_text, thing
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.explained import ranked_prices
from capacity.ui.words import figures

MONEY = "money"
DUTIES = {
    "bed": "beds",
    "opening_regular": "beds",
    "opening_emergency": "beds",
    "renewal_emergency": "beds",
    "intake_cap": "intake_cap",
    "outplacement": "intake_cap",
    "border_place": "border_places",
    "kmar": "screening_border",
    "ind_ova": "screening_territory",
    "eurodac_devices": "eurodac_territory",
    "eurodac_devices_border": "eurodac_border",
    "eurodac_link": "eurodac_territory",
    "ind_responsibility": "responsibility",
    "ind_deciders": "decide_normal",
    "courts": "appeal_territory",
    "dtv_border": "return_border",
    "municipalities": "housing_norm",
}
"""Duty that a resource serves, where an article or a norm stands behind it."""
GOALS = {
    "without_bed": "beds",
    "chance_beds": "beds",
    "duties_broken": "duties",
    "over_term": "duties",
    "task_gap": "task",
    "cost": MONEY,
}
"""Goal whose prices tell what holds a figure back."""
RESOURCES: Mapping[str, tuple[str, ...]] = {
    "old_gone": ("ind_deciders",),
    "emergency": ("opening_emergency", "renewal_emergency"),
    "over_cap_weeks": ("intake_cap", "outplacement"),
    "over_cap_eur": ("intake_cap", "outplacement"),
    "unsent": ("eurodac_link", "eurodac_devices", "eurodac_devices_border"),
    "border_used": ("border_place",),
    "status_holders": ("municipalities",),
}
"""Scarce things that hold a figure back, where it is no goal of its own."""


def binding_part(answer: Answer, resources: Sequence[str]) -> str:
    """The sentence on the plan of an answer; waits for its explanation.

    Args:
        resources: the scarce things that the question is about.
    """
    articles = articles_of(answer.register)
    return binding_sentence(answer.explained.tables["prices"], articles, resources, answer.language)


def articles_of(register: pd.DataFrame) -> dict[str, str]:
    """The article of each duty by id."""
    return dict(zip(register.duty.astype(str), register.article.astype(str), strict=True))


def card_binding(prices: pd.DataFrame, measure: str, articles: Mapping[str, str], language: Language) -> str:
    """What holds one figure back, with its article: the dearest thing of which one more gains something.

    Args:
        prices: columns of prices.csv.
        measure: the figure; what holds it back is the goal it belongs to, or the things it counts.
        articles: article of each duty by id.
    """
    gaining = prices[prices.price > 0]
    if measure in GOALS:
        gaining = gaining[gaining.goal == GOALS[measure]]
    else:
        gaining = gaining[gaining.resource.isin(list(RESOURCES.get(measure, ())))]
    if gaining.empty:
        return say("whatif.binds_nothing", language)
    row = ranked_prices(gaining).iloc[0]
    name = str(row.resource)
    return say(
        "whatif.binds",
        language,
        thing=thing(name, language),
        when=_when(row, language),
        article=_article(name, articles, language),
    )


def binding_sentence(
    prices: pd.DataFrame, articles: Mapping[str, str], resources: Sequence[str], language: Language
) -> str:
    """What binds, with article, price and range; what the question is about comes before all else.

    Of that the dearest in money is named, else the dearest at any other goal, in its own words. Where
    none of it has a price that is said, with the dearest thing of the plan beside it.

    Args:
        prices: columns of prices.csv, and `sentence_nl`.
        articles: article of each duty by id.
        resources: the scarce things that the question is about; may be empty.
    """
    gaining = prices[prices.price > 0]
    paid = gaining[gaining.goal == MONEY]
    mine = gaining.resource.isin(list(resources))
    if (mine & (gaining.goal == MONEY)).any():
        return _paid(paid[paid.resource.isin(list(resources))], articles, "binding", language)
    if mine.any():
        return _in_words(gaining[mine], articles, language)
    parts = []
    if resources:
        things = ", ".join(thing(name, language) for name in resources)
        parts.append(say("whatif.binding_not", language, things=things))
    if not paid.empty:
        parts.append(_paid(paid, articles, "binding_beside" if parts else "binding", language))
    return " ".join(parts) or say("whatif.binding_none", language)


def _paid(paid: pd.DataFrame, articles: Mapping[str, str], key: str, language: Language) -> str:
    """The dearest thing in money, in the words of `key`."""
    row = ranked_prices(paid).iloc[0]
    name, lasting = str(row.resource), _is_lasting(row)
    return say(
        f"whatif.{key}",
        language,
        thing=thing(name, language),
        article=_article(name, articles, language),
        when=_when(row, language),
        price=float(row.price),
        per=say("price.per_lasting" if lasting else "price.per", language, thing=thing(name, language)),
        range=_range(float(row.holds_to), lasting, language),
    )


def _in_words(gaining: pd.DataFrame, articles: Mapping[str, str], language: Language) -> str:
    """What one more gains where it saves no money: persons in time, beds or places."""
    row = ranked_prices(gaining).iloc[0]
    name = str(row.resource)
    return say(
        "whatif.binding_words",
        language,
        thing=thing(name, language),
        article=_article(name, articles, language),
        when=_when(row, language),
        gain=str(row["sentence" if language == "en" else SENTENCE_NL]),
    )


def _article(resource: str, articles: Mapping[str, str], language: Language) -> str:
    article = shipped_text(articles.get(DUTIES.get(resource, ""), ""), language)
    return f" ({article})" if article else ""


def _when(row: pd.Series, language: Language) -> str:
    key = "price.from" if _is_lasting(row) else "price.in"
    return say(key, language, week=figures.monday(str(row.week)))


def _is_lasting(row: pd.Series) -> bool:
    """Whether the unit is there in every week from its week on."""
    return str(row.unit).endswith(say("price.per_lasting", "en", thing=thing(str(row.resource), "en")))


def _range(units: float, lasting: bool, language: Language) -> str:
    if lasting:
        return say("price.range_one", language)
    if np.isnan(units):
        return say("price.range_all", language)
    return say("price.range", language, n=float(np.floor(max(1.0, units))))
