"""The strip of duties once many paths were judged: each cell by the chance that the duty is met."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capacity.domain.measures import late
from capacity.texts import say
from capacity.ui.charts.duties import chance_class, strip_rows
from capacity.ui.charts.tokens import look
from capacity.ui.parts.chances import chance_rows
from capacity.ui.words.figures import duty_states
from tests.ui.sample import MONDAYS, SampleService, sample_chances

SERVICE = SampleService()


def test_each_cell_holds_the_chance_that_the_duty_is_missed() -> None:
    rows = chance_rows(sample_chances(), late(SERVICE.baseline()).assign(share=1.0)).set_index(
        ["duty", "week"]
    )
    assert rows.share["beds", MONDAYS[0]] == 0
    assert rows.share["beds", MONDAYS[8]] == pytest.approx(0.63)
    assert rows.share["decide_normal", MONDAYS[8]] == 0


def test_a_duty_without_a_chance_keeps_its_share_late() -> None:
    known = sample_chances()
    beds = replace(known, probability=known.probability[known.probability.duty == "beds"])
    rows = chance_rows(beds, late(SERVICE.baseline()).assign(share=0.4)).set_index(["duty", "week"])
    assert rows.share["decide_normal", MONDAYS[8]] == 0.4


@pytest.mark.parametrize(
    ("missed", "name"),
    [(0.05, "95"), (0.06, "80"), (0.2, "80"), (0.5, "50"), (0.63, "20"), (0.8, "20"), (0.81, "less")],
)
def test_a_chance_falls_into_the_class_that_its_name_says(missed: float, name: str) -> None:
    assert chance_class(missed) == f"chance_{name}"


def test_the_class_of_a_week_stands_in_words_in_the_strip() -> None:
    plan, english = SERVICE.baseline(), look(dark=False, language="en")
    rows = chance_rows(sample_chances(), late(plan).assign(share=0.0))
    states = duty_states(plan, SERVICE.duties())
    strip = strip_rows(rows, states, english, chances=True).set_index(["duty", "week"])
    assert strip["class"]["beds", MONDAYS[8]] == say("strip.chance_20", "en")
    assert strip["class"]["beds", MONDAYS[0]] == say("strip.chance_95", "en")
