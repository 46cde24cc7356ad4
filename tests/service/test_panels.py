"""A panel brought to a page: the series that can be used still are, and the others are told by row."""

from datetime import date

import numpy as np
import pytest

from capacity.domain.problems import BadInputError
from capacity.service.panels import MOST_SERIES, given_panel, panel_forecast

HEADING = "unique_id,ds,y\n"
TODAY = date(2026, 11, 23)


def months(name, count=12):
    return "".join(f"{name},{2024 + n // 12}-{n % 12 + 1:02d}-01,{100 + n}\n" for n in range(count))


def weeks(name, days=("2024-01-01", "2024-01-08", "2024-01-15", "2024-01-22")):
    return "".join(f"{name},{day},{50 + place}\n" for place, day in enumerate(days))


def given(text):
    return given_panel((HEADING + text).encode(), "panel.csv", TODAY)


def test_months_and_weeks_are_told_apart_and_the_series_of_the_other_kind_are_left_out_by_row():
    panel = given(months("A") + months("B") + weeks("C"))
    assert (panel.frequency, panel.count) == ("M", 2)
    assert {(fault.key, fault.row) for fault in panel.left_out} == {
        ("not_first_of_month", row) for row in (27, 28, 29)
    }
    assert given(weeks("A") + weeks("B") + months("C")).frequency == "W"


def test_a_series_with_a_month_to_come_is_left_out_and_the_other_one_is_forecast():
    panel = given(months("A", 24) + "B,2026-11-01,3\nB,2026-12-01,4\n")
    assert [(fault.key, fault.row) for fault in panel.left_out] == [("future_period", 27)]
    made = panel_forecast(panel)
    assert set(made.unique_id) == {"A"}
    assert {"served", "theta", "auto_ets", "seasonal_naive", "last_12", "prophet"} == set(made.model)
    assert made.groupby("model").size().eq(12).all()
    assert np.isfinite(made["q0.5"]).all()


def test_a_panel_without_a_usable_series_is_refused_with_the_faults_of_the_nearer_reading():
    with pytest.raises(BadInputError) as refused:
        given("A,2024-01-01,5\nA,2024-02-01,-3\n")
    assert [(problem.key, problem.row) for problem in refused.value.problems] == [("out_of_range", 3)]


def test_more_series_than_a_page_forecasts_are_for_the_command():
    panel = given("".join(months(f"S{number}", 2) for number in range(MOST_SERIES + 1)))
    with pytest.raises(ValueError, match=str(MOST_SERIES)):
        panel_forecast(panel)
