"""Colours tell the series of a chart apart, also for eyes that see fewer of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from capacity.ui.charts.places import places_chart
from capacity.ui.charts.tokens import DARK, LIGHT, Look, Palette
from capacity.ui.words.figures import HOUSING_TYPES
from tests.ui.sample import MONDAYS

EYES = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Machado, Oliveira and Fernandes 2009, table of severity 1.0, for linear sRGB."""
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])
TOLD_APART = 20.0
"""Least distance in CIELAB (CIE76) between intake and every other colour of its charts."""
STACKED_APART = 15.0
"""Least distance between any two kinds of places: they are stacked in one chart."""


def lab(colour: str, eyes: str) -> np.ndarray:
    """A colour in CIELAB as the eyes see it."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    seen = XYZ @ np.clip(np.asarray(EYES[eyes]) @ linear, 0, 1) / WHITE
    root = np.where(seen > 0.008856, np.cbrt(seen), 7.787 * seen + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def distance(one: str, other: str, eyes: str) -> float:
    return float(np.linalg.norm(lab(one, eyes) - lab(other, eyes)))


def test_the_distance_of_black_and_white_is_a_hundred_for_all_eyes() -> None:
    for eyes in EYES:
        assert distance("#000000", "#FFFFFF", eyes) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_series_of_one_chart_share_a_colour(palette: Palette) -> None:
    charts = {
        "places": [palette.places[kind] for kind in HOUSING_TYPES]
        + [palette.breach, palette.tint, palette.text],
        "compare": [palette.baseline, *palette.compare],
        "fan": [*palette.bands, palette.median],
        "record": [palette.median, palette.places["emergency"], palette.line],
        "classes": list(palette.classes),
    }
    for name, colours in charts.items():
        assert [pair for pair in combinations(colours, 2) if pair[0] == pair[1]] == [], name


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_intake_is_told_from_every_other_kind_of_place_and_from_a_breach(palette: Palette, eyes: str) -> None:
    others = [colour for kind, colour in palette.places.items() if kind != "intake"]
    for other in [*others, palette.breach, palette.text, palette.page]:
        assert distance(palette.places["intake"], other, eyes) >= TOLD_APART


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_every_two_kinds_of_places_are_told_apart_by_all_eyes(palette: Palette, eyes: str) -> None:
    for one, other in combinations(palette.places.values(), 2):
        assert distance(one, other, eyes) >= STACKED_APART


def test_the_dots_of_the_legend_of_places_are_all_different() -> None:
    weeks = list(MONDAYS[:2])
    places = pd.DataFrame(
        [(week, kind, 10.0) for week in weeks for kind in HOUSING_TYPES], columns=["week", "type", "usable"]
    )
    people = pd.DataFrame({"residents": 5.0, "usable": 80.0}, index=pd.Index(weeks, name="week"))
    drawn = places_chart(places, people, None, 100.0, Look(LIGHT, "nl")).to_dict()
    scale = drawn["layer"][0]["encoding"]["color"]["scale"]
    assert len(scale["domain"]) == len(HOUSING_TYPES)
    assert len(set(scale["range"])) == len(HOUSING_TYPES)


@pytest.mark.parametrize("with_baseline", [False, True])
def test_the_lines_of_a_chart_of_places_have_a_legend_where_words_are_given(with_baseline: bool) -> None:
    weeks = pd.Index(MONDAYS[:2], name="week")
    places = pd.DataFrame([(week, "regular", 10.0) for week in weeks], columns=["week", "type", "usable"])
    people = pd.DataFrame({"residents": 5.0, "usable": 10.0}, index=weeks)
    baseline = people.residents if with_baseline else None
    drawn = places_chart(places, people, baseline, 20.0, Look(LIGHT, "nl"), ("bewoners", "basis")).to_dict()
    told = [layer["encoding"]["stroke"] for layer in drawn["layer"] if "stroke" in layer["encoding"]]
    assert [stroke["scale"]["domain"] for stroke in told] == [["bewoners", "basis"][: 1 + with_baseline]]
    assert told[0]["scale"]["range"] == [LIGHT.text, LIGHT.baseline][: 1 + with_baseline]
    assert told[0]["legend"]["symbolOpacity"] == 1
    assert told[0]["legend"]["orient"] == "bottom"
