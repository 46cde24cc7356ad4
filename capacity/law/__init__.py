"""Legal terms as numbers with their unit, and the way from an article to its text."""

from capacity.law.articles import Article, LegalTerm, article_act, article_url, parse_article
from capacity.law.terms import term_weeks

__all__ = ["Article", "LegalTerm", "article_act", "article_url", "parse_article", "term_weeks"]
