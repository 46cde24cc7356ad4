"""Articles such as `APR 35(4)`: the act they belong to, its text, and the terms they set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Article:
    """A place in the law: key of the act and, where one is cited, the number in it."""

    act: str
    number: str = ""

    def __str__(self) -> str:
        return f"{self.act} {self.number}".strip()


@dataclass(frozen=True)
class LegalTerm:
    """One row of data/law/parameters.csv: what an article says, and the number the model may use of it.

    `number` is None where the law gives a rule and no number; dates are ISO days or empty.
    """

    id: str
    value: str
    number: float | None
    unit: str
    article: Article
    valid_from: str
    valid_to: str
    url: str
    note: str
    confidence: str
    source: str

    def valid_on(self, day: str) -> bool:
        """Whether the term holds on an ISO day; an empty limit is open."""
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)


def parse_article(text: str) -> Article:
    """`APR 35(4)` as act and number."""
    act, _, number = text.partition(" ")
    return Article(act, number)


def article_act(article: str) -> str:
    """The key of the act an article belongs to: `APR 35(4)` gives `APR`."""
    return parse_article(article).act


def article_url(article: str, url_by_act: Mapping[str, str]) -> str:
    """Where the act of an article can be read; empty when no address is known.

    Args:
        article: key of the act and number, such as `APR 35(4)`.
        url_by_act: column `url` of data/law/acts.csv by its column `key`.
    """
    return url_by_act.get(article_act(article), "")
