"""Personal data is refused before anything is read: the place is named, the value never repeated or kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from capacity.domain.problems import Problem

PERSONAL_HEADINGS = re.compile(
    r"^(bsn|v[-_ ]?(nr|nummer|number)|naam|(first|last|full|voor|achter)[-_ ]?na(me|am)|surname|"
    r"geboorte.*|birth.*|date[-_ ]of[-_ ]birth|dob|passport.*|paspoort.*|adres|address|"
    r"e-?mail|telefoon.*|phone.*)$",
    re.IGNORECASE,
)
V_NUMBER = re.compile(r"^[Vv]?\d{10}$")
NINE_DIGITS = re.compile(r"^\d{9}$")
BIRTH_DATE = re.compile(r"^(\d{1,2}[-/.]\d{1,2}[-/.](19|20)\d{2}|(19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2})$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
OLDEST_PLAN_YEAR = 2010


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits keep the rule of the Dutch citizen number (weights 9 to 2 and -1, modulo 11)."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and int(digits) > 0


def personal_headings(headings: Sequence[str], known: Sequence[str], file: str) -> list[Problem]:
    """One fault per heading that names personal data."""
    return [
        Problem("personal_data", file, 1, heading, None)
        for heading in headings
        if heading not in known and PERSONAL_HEADINGS.match(heading.strip())
    ]


def personal_cells(headings: Sequence[str], rows: Sequence[Sequence[str]], file: str) -> list[Problem]:
    """One fault per cell that looks like personal data."""
    return [
        Problem("personal_data", file, number, heading, None)
        for number, row in enumerate(rows, start=2)
        for heading, cell in zip(headings, row, strict=False)
        if looks_personal(cell.strip())
    ]


def looks_personal(text: str) -> bool:
    """A citizen number, a V-number, an e-mail address, or a date long before any plan."""
    if NINE_DIGITS.match(text):
        return passes_eleven_test(text)
    if V_NUMBER.match(text) or EMAIL.match(text):
        return True
    if BIRTH_DATE.match(text):
        year = re.search(r"(19|20)\d{2}", text)
        return year is not None and int(year.group()) < OLDEST_PLAN_YEAR
    return False
