"""Numbers in files, in the Dutch and the English style; never one read as the other."""

from __future__ import annotations

import math
import re

DECIMALS = 6
ENGLISH_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
DUTCH_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]+)?")


def parse_number(text: str, dutch: bool) -> float | None:
    """A number in one style, or None: `1.200,5` is Dutch, `1,200.5` English; neither is ever reread."""
    if not (DUTCH_NUMBER if dutch else ENGLISH_NUMBER).fullmatch(text):
        return None
    plain = text.replace(".", "").replace(",", ".") if dutch else text.replace(",", "")
    number = float(plain)
    return number if math.isfinite(number) else None


def format_number(value: float, dutch: bool = False) -> str:
    """At most six decimals, no thousands mark, never an exponent or a negative zero; empty for NaN.

    Raises:
        ValueError: the number is infinite.
    """
    if value != value:
        return ""
    if math.isinf(value):
        raise ValueError("an infinite number cannot be written")
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(".", ",") if dutch else text
