"""Which plans somebody will probably ask for: a slider's next steps, the questions, and everyday steps."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from threading import Lock

from capacity.scenario import (
    EVERYDAY_SETTINGS,
    Preset,
    Scenario,
    Setting,
    Settings,
    default_scenario,
    differences_between,
    runs_of,
    scenario_hash,
    start_of,
)
from capacity.service.planning import Ground
from capacity.service.solving import PlanRequest, Wanted

COARSE = 10
FIRST = "inflow"
SLIDERS = ("number", "whole", "optional")
OTHER_SIZE = "weeks"
"""The slider whose every step is a plan of another size, which no live model holds."""
KEPT_VISITORS = 16


class LastMoves:
    """What the visitors who were here last asked for, and before that; safe to share.

    Args:
        usual: what stood before a visitor asked for anything.
    """

    def __init__(self, usual: Scenario) -> None:
        self._usual, self._lock = usual, Lock()
        self._asked: OrderedDict[str, tuple[Scenario, Scenario]] = OrderedDict()

    def note(self, visitor: str, scenario: Scenario) -> None:
        """Keeps what a visitor asks for; the same again is no move."""
        with self._lock:
            before, now = self._asked.pop(visitor, (self._usual, self._usual))
            self._asked[visitor] = (before, now) if now == scenario else (now, scenario)
            while len(self._asked) > KEPT_VISITORS:
                self._asked.popitem(last=False)

    def next_steps(self, settings: Settings) -> Iterator[Scenario]:
        """Where each of them goes when a slider is moved on as it was moved, the last visitor first."""
        with self._lock:
            asked = list(reversed(self._asked.values()))
        for before, now in asked:
            yield from _moved_on(before, now, settings)


def _moved_on(before: Scenario, now: Scenario, settings: Settings) -> Iterator[Scenario]:
    """The same move again, one stop further, one stop back.

    Where several sliders were set at once, by a link or a saved scenario: one stop further or back of each.
    """
    changed = [name for name in differences_between(before, now) if name in settings]
    for name in changed:
        was, stands = getattr(before, name), getattr(now, name)
        if name == OTHER_SIZE or settings[name].value not in SLIDERS or was is None or stands is None:
            continue
        for stop in _next_stops(settings[name].numbers, was, stands, again=len(changed) == 1):
            yield now.model_copy(update={name: _as_set(settings[name], stop)})


def _next_stops(stops: Sequence[float], was: float, stands: float, again: bool) -> Iterator[float]:
    """The stops of a slider after a move: the same move once more, if it may be made again; the nearest."""
    here, there = (
        min(range(len(stops)), key=lambda place: abs(stops[place] - value)) for value in (stands, was)
    )
    onward = 1 if stands > was else -1
    moves = (2 * here - there, here + onward, here - onward)
    for place in dict.fromkeys(moves if again else moves[1:]):
        if 0 <= place < len(stops) and place != here:
            yield stops[place]


def _as_set(setting: Setting, stop: float) -> float:
    return int(stop) if setting.value == "whole" else float(stop)


def likely_scenarios(settings: Settings, presets: Mapping[str, Preset]) -> Iterator[Scenario]:
    """Scenarios in the order in which they are likely to be asked for.

    First the coarse steps of arrivals, the smallest change first; then all that the questions need;
    then the finer steps of arrivals; then each step of the other sliders that stand beside every page.
    """
    usual = default_scenario(settings)
    moved = arrivals_moved(settings)
    coarse = sum(getattr(scenario, FIRST) % COARSE == 0 for scenario in moved)
    yield from moved[:coarse]
    for preset in presets.values():
        yield from runs_of(preset, start_of(preset, settings), settings).values()
    yield from moved[coarse:]
    for name in EVERYDAY_SETTINGS:
        if name != FIRST and settings[name].value in SLIDERS:
            yield from (usual.model_copy(update={name: step}) for step in _steps(settings[name]))


def arrivals_moved(settings: Settings) -> list[Scenario]:
    """Every place of the slider of arrivals but the usual one: coarse steps first, small changes first."""
    usual = default_scenario(settings)
    steps = sorted(_steps(settings[FIRST]), key=lambda step: (step % COARSE != 0, abs(step), -step))
    return [usual.model_copy(update={FIRST: step}) for step in steps]


def _steps(setting: Setting) -> list[float]:
    """What a slider can be moved to from its default."""
    return [_as_set(setting, step) for step in setting.numbers if step != setting.default]


def likely_plans(
    settings: Settings,
    presets: Mapping[str, Preset],
    ground: Callable[[Scenario], Ground],
    first: Iterable[Scenario] = (),
) -> Iterator[Wanted]:
    """Their plans, the baseline apart, each once.

    Args:
        ground: what a scenario stands on.
        first: what is likelier still.
    """
    usual, told = default_scenario(settings), {scenario_hash(default_scenario(settings))}
    for scenario in chain(first, likely_scenarios(settings, presets)):
        chosen = scenario_hash(scenario)
        if chosen not in told:
            told.add(chosen)
            below = ground(scenario)
            request = partial(PlanRequest, below, scenario, usual)
            yield Wanted(plan_key(scenario, below), scenario.name, request)


def plan_key(scenario: Scenario, ground: Ground) -> str:
    """Equal for scenarios that have the same plan on the same ground."""
    return f"{scenario_hash(scenario)} {ground.key}"
