"""Personal data is refused before anything is read: the place is named, the value never repeated or kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from capacity.domain.problems import Problem

_PERSONAL_HEADING = re.compile(
    r"(bsn|burgerservice.*|v[-_ .]?(nr|no|nummer|number)|(first|last|full|family|given|voor|achter|roep)?"
    r"[-_ ]?(name|names|naam|namen)|initialen|voorletters|surname|client.*|cli[eë]nt.*|"
    r"geboorte.*|geb[-_ .]?dat.*|birth.*|(date|place)[-_ ]of[-_ ]birth|dob|passport.*|paspoort.*|"
    r"adres.*|address.*|e-?mail.*|telefoon.*|phone.*)",
    re.IGNORECASE,
)
_V_NUMBER = re.compile(r"[Vv]?[0-9]{10}")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_BIRTH_DATE = re.compile(
    r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ](?P<last>(19|20)[0-9]{2})"
    r"|(?P<first>(19|20)[0-9]{2})[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:()\"']+")
_AMOUNT = re.compile(r"-?[0-9]+\.[0-9]+|-?[0-9](\.[0-9]{3}){3}")
_NUMBER_MARKS = str.maketrans("", "", ". -")
OLDEST_PLAN_YEAR = 2010


def passes_eleven_test(digits: str) -> bool:
    """Whether nine digits keep the rule of the Dutch citizen number (weights 9 to 2 and -1, modulo 11).

    Source: Logisch ontwerp BSN, the test of a citizen service number.
    """
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and int(digits) > 0


def is_personal_heading(heading: str) -> bool:
    """Whether a heading names personal data, or is itself a number or address of a person."""
    return bool(_PERSONAL_HEADING.fullmatch(heading.strip())) or looks_personal(heading)


def looks_personal(text: str) -> bool:
    """A citizen number, V-number or e-mail address anywhere in a text, or a date long before any plan.

    A decimal number and a Dutch milliard (`1000000.125`, `1.234.567.890`) have that many digits too.
    """
    stripped = text.strip()
    if _AMOUNT.fullmatch(stripped):
        return False
    if _is_number_of_a_person(stripped.translate(_NUMBER_MARKS)) or _is_birth_date(stripped):
        return True
    return any(_is_number_of_a_person(word) or _EMAIL.fullmatch(word) for word in _words(stripped))


def personal_data(file: str, row: int, column: str) -> Problem:
    """The fault of a cell or heading with personal data; it never carries the value."""
    return Problem("personal_data", file, row, column, None)


def _words(text: str) -> Iterator[str]:
    """Words of a sentence; addresses of web pages hold long numbers that are no person's."""
    return (word.rstrip(".") for word in _WORD.findall(text) if "/" not in word)


def _is_number_of_a_person(text: str) -> bool:
    if _NINE_DIGITS.fullmatch(text):
        return passes_eleven_test(text)
    return bool(_V_NUMBER.fullmatch(text))


def _is_birth_date(text: str) -> bool:
    match = _BIRTH_DATE.fullmatch(text)
    return match is not None and int(match["last"] or match["first"]) < OLDEST_PLAN_YEAR
