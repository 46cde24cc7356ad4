"""A number that no row of data/ carries cannot reach the model."""

import re
from pathlib import Path

import pytest

from capacity.sources.shipped import load_parameters, load_table

from .scan import asked_ids, bare_numbers, modules

PACKAGE = Path(__file__).parents[2] / "capacity"


def test_every_parameter_the_program_asks_for_has_a_row():
    known = load_parameters()
    asked = {pattern for path in modules(PACKAGE) for pattern in asked_ids(path.read_text(encoding="utf-8"))}
    assert len(asked) > 60
    assert [pattern for pattern in asked if not any(re.fullmatch(pattern, name) for name in known)] == []


@pytest.mark.parametrize(
    ("code", "pattern"),
    [
        ('given.number("border_share")', "border_share"),
        ('term_weeks(parameters, "decide_normal")', "decide_normal"),
        ('given.number(f"cost_{kind}")', "cost_.+"),
        ('parameters["months_per_year"].value', "months_per_year"),
    ],
)
def test_the_scan_sees_a_parameter_however_it_is_asked_for(code, pattern):
    assert asked_ids(code) == {pattern}


def test_every_duty_leans_on_a_parameter_with_a_row():
    assert set(load_table("duties").parameter) <= set(load_parameters())


@pytest.mark.parametrize(
    "path",
    [*modules(PACKAGE / "plan"), *modules(PACKAGE / "spreading")],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_number_of_the_model_stands_in_its_code(path):
    assert bare_numbers(path.read_text(encoding="utf-8"), path.name) == []


@pytest.mark.parametrize(
    "code", ["hours = 8", "persons * 0.53", "stay(12)", "def open(weeks=40): ...", "LEAD_WEEKS = 40"]
)
def test_the_scan_finds_a_number_without_a_row(code):
    assert len(bare_numbers(code, "any.py")) == 1


@pytest.mark.parametrize(
    "code", ["x = 1 - 2 * 0", "NOISE_TOLERANCE = 1e-5", "round(x, 6)", "Goal('money', 3, costs)"]
)
def test_tolerances_digits_and_the_order_of_goals_need_no_row(code):
    assert bare_numbers(code, "any.py") == []
