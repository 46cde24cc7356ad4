import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.domain.problems import BadInputError
from capacity.sources.personal import looks_personal
from capacity.sources.tables import Column, guarded, read_table, without_guard, write_table

COLUMNS = (
    Column("week", "date"),
    Column("persons", "number", low=0),
    Column("kind", required=False, choices=("fact", "assumption")),
    Column("note", required=False),
)


def faults(content: bytes) -> list[tuple[str, int | None, str, str | None]]:
    with pytest.raises(BadInputError) as refused:
        read_table(content, COLUMNS, "upload.csv")
    assert all(problem.file == "upload.csv" for problem in refused.value.problems)
    return [(p.key, p.row, p.column, p.value) for p in refused.value.problems]


@pytest.mark.parametrize("separator", [",", "\t"])
def test_comma_and_tab_say_that_numbers_are_english(separator):
    text = separator.join(["week", "persons"]) + "\n" + separator.join(["2026-11-23", "0.95"]) + "\n"
    assert read_table(text.encode(), COLUMNS).persons.tolist() == [0.95]


def test_a_semicolon_says_that_numbers_are_dutch():
    frame = read_table(b"week;persons\n2026-11-23;1.200\n2026-11-30;0,95\n", COLUMNS)
    assert frame.persons.tolist() == [1200.0, 0.95]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encoding_is_found_from_the_known_headings(encoding):
    content = "week;persons;note\n2026-11-23;1;Fryslân – 5 €\n".encode(encoding)
    assert read_table(content, COLUMNS).note.tolist() == ["Fryslân – 5 €"]


def test_a_day_is_read_as_a_dutch_spreadsheet_saves_it() -> None:
    content = b"week;persons;kind;note\n23-11-2026;1;fact;x\n7-12-2026;2;fact;y\n2026-12-14;3;fact;z\n"
    assert read_table(content, COLUMNS).week.tolist() == ["2026-11-23", "2026-12-07", "2026-12-14"]


def test_every_fault_is_told_at_once_with_its_row_column_and_value():
    content = (
        b"week;persons;kind;note\n23-13-2026;0.95;guess;\n2026-11-30;-4;fact;x\n2026-12-07;;fact;y\n\nz\n"
    )
    assert faults(content) == [
        ("not_a_date", 2, "week", "23-13-2026"),
        ("other_number_style", 2, "persons", "0.95"),
        ("not_a_choice", 2, "kind", "guess"),
        ("out_of_range", 3, "persons", "-4"),
        ("empty_cell", 4, "persons", ""),
        ("wrong_cell_count", 6, "", "1"),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty_file"),
        (b"\xff\xfew\x00e\x00e\x00k\x00", "no_known_heading"),
        (b"a|b\n1|2\n", "no_known_heading"),
        (b"week|persons\n2026-11-23|2\n", "wrong_separator"),
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
        (b"week,persons\n23-11-2026,1\n", "not_a_date"),
        (b"week,persons\n", "no_rows"),
        (b"week\n2026-11-23\n", "missing_column"),
        (b"week,persons,extra\n2026-11-23,1,2\n", "unknown_column"),
        (b"week,persons,week\n2026-11-23,1,2026-11-23\n", "column_twice"),
        (b'week,persons\n2026-11-23,"1\n', "broken_table"),
        (b"week,persons\n2026-11-23,twelve\n", "not_a_number"),
        (b"week,persons\n2026-W48,1\n", "not_a_date"),
        (b"week,persons\n2026-02-30,1\n", "not_a_date"),
        (b"week,persons\n2026-11-23,9e999\n", "not_a_number"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_by_name(content, fault):
    assert [key for key, *_ in faults(content)] == [fault]


def test_a_file_that_is_not_there_is_a_fault_like_any_other(tmp_path):
    with pytest.raises(BadInputError) as refused:
        read_table(tmp_path / "absent.csv", COLUMNS)
    assert [(p.key, p.file) for p in refused.value.problems] == [("cannot_open", "absent.csv")]


def test_rows_of_empty_cells_that_a_spreadsheet_leaves_at_the_end_do_not_count():
    assert len(read_table(b"week;persons;note\n2026-11-23;1;\n;;\n;;\n", COLUMNS)) == 1


@pytest.mark.parametrize("text", ["=1+1", "+31", "-x", "@sum", "\tx", "'=1", "''", "'s-Hertogenbosch"])
def test_a_guarded_text_starts_no_formula_and_comes_back(text):
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert without_guard(guarded(text)) == text


def test_a_name_with_an_apostrophe_is_left_as_it_is():
    assert guarded("'s-Hertogenbosch") == "'s-Hertogenbosch"


def test_the_dutch_style_opens_in_a_dutch_spreadsheet():
    frame = pd.DataFrame({"week": ["2026-11-23"], "persons": [1234.5], "note": ["=1+1"]})
    assert write_table(frame, dutch=True) == b"\xef\xbb\xbfweek;persons;note\r\n2026-11-23;1234,5;'=1+1\r\n"


def test_the_plain_style_is_plain():
    frame = pd.DataFrame({"week": ["2026-11-23"], "persons": [1234.5], "note": ['=1,"a"']})
    assert write_table(frame) == b'week,persons,note\n2026-11-23,1234.5,"=1,""a"""\n'


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12).filter(
    lambda text: not looks_personal(text)
)
numbers = st.one_of(
    st.none(), st.integers(-(10**7), 10**7), st.floats(-1e7, 1e7).map(lambda number: round(number, 6))
)
rows = st.lists(st.tuples(texts.filter(str.strip), texts, numbers), min_size=1, max_size=6)


@given(rows, st.booleans())
def test_what_is_written_reads_back_equal_in_both_styles(cells, dutch):
    columns = (
        Column("key", required=False),
        Column("text", required=False),
        Column("number", "number", False),
    )
    frame = pd.DataFrame(cells, columns=["key", "text", "number"]).astype({"number": float})
    back = read_table(write_table(frame, dutch), columns)
    assert back.key.tolist() == frame.key.tolist()
    assert back.text.tolist() == frame.text.tolist()
    pd.testing.assert_series_equal(back.number, frame.number, rtol=0, atol=1e-9)
    assert write_table(back, dutch) == write_table(frame, dutch)
