import re
from pathlib import Path

from capacity.scenario import load_scenario

DOCUMENT = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")


def test_the_example_of_the_manual_is_a_valid_scenario(write, settings, parameters, provinces):
    example = re.search(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL).group(1)
    assert load_scenario(write(example), settings, parameters, provinces).name == "Autumn peak"


def test_the_manual_lists_every_setting(settings):
    assert set(settings) <= set(re.findall(r"`([a-z_]+)`", DOCUMENT))


def test_the_manual_shows_the_range_and_default_of_every_number(settings):
    for row in settings.values():
        if row.value in ("number", "whole"):
            shown = f"{row.low:g}..{row.high:g} ({row.default:g})"
            assert any(f"`{row.id}`" in line and shown in line for line in DOCUMENT.splitlines()), shown
