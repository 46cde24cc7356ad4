"""Every sentence a person reads, in Dutch and English, and the one function that says it."""

from capacity.texts.formats import (
    LANGUAGES,
    Language,
    between,
    chart_locale,
    date_long,
    date_short,
    day_and_month,
    day_in_order,
    euro,
    euro_million,
    month_long,
    number,
    percent,
    persons,
    signed,
    signed_euro_million,
    week_in_sentence,
    week_in_table,
)
from capacity.texts.glossary import Term, glossary
from capacity.texts.messages import ProblemLike, knows, listed, messages, say, say_problem
from capacity.texts.resources import thing
from capacity.texts.shipped import shipped_in_dutch, shipped_text

__all__ = [
    "LANGUAGES",
    "Language",
    "ProblemLike",
    "Term",
    "between",
    "chart_locale",
    "date_long",
    "date_short",
    "day_and_month",
    "day_in_order",
    "euro",
    "euro_million",
    "glossary",
    "knows",
    "listed",
    "messages",
    "month_long",
    "number",
    "percent",
    "persons",
    "say",
    "say_problem",
    "shipped_in_dutch",
    "shipped_text",
    "signed",
    "signed_euro_million",
    "thing",
    "week_in_sentence",
    "week_in_table",
]
