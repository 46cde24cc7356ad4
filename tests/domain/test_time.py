from datetime import date

import pytest

from capacity.domain.time import Weeks, due, monday_on_or_after, week_name


def test_a_monday_is_its_own_first_week() -> None:
    assert monday_on_or_after(date(2026, 11, 23)) == date(2026, 11, 23)


def test_any_other_day_starts_on_the_next_monday() -> None:
    assert monday_on_or_after(date(2026, 11, 24)) == date(2026, 11, 30)


def test_weeks_are_named_by_their_iso_year() -> None:
    assert week_name(date(2026, 12, 28)) == "2026-W53"


@pytest.mark.parametrize(
    ("today", "how"),
    [
        (None, ""),
        (date(2026, 11, 22), ""),
        (date(2026, 11, 23), ""),
        (date(2026, 11, 24), "_now"),
        (date(2026, 11, 29), "_now"),
        (date(2026, 11, 30), "_late"),
    ],
)
def test_a_decision_is_due_until_its_week_ends_and_late_from_then_on(today: date | None, how: str) -> None:
    assert due(date(2026, 11, 23), today) == how


def test_a_plan_cannot_start_in_mid_week() -> None:
    with pytest.raises(ValueError, match="Monday"):
        Weeks(date(2026, 11, 24), 52, 26)


def test_a_day_is_found_in_its_week() -> None:
    weeks = Weeks(date(2026, 11, 23), 52, 26)
    assert weeks.index(date(2026, 11, 29)) == 0
    assert weeks.index(date(2026, 11, 22)) == -1
