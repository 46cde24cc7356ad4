"""Presets: questions a planner puts, each with the scenarios its answer needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.scenario.address import typed_value
from capacity.scenario.checks import Faults, checked_parameters, checked_value
from capacity.scenario.model import Scenario, default_scenario
from capacity.scenario.settings import Settings

ASKED, REFERENCE = "asked", "reference"
PARAMETER = "parameters."
HORIZON = "weeks"


@dataclass(frozen=True)
class Preset:
    """One question.

    Args:
        cards: ids of the figures shown first.
        rests_on: ids of parameters that decide the answer.
        resources: scarce things that the question is about, as prices name them.
        runs: changes of settings by run; `asked` is what the planner starts from and may change.
        sources: where each value that the planner starts from comes from, by setting.
    """

    id: str
    question: int
    cards: tuple[str, ...]
    rests_on: tuple[str, ...]
    resources: tuple[str, ...]
    runs: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, str]

    @property
    def touched(self) -> frozenset[str]:
        """Every setting that the question is about; the horizon is not one of them."""
        names = {name for changes in self.runs.values() for name in changes}
        return frozenset(names - {HORIZON})


def presets_from(
    questions: pd.DataFrame, runs: pd.DataFrame, settings: Settings, parameters: Parameters
) -> dict[str, Preset]:
    """All presets by id, in the order of the questions.

    Args:
        questions: columns preset, question, cards, rests_on, resources.
        runs: columns preset, run, setting, value, source.

    Raises:
        ValueError: a setting or value of a run cannot be, or a question has no run to start from.
    """
    found = {}
    for row in questions.itertuples():
        mine = runs[runs.preset == row.preset]
        changes: dict[str, dict[str, Any]] = {}
        for run, name, text in zip(mine.run, mine.setting, mine.value, strict=True):
            changes.setdefault(str(run), {})[str(name)] = _value(str(name), str(text), settings, parameters)
        if ASKED not in changes:
            raise ValueError(f"preset '{row.preset}' has no run '{ASKED}'")
        begin = mine[mine.run == ASKED]
        found[str(row.preset)] = Preset(
            id=str(row.preset),
            question=round(float(str(row.question))),
            cards=tuple(str(row.cards).split()),
            rests_on=tuple(str(row.rests_on).split()),
            resources=tuple(str(row.resources).split()),
            runs=changes,
            sources=dict(zip(begin.setting, begin.source, strict=True)),
        )
    return found


def _value(name: str, text: str, settings: Settings, parameters: Parameters) -> Any:
    faults = Faults("presets/runs")
    value: Any
    if name.startswith(PARAMETER):
        parameter = name.removeprefix(PARAMETER)
        value = checked_parameters({parameter: float(text)}, parameters, faults).get(parameter)
    elif name in settings:
        value = checked_value(settings[name], typed_value(settings[name], text), faults)
    else:
        raise ValueError(f"a preset sets '{name}', which is no setting")
    if faults.found:
        raise ValueError(f"a preset cannot set {name} to {text}")
    return value


def start_of(preset: Preset, settings: Settings) -> Scenario:
    """The scenario a planner starts from when choosing a question."""
    return changed(default_scenario(settings), preset.runs[ASKED])


def runs_of(preset: Preset, asked: Scenario, settings: Settings) -> dict[str, Scenario]:
    """Every scenario the answer needs, by run.

    `asked` is the planner's own; `reference` is the same with the settings of the question at their
    defaults, and every other run changes those settings of the reference only.
    """
    usual = default_scenario(settings)
    fields = {name: getattr(usual, name) for name in preset.touched if not name.startswith(PARAMETER)}
    named = {name.removeprefix(PARAMETER) for name in preset.touched if name.startswith(PARAMETER)}
    kept = {name: value for name, value in asked.parameters.items() if name not in named}
    reference = asked.model_copy(update={**fields, "parameters": kept})
    others = {
        run: changed(reference, {name: value for name, value in changes.items() if name != HORIZON})
        for run, changes in preset.runs.items()
        if run != ASKED
    }
    return {ASKED: asked, REFERENCE: reference, **others}


def changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A scenario with settings and single parameters (`parameters.id`) replaced."""
    fields = {name: value for name, value in changes.items() if not name.startswith(PARAMETER)}
    single = {
        name.removeprefix(PARAMETER): value for name, value in changes.items() if name.startswith(PARAMETER)
    }
    return scenario.model_copy(update={**fields, "parameters": {**scenario.parameters, **single}})
