"""How numbers, money, dates and weeks are written in each language."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Literal, get_args

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

MINUS = "−"
SIGNS = ("+", MINUS)
HELD = "\u00a0"
"""A space at which no line breaks: a figure stays with its euro and its million."""
ROUNDED_FROM = 1000
ROUNDED_TO = 10
MILLION = 1e6
TENTHS_BELOW_MILLION = 10

_SEPARATORS = {"nl": (".", ","), "en": (",", ".")}
_MONTHS = {
    "nl": [
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ],
    "en": [
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ],
}
_SHORT_MONTHS = {
    "nl": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_SHORT_DAY = {
    "nl": re.compile(r"(?P<day>[0-9]{2})-(?P<month>[0-9]{2})-(?P<year>[0-9]{4})"),
    "en": re.compile(
        rf"(?P<day>[0-9]{{1,2}}) (?P<month>{'|'.join(_SHORT_MONTHS['en'])}) (?P<year>[0-9]{{4}})"
    ),
}
_DAYS = {
    "nl": ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}


def number(value: float, language: Language, decimals: int = 0) -> str:
    """A number: `1.234,5` in Dutch, `1,234.5` in English; minus is U+2212."""
    thousands, point = _SEPARATORS[language]
    plain = f"{abs(_half_up(value, decimals)):,.{decimals}f}"
    text = plain.translate({ord(","): thousands, ord("."): point})
    return MINUS + text if value < 0 and any(digit in "123456789" for digit in text) else text


def _half_up(value: float, decimals: int) -> float:
    """The value rounded half away from zero: planners read 0.5 as 1."""
    scale = 10.0**decimals
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


def signed(value: float, language: Language, decimals: int = 0) -> str:
    """A difference with its sign: `+120`, `−40`, `0`."""
    text = number(value, language, decimals)
    positive = value > 0 and any(digit in "123456789" for digit in text)
    return f"+{text}" if positive else text


def persons(value: float, language: Language) -> str:
    """Persons in a sentence: whole, and rounded to 10 above 1,000."""
    rounded = _half_up(value / ROUNDED_TO, 0) * ROUNDED_TO if abs(value) > ROUNDED_FROM else value
    return number(rounded, language)


def places(value: float, language: Language) -> str:
    """Places in a sentence: whole and never rounded further, as the table beside it has them."""
    return number(value, language)


def percent(share: float, language: Language, decimals: int = 0) -> str:
    """A share of one as percentage: `36 %` in Dutch, `36%` in English."""
    return number(100 * share, language, decimals) + (f"{HELD}%" if language == "nl" else "%")


def euro(value: float, language: Language, decimals: int = 0) -> str:
    """Euros: `€ 128,50` in Dutch, `€128.50` in English."""
    return _with_euro(number(value, language, decimals), language)


def signed_euro(value: float, language: Language, decimals: int = 0) -> str:
    """A difference in euros with its sign: `€ +120` in Dutch, `+€120` in English."""
    return _with_euro(signed(value, language, decimals), language)


def euro_million(value: float, language: Language) -> str:
    """Euros in millions: `€ 3.134 mln`, `€3,134 m`; one decimal below ten million, none for nothing."""
    return _with_euro(_million(number, value, language), language)


def signed_euro_million(value: float, language: Language) -> str:
    """A difference in millions of euros with its sign: `€ +12 mln` in Dutch, `+€12 m` in English."""
    return _with_euro(_million(signed, value, language), language)


def _with_euro(amount: str, language: Language) -> str:
    """An amount with its euro: a sign stands at the number in Dutch, before the euro in English."""
    if language == "nl":
        return f"€{HELD}{amount}"
    sign = amount[0] if amount[0] in SIGNS else ""
    return f"{sign}€{amount.removeprefix(sign)}"


def _million(write: Callable[[float, Language, int], str], value: float, language: Language) -> str:
    millions = value / MILLION
    decimals = 1 if 0 < abs(_half_up(millions, 1)) < TENTHS_BELOW_MILLION else 0
    return f"{write(millions, language, decimals)}{HELD}{'mln' if language == 'nl' else 'm'}"


def between(low: str, high: str, language: Language) -> str:
    """A range of two written values: `33.100 tot 50.200`, `33,100 to 50,200`."""
    return f"{low} {'tot' if language == 'nl' else 'to'} {high}"


def date_long(day: date, language: Language) -> str:
    """A date in a sentence: `maandag 11 december 2026`, `Monday 11 December 2026`."""
    weekday, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    return f"{weekday} {day.day} {month} {day.year}"


def date_short(day: date, language: Language) -> str:
    """A date in a table: `11-12-2026`, `11 Dec 2026`."""
    if language == "nl":
        return f"{day:%d-%m-%Y}"
    return f"{day.day} {_SHORT_MONTHS[language][day.month - 1]} {day.year}"


def day_in_order(text: str, language: Language) -> str | None:
    """A text that begins with a day of `date_short`, so that it sorts by that day; None for others."""
    found = _SHORT_DAY[language].match(text)
    if found is None:
        return None
    month = found["month"]
    number_of_month = int(month) if language == "nl" else _SHORT_MONTHS[language].index(month) + 1
    return f"{found['year']}-{number_of_month:02d}-{int(found['day']):02d}{text[found.end() :]}"


def day_and_month(day: date, language: Language) -> str:
    """A day of a year that is clear: `7 dec`, `7 Dec`."""
    return f"{day.day} {_SHORT_MONTHS[language][day.month - 1]}"


def month_long(day: date, language: Language) -> str:
    """A month in a sentence: `december 2026`, `December 2026`."""
    return f"{_MONTHS[language][day.month - 1]} {day.year}"


def week_in_sentence(day: date, language: Language) -> str:
    """The week of a day: `week 50 van 2026 (vanaf 7 dec)`, `week 50 of 2026 (from 7 Dec)`."""
    year, week, _ = day.isocalendar()
    monday = day_and_month(date.fromisocalendar(year, week, 1), language)
    if language == "nl":
        return f"week {week} van {year} (vanaf {monday})"
    return f"week {week} of {year} (from {monday})"


def week_in_table(day: date) -> str:
    """The week of a day as in tables and on axes: `2026-W50`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def chart_locale(language: Language) -> dict[str, object]:
    """Numbers and dates for charts, in the form of Vega: its locale for `number` and `time`."""
    thousands, point = _SEPARATORS[language]
    days = _DAYS[language]
    first_day = -1
    week = [days[first_day], *days[:first_day]]
    time = {
        "dateTime": "%A %e %B %Y %X",
        "date": "%d-%m-%Y" if language == "nl" else "%e %b %Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": week,
        "shortDays": [name[:2] for name in week],
        "months": _MONTHS[language],
        "shortMonths": _SHORT_MONTHS[language],
    }
    currency = [f"€{HELD}" if language == "nl" else "€", ""]
    return {
        "number": {
            "decimal": point,
            "thousands": thousands,
            "grouping": [3],
            "currency": currency,
            "percent": f"{HELD}%" if language == "nl" else "%",
        },
        "time": time,
    }
