"""Legal terms as numbers with their unit, and the way from an article to its text."""

from capacity.law.articles import article_act, article_url
from capacity.law.terms import term_weeks

__all__ = ["article_act", "article_url", "term_weeks"]
