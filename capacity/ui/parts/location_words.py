"""The name of a location, as people read it."""

from __future__ import annotations

from capacity.domain.pins import NAMELESS
from capacity.texts import say
from capacity.ui.every_page.frame import Answer
from capacity.ui.words.answers import named


def location_text(answer: Answer, block: str, region: str) -> str:
    """A block of places in words: a location of minors by its number, all others by their name.

    What ends of a province and type without a portfolio is named by the two.
    """
    if block.startswith(f"{region}."):
        kind = block.removeprefix(f"{region}.").partition(".")[0]
        return f"{answer.region_names.get(region, region)}, {named('type', kind, answer.language)}"
    kind, _, count = block.partition("-")
    if kind != NAMELESS or not count.isdigit():
        return block
    place = answer.region_names.get(region, region)
    return f"{say('contracts.minors_block', answer.language, where=place)} ({count})"
