"""Tables to work in: words find rows, sums are those of the rows found, many rows stay few on the page."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from capacity.texts import LANGUAGES, Language, say
from capacity.ui.elements.day_columns import days_that_sort
from capacity.ui.elements.tables import CELLS_SHOWN, FILTER_FROM_ROWS, AtMost, matching, totals_line, writer

MUNICIPALITIES, WEEKS = 342, 104
TABLE = pd.DataFrame(
    {
        "region": ["Súdwest-Fryslân", "Alphen aan den Rijn", "Den Haag"],
        "type": ["regulier", "noodopvang", "regulier"],
        "opened": [1200.0, 34.0, 0.5],
        "usable": [1.0, 2.0, 3.0],
    }
)
TITLES = {name: name for name in TABLE}
BIG = f"""
import pandas as pd
from capacity.ui.elements.tables import begin, working_table

rows = [(f"Gemeente {{place}}", f"W{{week}}", float(week))
        for place in range({MUNICIPALITIES}) for week in range({WEEKS})]
table = pd.DataFrame(rows, columns=["region", "week", "opened"])
begin()
working_table(table, {{name: name for name in table}}, "nl")
"""
TWICE = """
import pandas as pd
from capacity.ui.elements.tables import begin, working_table

begin()
for _ in range(2):
    working_table(pd.DataFrame({"week": [str(number) for number in range(20)]}), {"week": "week"}, "nl")
"""


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [0, 1, 2]),
        ("sud", [0]),
        ("REGULIER", [0, 2]),
        ("regulier haag", [2]),
        ("sudwestfr", [0]),
        ("x", []),
    ],
)
def test_a_row_is_found_by_all_words_typed_whatever_their_case_and_accents(
    asked: str, found: list[int]
) -> None:
    assert matching(TABLE, asked).index.tolist() == found


@pytest.mark.parametrize(("language", "sum_of_all"), [("nl", "1.235"), ("en", "1,235")])
def test_totals_are_said_of_what_adds_up_and_of_nothing_else(language: Language, sum_of_all: str) -> None:
    assert totals_line(TABLE, TITLES, language).endswith(f": opened {sum_of_all}")
    assert totals_line(TABLE[["region", "usable"]], TITLES, language) == ""


def test_a_table_of_all_municipalities_and_weeks_shows_a_part_and_is_searched_and_summed_whole() -> None:
    app = AppTest.from_string(BIG, default_timeout=60).run()
    assert not app.exception
    shown = app.dataframe[0].value
    assert len(shown) > FILTER_FROM_ROWS
    assert shown.size <= CELLS_SHOWN
    whole = f"{MUNICIPALITIES * sum(range(WEEKS)):,}".replace(",", ".")
    assert any(whole in caption.value for caption in app.caption)
    app = app.text_input[0].set_value("gemeente341 w103").run()
    assert app.dataframe[0].value.to_numpy().tolist() == [["Gemeente 341", "W103", 103.0]]
    app = app.text_input[0].set_value("nergens").run()
    assert not app.dataframe
    assert app.info[0].value == say("table.none", "nl")


@pytest.mark.parametrize(
    "told",
    [
        ["11-12-2026", "23-11-2026", ""],
        ["2026-12-11", "2026-11-23", ""],
        [date(2026, 12, 11), date(2026, 11, 23), None],
    ],
)
def test_days_in_a_table_are_days_written_in_the_language_of_the_page(told: list[object]) -> None:
    table, writers = days_that_sort(pd.DataFrame({"by": told, "week": "2026-W48", "n": 1}), "nl")
    assert list(writers) == ["by"]
    assert table["by"].tolist() == [date(2026, 12, 11), date(2026, 11, 23), None]
    assert [writers["by"](day) for day in table["by"]] == ["11-12-2026", "23-11-2026", ""]


def test_moments_in_a_table_are_written_to_the_minute() -> None:
    told = pd.DataFrame({"at": ["2026-11-23T06:05:11+00:00", "2026-12-01 23:59"]})
    table, writers = days_that_sort(told, "en")
    assert [writers["at"](moment) for moment in table["at"]] == ["23 Nov 2026 06:05", "1 Dec 2026 23:59"]


@pytest.mark.parametrize(
    "cells",
    [["11-12-2026", "later"], ["", ""], ["23-11-2026 (verstreken)"], [1.0], ["20261123"], ["20261123-1"]],
)
def test_a_column_that_says_more_than_days_stays_text(cells: list[object]) -> None:
    table, writers = days_that_sort(pd.DataFrame({"by": cells}), "nl")
    assert (table["by"].tolist(), writers) == (cells, {})


def test_a_table_that_shows_a_part_of_its_rows_is_sorted_whole() -> None:
    app = AppTest.from_string(BIG, default_timeout=60).run()
    last = f"W{WEEKS - 1}"
    assert last not in set(app.dataframe[0].value.week.tail(1))
    app = app.selectbox[0].set_value("2down").run()
    shown = app.dataframe[0].value
    assert shown.week.head(MUNICIPALITIES).tolist() == [last] * MUNICIPALITIES
    assert shown.opened.is_monotonic_decreasing
    app = app.selectbox[0].set_value("0down").run()
    assert app.dataframe[0].value.region.iloc[0] == "Gemeente 99"


DAYS = """
import datetime
import pandas as pd
from capacity.texts import date_short
from capacity.ui.elements.tables import begin, working_table

days = [datetime.date(2027, 1, 4) + datetime.timedelta(weeks=7 * place) for place in range(14)]
said = [date_short(day, LANGUAGE) + " (x)" * (place % 2) for place, day in enumerate(days)]
table = pd.DataFrame({"by": said, "n": list(map(float, range(14)))}).sample(frac=1.0, random_state=1)
begin()
working_table(table, {name: name for name in table}, LANGUAGE)
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_sorted_by_the_calendar_also_with_a_word_behind_them(language: Language) -> None:
    app = AppTest.from_string(DAYS.replace("LANGUAGE", repr(language)), default_timeout=60).run()
    app = app.selectbox[0].set_value("0up").run()
    assert not app.exception
    assert app.dataframe[0].value.n.is_monotonic_increasing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filter_says_how_many_rows_it_looks_in(language: Language) -> None:
    assert str(len(TABLE)) in say("table.filter", language, n=len(TABLE))


def test_two_tables_of_one_kind_are_filtered_apart() -> None:
    app = AppTest.from_string(TWICE).run()
    app = app.text_input[0].set_value("19").run()
    assert not app.exception
    assert [len(shown.value) for shown in app.dataframe] == [1, 20]


def test_decimals_at_most_leave_no_zeros_at_the_end_and_never_touch_whole_figures() -> None:
    written = writer("nl", AtMost(3))
    assert [written(value) for value in (30_400.0, 0.96, 52.1786, 0.0)] == ["30.400", "0,96", "52,179", "0"]
    assert writer("nl", 2)(0.5) == "0,50"
