"""What holds on every page, seen in English, dark and narrow; the keyboard is tried on a wide screen."""

from __future__ import annotations

import pytest

from tests.browser.test_every_page import (
    pages,
    test_every_chart_has_a_text_equivalent,
    test_every_page_says_one_thing_first_and_each_page_another,
    test_no_page_asks_another_host_or_makes_an_error,
    test_no_page_has_a_fault_of_accessibility_of_its_own,
    test_no_page_is_wider_than_its_screen,
    test_the_document_says_its_language,
)

__all__ = [
    "pages",
    "test_every_chart_has_a_text_equivalent",
    "test_every_page_says_one_thing_first_and_each_page_another",
    "test_no_page_asks_another_host_or_makes_an_error",
    "test_no_page_has_a_fault_of_accessibility_of_its_own",
    "test_no_page_is_wider_than_its_screen",
    "test_the_document_says_its_language",
]


@pytest.fixture(scope="module")
def manner() -> int:
    """How the pages of this file are seen: place in MANNERS."""
    return 1
