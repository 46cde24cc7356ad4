"""Which value tried of a setting that changes no figure would change one: halved, beside the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from capacity.domain.plan_result import PlanResult
from capacity.scenario import Setting
from capacity.service import StoppedPlanError, TooLateError
from capacity.texts import Language, say
from capacity.ui.every_page import explaining
from capacity.ui.every_page.frame import Answer
from capacity.ui.words.setting_words import is_counted, with_unit

NUMBERS = ("number", "whole", "optional")


def stops_beyond(setting: Setting, value: Any) -> list[float]:
    """Stops of a setting further from its usual value than the one chosen, the nearest first.

    An optional limit has no usual value: it is drawn tighter, so downwards.
    """
    if setting.value not in NUMBERS or value is None:
        return []
    if setting.default is not None and value > setting.default:
        return [stop for stop in setting.numbers if stop > value]
    return [stop for stop in reversed(setting.numbers) if stop < value]


def last_without_change(stops: Sequence[float], changes: Callable[[float], bool]) -> int | None:
    """Place of a stop that changes nothing while the next does, by halving; None where the last does not.

    Both stops are tried. Where what changes comes and goes with the setting there may be more such places.

    Args:
        stops: further and further away.
        changes: whether a stop changes something.

    Returns:
        -1 where the first stop changes something already.
    """
    if not stops or not changes(stops[-1]):
        return None
    same, other = -1, len(stops) - 1
    while other - same > 1:
        middle = (same + other) // 2
        if changes(stops[middle]):
            other = middle
        else:
            same = middle
    return same


def binding_told(
    answer: Answer,
    changed: Mapping[str, Any],
    changes_figures: Callable[[PlanResult], bool],
    place: DeltaGenerator,
) -> None:
    """Says that what is changed does not bind; of a single number also which value tried would.

    Args:
        changed: settings that differ from the baseline.
        changes_figures: whether a plan shows another figure than the baseline.
        place: where it is said.
    """
    language = answer.language
    said = say("whatif.not_binding", language, n=len(changed))
    place.info(said, icon=":material/info:")
    name, value = next(iter(changed.items()))
    setting = answer.view.settings().get(name)
    stops = [] if setting is None or len(changed) > 1 else stops_beyond(setting, value)
    if setting is None or not stops:
        return

    def changes(stop: float) -> bool:
        number = int(stop) if setting.value == "whole" else stop
        scenario = answer.scenario.model_copy(update={name: number})
        (ticket,) = explaining.awaited_beside(answer.view, [scenario], language)
        return changes_figures(ticket.result())

    try:
        found = last_without_change(stops, changes)
    except TooLateError:
        return
    except StoppedPlanError:
        explaining.tell_stopped(language, "threshold", "threshold")
        return
    place.info(_told(setting, value, stops, found, language), icon=":material/info:")


def _told(setting: Setting, value: Any, stops: Sequence[float], found: int | None, language: Language) -> str:
    if found is None:
        return say("whatif.binds_nowhere", language, value=shown(setting, stops[-1], language))
    last = value if found < 0 else stops[found]
    first = shown(setting, stops[found + 1], language)
    return say("whatif.binds_tried", language, value=first, last=shown(setting, last, language))


def shown(setting: Setting, value: float, language: Language) -> str:
    """A value with its unit."""
    text = with_unit(setting, value, language)
    complete = setting.unit.startswith("percent") or is_counted(setting)
    return text if complete else f"{text} {say(f'setting_unit.{setting.id}', language)}"
