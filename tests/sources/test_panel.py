from datetime import date

import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.sources.panel import UsablePanel, read_panel, read_usable_panel


def faults(content: str, frequency: str = "M") -> list[tuple[str, int | None, str | None, str]]:
    with pytest.raises(BadInputError) as refused:
        read_panel(content.encode(), frequency, "panel.csv")
    return [(p.key, p.row, p.value, p.expected) for p in refused.value.problems]


def test_a_panel_is_sorted_by_series_and_period():
    text = "unique_id,ds,y\nSY,2026-02-01,3\nAF,2026-01-01,1\nSY,2026-01-01,2\nAF,2026-02-01,0\n"
    panel = read_panel(text.encode(), "M")
    assert panel.unique_id.tolist() == ["AF", "AF", "SY", "SY"]
    assert panel.y.tolist() == [1, 0, 2, 3]
    assert panel.ds.iloc[0] == pd.Timestamp("2026-01-01")


def test_a_dutch_panel_of_weeks_is_read():
    panel = read_panel(b"unique_id;ds;y\nNL;2026-11-16;1.250\nNL;2026-11-23;0,5\n", "W")
    assert panel.y.tolist() == [1250.0, 0.5]


def test_the_code_of_namibia_is_a_name():
    panel = read_panel(b"unique_id,ds,y\nNA,2026-01-01,1\nNA,2026-02-01,1\n", "M")
    assert panel.unique_id.tolist() == ["NA", "NA"]


def test_all_faults_of_a_panel_are_told_at_once():
    text = "unique_id,ds,y\nA,2026-01-01,1\nA,2026-01-01,2\nA,2026-03-01,-5\nB,2026-01-01,x\n"
    assert [key for key, *_ in faults(text)] == [
        "out_of_range",
        "not_a_number",
        "row_twice",
        "missing_period",
        "one_point",
    ]


def test_a_missing_period_is_named():
    text = "unique_id,ds,y\nA,2026-01-01,1\nA,2026-02-01,2\nA,2026-04-01,5\n"
    assert faults(text) == [("missing_period", 3, "A", "2026-03-01")]


def test_a_series_of_one_point_is_refused():
    assert faults("unique_id,ds,y\nA,2026-01-01,1\n") == [("one_point", 2, "A", "2")]


def test_a_month_starts_on_its_first_day_and_a_week_on_monday():
    text = "unique_id,ds,y\nA,2026-01-15,1\nA,2026-02-15,1\n"
    assert [key for key, *_ in faults(text)] == ["not_first_of_month"] * 2
    assert [key for key, *_ in faults(text, "W")] == ["not_a_monday"] * 2


def usable(content: str, frequency: str = "M", today: date | None = None) -> UsablePanel:
    return read_usable_panel(content.encode(), frequency, "panel.csv", today)


GOOD = "unique_id,ds,y\nA,2026-01-01,1\nA,2026-02-01,2\n"
FAULTY = {
    "gap": ("B,2026-01-01,1\nB,2026-03-01,2\n", "missing_period", 4, "2026-02-01"),
    "twice": ("B,2026-01-01,1\nB,2026-01-01,2\nB,2026-02-01,2\n", "row_twice", 5, ""),
    "negative": ("B,2026-01-01,1\nB,2026-02-01,-2\n", "out_of_range", 5, "0.."),
    "no number": ("B,2026-01-01,1\nB,2026-02-01,many\n", "not_a_number", 5, "1200.5"),
    "one point": ("B,2026-01-01,1\n", "one_point", 4, "2"),
    "all zero": ("B,2026-01-01,0\nB,2026-02-01,0\n", "all_zero", 4, "1.."),
    "weeks among months": (
        "B,2026-01-01,1\nB,2026-01-05,2\nB,2026-01-12,2\n",
        "not_first_of_month",
        5,
        "2026-11-01",
    ),
    "to come": ("B,2026-03-01,1\nB,2026-04-01,2\n", "future_period", 5, "2026-03-20"),
    "a year typed wrong": (
        "B,2026-01-01,1\nB,2926-02-01,2\nB,2026-02-01,2\n",
        "out_of_range",
        5,
        "1900-01-01..2199-12-31",
    ),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_series_with_a_fault_is_listed_with_row_and_expected_form_and_the_other_one_used(case: str) -> None:
    rows, key, row, expected = FAULTY[case]
    found = usable(GOOD + rows, today=date(2026, 3, 20))
    assert found.series.unique_id.tolist() == ["A", "A"]
    assert {problem.key for problem in found.left_out} == {key}
    assert (found.left_out[0].row, found.left_out[0].expected) == (row, expected)


@pytest.mark.parametrize("case", FAULTY)
def test_a_panel_without_a_usable_series_is_refused(case: str) -> None:
    rows, key, *_ = FAULTY[case]
    with pytest.raises(BadInputError) as refused:
        usable("unique_id,ds,y\n" + rows, today=date(2026, 3, 20))
    assert key in [problem.key for problem in refused.value.problems]


def test_rows_out_of_order_are_put_in_order_and_named() -> None:
    found = usable("unique_id,ds,y\nA,2026-02-01,2\nA,2026-01-01,1\n")
    assert found.series.y.tolist() == [1, 2]
    assert [(p.key, p.row, p.value, p.expected) for p in found.remarks] == [
        ("out_of_order", 3, "2026-01-01", "A")
    ]


def test_a_fault_that_belongs_to_no_series_refuses_the_file() -> None:
    with pytest.raises(BadInputError):
        usable(GOOD + "A,2026-03-01\n")
