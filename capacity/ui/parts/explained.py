"""Why a plan is as it is, on pages: prices, the cheapest repair, who owns a shortfall."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from capacity.domain.plan_result import SENTENCE_NL, PlanResult
from capacity.texts import Language, knows, say, thing
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.view_choices import PRICED_GOALS, settle
from capacity.ui.words import answers

DEAREST = 3
SMALL_SHARE = 0.02
"""Causes below this share of the largest are said together."""
SHORT = ("beds", "intake_cap")
"""Duties whose person-weeks are the shortfall."""


def cut_off(plan: PlanResult) -> bool:
    """Whether the time limit ended a plan before its optimum was proven: its prices say nothing yet."""
    return bool(plan.summary.get("status") == "time limit")


def prices_view(answer: Answer) -> None:
    """One goal at a time: the dearest things in words, then all of them as a table."""
    language = answer.language
    with st.spinner(say("explain.solving", language)):
        prices = answer.explained.tables["prices"]
    goals = [goal for goal in PRICED_GOALS if (prices.goal == goal).any()]
    if not goals:
        frame.heading(say("explain.prices_none", language), say("explain.prices_caption", language))
        return
    settle("price_goal", goals)
    goal = st.segmented_control(
        say("explain.goal", language),
        goals,
        key="price_goal",
        format_func=lambda name: say(f"explain.goal_{name}", language),
        required=True,
    )
    ranked = ranked_prices(prices[prices.goal == goal])
    sentences = ranked["sentence" if language == "en" else SENTENCE_NL].tolist()
    name = say(f"explain.goal_{goal}", language)
    frame.heading(
        say("explain.prices_heading", language, goal=name, sentence=sentences[0]),
        say("explain.prices_caption", language),
    )
    st.markdown("\n".join(f"- {sentence}" for sentence in _different(ranked, sentences)))
    table = pd.DataFrame(
        {
            "resource": [thing(resource, language) for resource in ranked.resource],
            "region": ranked.region.to_numpy(),
            "week": ranked.week.to_numpy(),
            "price": ranked.price.to_numpy(),
            "holds_from": ranked.holds_from.to_numpy(),
            "holds_to": ranked.holds_to.to_numpy(),
            "sentence": sentences,
        }
    )
    decimals = {"price": 0 if goal in ("money", "ceiling") else 2, "holds_from": 1, "holds_to": 1}
    frame.show_table(frame.readable(table, answer), language, decimals)
    frame.download(answer, "prices", "prices", answer.explained.tables["prices"])


def ranked_prices(prices: pd.DataFrame) -> pd.DataFrame:
    """Prices by what they are worth within their range, the dearest first."""
    units = prices.holds_to.fillna(prices.holds_to.max() if prices.holds_to.notna().any() else 1.0)
    worth = (prices.price * units).abs()
    return prices.assign(worth=worth).sort_values("worth", ascending=False, kind="stable")


def _different(ranked: pd.DataFrame, sentences: Sequence[str]) -> list[str]:
    """Sentences of the dearest weeks of different resources."""
    first = ~ranked.resource.duplicated().to_numpy()
    return [sentence for sentence, new in zip(sentences, first, strict=True) if new][1 : DEAREST + 1]


def shortfall_part(answer: Answer) -> None:
    """Who owns the shortfall, a sentence each, those who ask first; every term in the table and the CSV."""
    language, terms = answer.language, answer.repaired.tables["shortfall"]
    total = float(terms.person_weeks.sum())
    key = "shortfall.title" if total >= 1 else "shortfall.title_none"
    title = say(key, language, n=total, k=min(total, short_in_weeks_shown(answer.plan)))
    frame.heading(title, say("shortfall.caption", language))
    if total < 1:
        return
    grouped = pd.DataFrame(terms.groupby(["cause", "what"], as_index=False, sort=False).person_weeks.sum())
    grouped = grouped.reindex(_asking_first(grouped.person_weeks))
    sentences = owners(grouped, language)
    sentences.append(say("shortfall.together", language, n=total))
    st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    table = pd.DataFrame(
        {
            "cause": [answers.named("shortfall", cause, language) for cause in grouped.cause],
            "what": [_part(str(what), language) for what in grouped.what],
            "person_weeks": grouped.person_weeks,
        }
    )
    with st.expander(say("shortfall.all", language)):
        frame.show_table(table, language)
    frame.download(answer, "", "shortfall", terms)


def short_in_weeks_shown(plan: PlanResult) -> float:
    """Person-weeks without a bed or above the cap of the intake site in the weeks that a plan shows."""
    duties = plan.tables["duties"]
    return float(duties[duties.duty.isin(SHORT)].over_term.sum())


def _asking_first(person_weeks: pd.Series) -> list[int]:
    """Places of those who ask before those who give, the largest of each first."""
    amounts = person_weeks.tolist()
    return sorted(range(len(amounts)), key=lambda place: (amounts[place] <= 0, -abs(amounts[place])))


def owners(grouped: pd.DataFrame, language: Language) -> list[str]:
    """A sentence for each cause that asks or gives much, and one for all the small ones together.

    Args:
        grouped: columns cause, what, person_weeks.
    """
    large = grouped.person_weeks.abs() >= SMALL_SHARE * grouped.person_weeks.abs().max()
    sentences = [
        _owner(str(row.cause), str(row.what), float(row.person_weeks), language)
        for row in grouped[large].itertuples()
    ]
    rest = float(grouped[~large].person_weeks.sum())
    if abs(rest) >= 1:
        key = "shortfall.rest_asks" if rest > 0 else "shortfall.rest_gives"
        sentences.append(say(key, language, n=abs(rest)))
    return sentences


def _owner(cause: str, what: str, person_weeks: float, language: Language) -> str:
    """One cause as a sentence; a limit that gives says that it gives no more."""
    side = "asks" if person_weeks > 0 else "gives"
    key = f"shortfall.{cause}_{side}"
    group, _, stage = what.partition(".")
    part = _part(what, language) or answers.named("shortfall", cause, language)
    if stage:
        who = answers.named("class", group, language)
        where = answers.named("stage", stage, language)
        part = say("shortfall.who", language, who=f"{who[:1].upper()}{who[1:]}", stage=where)
    if knows(key):
        return say(key, language, what=part, n=abs(person_weeks))
    named = answers.named("shortfall", cause, language)
    named = f"{named} ({part})" if what else named
    return say(f"shortfall.other_{side}", language, what=named, n=abs(person_weeks))


def _part(what: str, language: Language) -> str:
    group, _, stage = what.partition(".")
    if stage:
        return f"{answers.named('class', group, language)}, {answers.named('stage', stage, language).lower()}"
    return answers.named("type", group, language) if group else ""
