"""Which plans somebody will probably ask for: the questions, and every step of the everyday sliders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from capacity.scenario import (
    EVERYDAY_SETTINGS,
    Preset,
    Scenario,
    Setting,
    Settings,
    default_scenario,
    runs_of,
    scenario_hash,
    start_of,
)
from capacity.service.planning import Ground
from capacity.service.solving import PlanRequest, Wanted

COARSE = 10
FIRST = "inflow"
SLIDERS = ("number", "whole", "optional")


def likely_scenarios(settings: Settings, presets: Mapping[str, Preset]) -> Iterator[Scenario]:
    """Scenarios in the order in which they are likely to be asked for.

    First the coarse steps of arrivals, the smallest change first; then all that the questions need;
    then the finer steps of arrivals; then each step of the other sliders that stand beside every page.
    """
    usual = default_scenario(settings)
    arrivals = sorted(_steps(settings[FIRST]), key=lambda step: (step % COARSE != 0, abs(step), -step))
    coarse = sum(step % COARSE == 0 for step in arrivals)
    moved = [usual.model_copy(update={FIRST: step}) for step in arrivals]
    yield from moved[:coarse]
    for preset in presets.values():
        yield from runs_of(preset, start_of(preset, settings), settings).values()
    yield from moved[coarse:]
    for name in EVERYDAY_SETTINGS:
        if name != FIRST and settings[name].value in SLIDERS:
            yield from (usual.model_copy(update={name: step}) for step in _steps(settings[name]))


def _steps(setting: Setting) -> list[float]:
    """What a slider can be moved to from its default."""
    kind = int if setting.value == "whole" else float
    return [kind(step) for step in setting.numbers if step != setting.default]


def likely_plans(settings: Settings, presets: Mapping[str, Preset], ground: Ground) -> Iterator[Wanted]:
    """Their plans on a ground, the baseline apart, each once."""
    usual, told = default_scenario(settings), {scenario_hash(default_scenario(settings))}
    for scenario in likely_scenarios(settings, presets):
        chosen = scenario_hash(scenario)
        if chosen not in told:
            told.add(chosen)
            request = partial(PlanRequest, ground, scenario, usual)
            yield Wanted(f"{chosen} {ground.key}", scenario.name, request)
