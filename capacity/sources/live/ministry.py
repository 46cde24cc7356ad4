"""The ministry's page with the weekly inflow: a link to a news item per week, the figure in its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser

from capacity.domain.live import Remark, SourceError
from capacity.sources.live.fetching import Fetcher
from capacity.sources.live.reading import TOTAL, WEEKLY, Reading, checked, period_bounds, shortened

HTML = "text/html"
HEADINGS = ("h2", "h3", "h4")
JANUARY = 1
DAYS_TRIED = range(1, 6)
WEEKS = range(1, 54)
LONGEST_DELAY = timedelta(days=60)
_LINK = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/(?:de-)?asielinstroom-van-week-(\d{1,2})([^/?#]*)$")
_HEADING = re.compile(r"ongeveer\s+(\d{1,3}(?:\.\d{3})+|\d+)(?P<rest>[^\d].*)?$", re.IGNORECASE)
_SLUG = re.compile(r"ongeveer-(\d{1,3}(?:[.-]\d{3})+|\d+)$")
_PERSONS = re.compile(r"^\W*(?:personen|mensen|asielzoekers|aanvragen|asielaanvragen)?\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class _Item:
    """A link on the page: the day of its news item, its week, the rest of the address and its text."""

    published: date
    week: int
    slug: str
    text: str


def read_weekly_inflow(fetcher: Fetcher, address: str, today: date) -> Reading:
    """Total inflow per week as the ministry rounds it: first, repeat, family, resettlement and relocation.

    Source: rijksoverheid.nl, "Asielinstroom per week".

    Args:
        address: the page with `{year}` and `{day}` (the day in January on which it was made differs).
        today: figures of a later period are refused; in January last year's page is read as well.

    Raises:
        SourceError: no page, another shape, another unit or an impossible figure.
    """
    years = [today.year, *([today.year - 1] if today.month == JANUARY else [])]
    rows: list[dict[str, object]] = []
    findings: list[Remark] = []
    missing: SourceError | None = None
    for year in years:
        try:
            items = _items(_page(fetcher, address, year))
        except SourceError as fault:
            if fault.remark.key != "not_found":
                raise
            missing = fault
            continue
        rows += _figures(items, year, findings)
    if missing is not None and not rows:
        raise missing
    return checked(rows, today, findings)


def _page(fetcher: Fetcher, address: str, year: int) -> str:
    """The first address of a year that exists."""
    for day in DAYS_TRIED:
        url = address.format(year=year, day=f"{day:02d}")
        try:
            text = fetcher.get(url, HTML).content.decode("utf-8", errors="replace")
        except SourceError as fault:
            if fault.remark.key != "not_found" or day == DAYS_TRIED[-1]:
                raise
            continue
        if "</html>" not in text.lower():
            raise SourceError("failed", "truncated")
        return text
    raise SourceError("failed", "not_found", url=address)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._address: str | None = None
        self._text: list[str] = []
        self._heading: list[str] = []
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address, self._text, self._heading = dict(attrs).get("href") or "", [], []
        self._in_heading = self._in_heading or tag in HEADINGS

    def handle_data(self, data: str) -> None:
        if self._address is not None:
            (self._heading if self._in_heading else self._text).append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_heading = self._in_heading and tag not in HEADINGS
        if tag == "a" and self._address is not None:
            words = self._heading or self._text
            self.found.append((self._address, " ".join(" ".join(words).split())))
            self._address = None


def _items(page: str) -> list[_Item]:
    links = _Links()
    links.feed(page)
    found = []
    for address, text in links.found:
        if parts := _LINK.search(address):
            year, month, day, week = (int(part) for part in parts.groups()[:4])
            found.append(_Item(_day(year, month, day, address), week, parts[5], text))
    if not found:
        raise SourceError(
            "changed_shape",
            "shape",
            expected="…/asielinstroom-van-week-…",
            found=f"{len(links.found)} links",
        )
    return found


def _day(year: int, month: int, day: int, address: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as fault:
        raise SourceError(
            "changed_shape", "shape", expected="/2026/06/01/", found=shortened(address)
        ) from fault


def _figures(items: list[_Item], year: int, findings: list[Remark]) -> Iterator[dict[str, object]]:
    """One figure per week: of two the one published last; a link to another year is left out."""
    newest: dict[date, tuple[date, float]] = {}
    for item in items:
        monday = _monday(year, item.week)
        if monday is None or not timedelta(0) < _delay(item, monday) <= LONGEST_DELAY:
            findings.append(Remark("other_year", {"week": str(item.week), "day": item.published.isoformat()}))
            continue
        persons = _persons(item)
        before = newest.get(monday)
        if before is not None and before[1] != persons:
            findings.append(Remark("twice", {"week": str(item.week), "year": str(year)}))
        if before is None or item.published >= before[0]:
            newest[monday] = (item.published, persons)
    for monday, (_, persons) in newest.items():
        yield {
            "series": WEEKLY,
            "period": monday.isoformat(),
            "measure": "total_inflow",
            "citizen": TOTAL,
            "persons": persons,
            "source": f"rijksoverheid.nl, asielinstroom per week in {year}",
        }


def _monday(year: int, week: int) -> date | None:
    """The Monday of a week; None for week 53 of a year of 52, as when last year's stands on this page."""
    if week not in WEEKS:
        raise SourceError("changed_shape", "shape", expected="week 1-53", found=str(week))
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _delay(item: _Item, monday: date) -> timedelta:
    return item.published - period_bounds(monday.isoformat())[1]


def _persons(item: _Item) -> float:
    """The number in the heading; without one the number that ends the address."""
    if heading := _HEADING.search(item.text):
        unit = (heading["rest"] or "").partition(".")[0]
        if not _PERSONS.match(unit):
            raise SourceError(
                "changed_shape",
                "wrong_unit",
                measure=f"week {item.week}",
                expected="personen",
                found=shortened(item.text),
            )
        return float(heading[1].replace(".", ""))
    if not item.text and (slug := _SLUG.search(item.slug)):
        return float(re.sub(r"[.-]", "", slug[1]))
    raise SourceError(
        "changed_shape", "shape", expected="ongeveer 900", found=shortened(item.text or item.slug)
    )
