"""From the name of an article, such as `APR 35(4)`, to its act and the text it links to."""

from __future__ import annotations

from collections.abc import Mapping


def article_act(article: str) -> str:
    """The key of the act an article belongs to: `APR 35(4)` gives `APR`."""
    return article.split(" ", 1)[0]


def article_url(article: str, url_by_act: Mapping[str, str]) -> str:
    """Where the act of an article can be read; empty when no address is known."""
    return url_by_act.get(article_act(article), "")
