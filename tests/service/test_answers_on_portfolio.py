"""Questions on reception, answered by plans that stand on a portfolio of a planner."""

from __future__ import annotations

import re
import shutil

import pytest

from capacity.scenario import REFERENCE, default_scenario, runs_of, start_of
from capacity.service import open_service, open_workspace
from capacity.service.answers import Asked, Found, answer, presets
from capacity.service.input_files import read_as
from capacity.service.inputs import load_inputs
from capacity.service.portfolio import accept_portfolio
from capacity.texts import LANGUAGES, Language
from tests.service.test_portfolio import a_portfolio

QUESTIONS = ("q01", "q02", "q04", "q07", "q12")
WEEKS = 26
"""Half a year answers each question in a fraction of the time of its own horizon."""
BLOCKS = (
    "camp;GM0599;regular;40000;;;;;;yes",
    "barracks;GM0363;regular;2000;2027-02-01;;;;;yes",
    "hall;GM0363;emergency;20000;;2027-03-31;26;8;900;no",
    "ship;GM0344;emergency;11000;;2027-02-28;52;4;1250;no",
    "gym;GM0518;crisis;3000;;2027-01-31;13;2;1400;no",
    "house;GM0014;minors;900;;2027-06-30;52;8;;yes",
    "ter_apel;GM1950;intake;2000;;;;;;no",
    "schiphol;GM0394;border;400;;;;;;no",
)


@pytest.fixture(scope="module")
def answers(home, tmp_path_factory) -> dict[str, Found]:
    own = tmp_path_factory.mktemp("portfolio") / "home"
    shutil.copytree(home, own)
    blocks = read_as("portfolio", a_portfolio(*BLOCKS), "p.csv").content
    service = open_service(own)
    accept_portfolio(open_workspace(own), blocks, service.present_state().own, 1e6, "Sam", "own list")
    inputs = load_inputs()
    baseline = service.plan(default_scenario(inputs.settings).model_copy(update={"weeks": WEEKS}))
    regions = dict(zip(inputs.provinces.code, inputs.provinces.name, strict=True))
    found = {}
    for question in QUESTIONS:
        preset = presets()[question]
        start = start_of(preset, inputs.settings).model_copy(update={"weeks": WEEKS})
        scenarios = runs_of(preset, start, inputs.settings)
        plans = dict(zip(scenarios, service.plans(list(scenarios.values())), strict=True))
        places = plans[REFERENCE].tables["places"]
        assert set(places.type) >= {"minors", "crisis", "intake"}
        assert set(places.available[places.type == "border"]) == {400.0}
        found[question] = answer(
            preset, Asked(plans, scenarios, baseline, inputs.parameters, inputs.duties, regions)
        )
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_each_answer_names_a_quantity_a_week_and_money(
    answers: dict[str, Found], question: str, language: Language
) -> None:
    said = " ".join(part.text(language) for part in answers[question].said)
    assert re.search(r"\d", said)
    assert re.search(r"\bwe(ek|ken|eks)\b", said), said
    assert "€" in said or re.search(r"as much money|evenveel geld", said), said


def test_fewer_homes_need_more_beds_and_more_money_than_more_homes(answers: dict[str, Found]) -> None:
    figures = answers["q04"].figures
    assert figures["beds_less"] > 0 > figures["beds"]
    assert figures["eur_less"] > figures["eur"]
