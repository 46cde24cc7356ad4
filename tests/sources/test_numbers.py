import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.sources.numbers import format_number, parse_number


@pytest.mark.parametrize(
    ("text", "dutch", "number"),
    [
        ("1.200", True, 1200.0),
        ("0,95", True, 0.95),
        ("1.234.567,5", True, 1234567.5),
        ("-3", True, -3.0),
        ("1,200", False, 1200.0),
        ("0.95", False, 0.95),
        ("1e3", False, 1000.0),
    ],
)
def test_a_number_is_read_in_the_style_of_its_file(text, dutch, number):
    assert parse_number(text, dutch) == number


@pytest.mark.parametrize(
    ("text", "dutch"),
    [
        ("0.95", True),
        ("1,200.5", True),
        ("12.00", True),
        ("0,95", False),
        ("1.200,5", False),
        ("12,00", False),
        ("", True),
        ("1 200", True),
        ("٣", False),
        ("nan", False),
        ("inf", False),
        ("9e999", False),
        ("1\n", False),
    ],
)
def test_what_is_no_number_in_the_style_is_never_reread_in_another(text, dutch):
    assert parse_number(text, dutch) is None


@given(st.floats(-1e9, 1e9), st.booleans())
def test_a_written_number_reads_back_to_six_decimals(number, dutch):
    text = format_number(number, dutch)
    assert parse_number(text, dutch) == pytest.approx(round(number, 6), abs=1e-9)
    assert "e" not in text
    assert text != "-0"


def test_an_infinite_number_is_never_written():
    with pytest.raises(ValueError, match="infinite"):
        format_number(float("inf"))
