import pytest

from capacity.domain.problems import BadInputError
from capacity.sources.personal import is_personal_heading, looks_personal, passes_eleven_test
from capacity.sources.tables import Column, read_table

COLUMNS = (Column("week", "date"), Column("persons", "number"), Column("note", required=False))
BSN = "111222333"


def test_the_eleven_test_accepts_a_sum_divisible_by_eleven_and_nothing_else():
    weighted = sum(w * int(d) for w, d in zip([9, 8, 7, 6, 5, 4, 3, 2, -1], BSN, strict=True))
    assert weighted % 11 == 0
    assert passes_eleven_test(BSN)
    assert not passes_eleven_test("111222334")
    assert not passes_eleven_test("000000000")


@pytest.mark.parametrize(
    "heading", ["Naam", "achternaam", "geboortedatum", "V-nummer", "BSN", "e-mail", "dob"]
)
def test_headings_that_name_personal_data_are_known(heading):
    assert is_personal_heading(heading)


@pytest.mark.parametrize("heading", ["week", "persons", "region", "measure", "stream", "author"])
def test_headings_of_counts_are_not_taken_for_personal_data(heading):
    assert not is_personal_heading(heading)


@pytest.mark.parametrize(
    "text",
    [
        BSN,
        "111.222.333",
        f"bsn {BSN} in Ter Apel",
        "V1234567890",
        "2891234567",
        "12-03-1985",
        "1985-03-12",
        "a@b.nl",
    ],
)
def test_numbers_dates_and_addresses_of_persons_are_recognised(text):
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "111222334",
        "1200",
        "1000000.125",
        "1.234.567.890",
        "2025D11837",
        "Kamerbrief 2026D05614",
        "https://example.org/a/111222333",
    ],
)
def test_weeks_counts_and_references_are_not_taken_for_personal_data(text):
    assert not looks_personal(text)


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        (f"week,persons,note\n2026-11-23,{BSN},\n", 2, "persons"),
        (f"week,persons,note\n2026-11-23,5,seen {BSN} twice\n", 2, "note"),
        (f"week;persons;note\n2026-11-23;{BSN};\n", 2, "persons"),
        (f"week,persons,note\n{BSN},5,\n", 2, "week"),
        ("week,persons,note\n12-03-1985,5,\n", 2, "week"),
        ("week,persons,Achternaam\n2026-11-23,5,Jansen\n", 1, "Achternaam"),
        (f"week,persons,{BSN}\n2026-11-23,5,x\n", 1, "3"),
        (f"week,persons,note\n2026-11-23,5,x,{BSN}\n", 2, "4"),
        (f"Achternaam;plaats\nJansen;{BSN}\n", 1, "Achternaam"),
        (f"plaats;{BSN}\nx;y\n", 1, "2"),
    ],
)
def test_a_refusal_names_row_and_column_and_never_the_value(table, row, column):
    with pytest.raises(BadInputError) as refused:
        read_table(table.encode(), COLUMNS, "upload.csv")
    personal = [p for p in refused.value.problems if p.key == "personal_data"]
    assert [(p.row, p.column, p.value) for p in personal] == [(row, column, None)]
    for secret in (BSN, "Jansen", "12-03-1985"):
        assert secret not in str(refused.value)
        assert secret not in repr(refused.value.problems)


def test_a_period_before_2010_in_a_date_column_is_no_birth_date():
    frame = read_table(b"week,persons\n2008-01-07,5\n", COLUMNS)
    assert frame.week.tolist() == ["2008-01-07"]
