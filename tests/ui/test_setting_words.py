"""A setting says its value with what it counts, once."""

from __future__ import annotations

import pytest

from capacity.texts import Language
from capacity.ui.whatif.begins_to_bind import shown
from capacity.ui.words.setting_words import changed_part
from tests.ui.sample import SampleService

SETTINGS = SampleService().settings()


@pytest.mark.parametrize(
    ("name", "value", "language", "told"),
    [
        ("shock_weeks", 8, "nl", "Schok duurt 8 weken"),
        ("shock_weeks", 1, "en", "Shock lasts 1 week"),
        ("decisions", 400, "nl", "Besluiten 400 per week"),
        ("fte", 100, "en", "Deciders more or fewer +100 FTE"),
        ("ceiling", 2500, "nl", "Plafond per jaar €\u00a02.500\u00a0mln"),
        ("inflow", 20, "en", "Arrivals +20%"),
        ("weeks", 104, "nl", "Getoonde weken 104"),
        ("jcs", 300, "en", "Border places 300"),
    ],
)
def test_a_changed_setting_is_told_with_its_unit(
    name: str, value: float, language: Language, told: str
) -> None:
    assert changed_part(name, value, SETTINGS, language) == told


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("stay", 9.0, "9 weken"), ("decisions", 400.0, "400 per week"), ("inflow", 20.0, "+20\u00a0%")],
)
def test_the_value_at_which_a_setting_begins_to_bind_has_its_unit_once(
    name: str, value: float, told: str
) -> None:
    assert shown(SETTINGS[name], value, "nl") == told
