"""What an answer says below its heading."""

from __future__ import annotations

from capacity.texts.said import Said
from capacity.ui.whatif.answer_words import MOST_IN_A_PARAGRAPH, told

HOURS, WORK = (
    Said("preset.rests_on", {"parameter": Said(f"preset.parameter_{name}")})
    for name in ("hours_per_decision", "effort_old")
)


def sentences(count: int) -> list[Said]:
    """As many things said, each its own number."""
    return [Said("preset.name", {"name": f"number {place}"}) for place in range(count)]


def test_a_short_answer_is_one_paragraph_that_ends_with_the_values_still_needed() -> None:
    text = told([*sentences(MOST_IN_A_PARAGRAPH), HOURS, WORK], "en")
    assert "\n" not in text
    assert text.endswith(f"number 3 {HOURS.text('en')} {WORK.text('en')}")


def test_a_long_answer_is_a_list_with_the_values_still_needed_in_one_line() -> None:
    lines = told([*sentences(MOST_IN_A_PARAGRAPH + 1), HOURS, WORK], "nl").split("\n")
    assert lines == [
        *(f"- number {place}" for place in range(MOST_IN_A_PARAGRAPH + 1)),
        f"- {HOURS.text('nl')} {WORK.text('nl')}",
    ]
