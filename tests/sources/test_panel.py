import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.sources.panel import read_panel


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
    assert faults(text) == [("missing_period", None, "A", "2026-03-01")]


def test_a_series_of_one_point_is_refused():
    assert faults("unique_id,ds,y\nA,2026-01-01,1\n") == [("one_point", None, "A", "2")]


def test_a_month_starts_on_its_first_day_and_a_week_on_monday():
    text = "unique_id,ds,y\nA,2026-01-15,1\nA,2026-02-15,1\n"
    assert [key for key, *_ in faults(text)] == ["not_first_of_month"] * 2
    assert [key for key, *_ in faults(text, "W")] == ["not_a_monday"] * 2
