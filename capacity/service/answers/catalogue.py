"""Which question is answered by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from capacity.scenario import Preset, presets_from
from capacity.service.answers import beds, border, budget, chain, intake, inverse, late_places, screening
from capacity.service.answers.parts import Asked, Found, said
from capacity.service.inputs import load_inputs
from capacity.sources.shipped import load_table
from capacity.texts.said import Said

INPUT_NEEDED = "input needed"
ANSWERS: Mapping[str, Callable[[Asked], Found]] = {
    "q01": beds.to_winter,
    "q02": intake.below_the_cap,
    "q03": chain.two_queues,
    "q04": beds.housing,
    "q05": screening.screening,
    "q06": screening.outage,
    "q07": late_places.late_or_half,
    "q08": border.places,
    "q10": beds.grants,
    "q12": budget.ceiling,
    "q13": border.sessions,
    **inverse.QUESTIONS,
}
INVERSE_RUN = inverse.INVERSE
"""The run that holds the plan with the answer to a question the other way round."""


def is_inverse(preset: Preset) -> bool:
    """Whether a question is put the other way round, and its answer searched for beside the plans."""
    return preset.id in inverse.QUESTIONS


@cache
def presets() -> Mapping[str, Preset]:
    """Every question by id."""
    given = load_inputs()
    return presets_from(
        load_table("presets/questions"), load_table("presets/runs"), given.settings, given.parameters
    )


def answer(preset: Preset, asked: Asked) -> Found:
    """The answer to a question; it ends with the values that decide it and that nobody has filled in yet."""
    found = ANSWERS[preset.id](asked)
    missing = [
        said("rests_on", parameter=said(f"parameter_{parameter}"))
        for parameter in preset.rests_on
        if asked.parameters[parameter].kind == INPUT_NEEDED and parameter not in asked.scenario.parameters
    ]
    sentences: tuple[Said, ...] = (*found.said, *missing)
    return replace(found, said=sentences)
