"""Numbers typed or pasted into a table of settings are read in the style of the page, never in the other."""

from __future__ import annotations

import pytest

from capacity.domain.problems import BadInputError
from capacity.service.inputs import load_inputs
from capacity.service.typed_numbers import typed_number, typed_numbers

SETTINGS = load_inputs().settings
DELAY, DELIVERED = SETTINGS["delay"], SETTINGS["delivered"]


@pytest.mark.parametrize(("dutch", "written"), [(True, "2,5"), (False, "2.5")])
def test_a_cell_is_read_in_the_style_of_the_page_and_an_empty_one_is_left_out(
    dutch: bool, written: str
) -> None:
    assert typed_numbers({"PV20": f" {written} ", "PV21": ""}, DELIVERED, dutch) == {"PV20": 2.5}
    assert typed_number(2.5, dutch) == written


def test_every_cell_that_is_no_number_here_is_told_with_its_row() -> None:
    cells = {"PV20": "2.5", "PV21": "some", "PV22": "60", "PV23": "12", "PV24": "2,5"}
    with pytest.raises(BadInputError) as refused:
        typed_numbers(cells, DELAY, dutch=True)
    assert [(fault.row, fault.key, fault.value) for fault in refused.value.problems] == [
        (2, "other_number_style", "2.5"),
        (3, "not_a_number", "some"),
        (4, "out_of_range", "60"),
        (6, "not_whole", "2,5"),
    ]
