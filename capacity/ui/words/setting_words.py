"""Settings and their values in words, as controls, chips, histories and comparisons write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from capacity.domain.parameters import Kind
from capacity.scenario import ASKED, Preset, RegimePeriod, Scenario, Setting, Settings, differences
from capacity.texts import Language, date_short, knows, number, say, shipped_text, week_in_table

MARKS: Mapping[Kind, str] = {"assumption": "\u00a0≈", "input needed": "\u00a0✎"}
RISK, PERCENT = "risk", 100.0
REGIME_TABLE = "regimes"
JUDGED = "planning judgement"
"""How `source` begins where no source stands behind a default but the judgement of planners."""
PLANNED = "planning"
"""How `source` of a question's own value begins where planners chose it."""
MINUS = "−"


def setting_text(value: Any, language: Language) -> str:
    """A setting's value in words: number, week, yes or no."""
    if value is None:
        return say("app.no_first_week", language)
    if isinstance(value, bool):
        return say("app.yes" if value else "app.no", language)
    if isinstance(value, date):
        return date_short(value, language)
    if isinstance(value, (int, float)):
        decimals = 0 if float(value).is_integer() else 1
        return number(float(value), language, decimals)
    return str(value)


def value_text(setting: Setting, value: Any, language: Language) -> str:
    """The value of a setting in the words of that setting, without its unit."""
    if value is None and setting.value == "optional":
        return say("app.off", language)
    if isinstance(value, str):
        key = f"choice.{setting.id}_{value}"
        if knows(key):
            return say(key, language)
        if setting.value == "monday":
            return setting_text(date.fromisoformat(value), language)
    if setting.id == RISK:
        return risk_text(float(value), language)
    return setting_text(value, language)


def risk_text(left_out: float, language: Language) -> str:
    """The choice of risk: the mean of all courses, or the worst share of them."""
    if not left_out:
        return say("choice.risk_mean", language)
    return say("choice.risk_worst", language, p=1 - left_out / PERCENT)


def name_text(name: str, language: Language) -> str:
    """The name of a setting, of a table of settings, or of a single parameter."""
    key = f"setting.{name}"
    return say(key, language) if knows(key) else name


def with_unit(setting: Setting, value: Any, language: Language) -> str:
    """A value as a chip shows it, with its unit: `+20 %` where it is a change, `8 weeks`.

    A unit that the name of the setting has already is not said twice.
    """
    text = value_text(setting, value, language)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or setting.id == RISK:
        return text
    if (setting.low or 0) < 0 and value > 0:
        text = f"+{text}"
    if setting.unit.startswith("percent"):
        text = say("app.percent_of", language, value=text)
    return say(_counted(setting), language, value=text, n=value) if is_counted(setting) else text


def is_counted(setting: Setting) -> bool:
    """Whether `with_unit` says what the value counts; a setting called like its unit says so itself."""
    return setting.id != setting.unit and knows(_counted(setting))


def _counted(setting: Setting) -> str:
    return f"counted_in.{setting.unit}"


def changed_part(name: str, value: Any, settings: Settings, language: Language) -> str:
    """One change in words: a setting with its value, or a table with the number of its rows."""
    if name in settings:
        shown = with_unit(settings[name], value, language)
        return say("app.setting_is", language, label=name_text(name, language), value=shown)
    if name == REGIME_TABLE and value:
        label, shown = name_text(name, language), regimes_text(value, language)
        return say("app.setting_is", language, label=label, value=shown)
    return say("app.setting_rows", language, label=name_text(name, language), n=len(value or {}))


def starting_values(preset: Preset, settings: Settings, language: Language) -> str:
    """The values that a question starts from, each with its mark and its source."""
    parts = []
    for name, value in preset.runs[ASKED].items():
        source = preset.sources[name]
        mark = MARKS["assumption"] if source.startswith(PLANNED) else ""
        text = changed_part(name, value, settings, language)
        parts.append(f"{text}{mark} ({shipped_text(source, language)})")
    return say("whatif.starts_from", language, list="; ".join(parts))


def changed_text(scenario: Scenario, settings: Settings, language: Language) -> str:
    """Which settings differ from the baseline, each with its value; empty for the baseline."""
    found = differences(scenario, settings)
    if not found:
        return ""
    parts = [changed_part(name, value, settings, language) for name, value in found.items()]
    return say("app.changed", language, n=len(parts), list=", ".join(parts))


def changes_text(
    between: Mapping[str, tuple[Any, Any]], settings: Settings, language: Language
) -> list[tuple[str, str, str]]:
    """Differences of two scenarios in words: the setting, its first and its second value."""
    return [
        (
            name_text(name, language),
            side_text(name, first, settings, language),
            side_text(name, second, settings, language),
        )
        for name, (first, second) in between.items()
    ]


def side_text(name: str, value: Any, settings: Settings, language: Language) -> str:
    """The value of a setting, or the rows of a table of settings, in words."""
    if name in settings:
        return with_unit(settings[name], value, language)
    if not value:
        return say("app.as_in_baseline", language)
    if name == REGIME_TABLE:
        return regimes_text(value, language)
    if isinstance(value, (list, tuple)):
        return ", ".join(value)
    return ", ".join(f"{key} {setting_text(number, language)}" for key, number in value.items())


def regimes_text(periods: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Periods in words: the rules that hold, from which week and for how long."""
    return "; ".join(_period_text(RegimePeriod.model_validate(one), language) for one in periods)


def _period_text(one: RegimePeriod, language: Language) -> str:
    rules = say(f"choice.regime_{one.regime}", language)
    if one.start is None:
        return say("app.period_from_first", language, rules=rules, n=one.weeks)
    return say("app.period", language, rules=rules, week=week_in_table(one.start), n=one.weeks)


def label_of(setting: Setting, language: Language) -> str:
    """The label of a control: name and unit, and the mark of its source."""
    words = f"{name_text(setting.id, language)} ({say(f'setting_unit.{setting.id}', language)})"
    return words + MARKS.get(setting.kind, "")


def source_text(setting: Setting, language: Language) -> str:
    """Where the default of a setting comes from; a judgement of planners is called that in words."""
    judged = setting.source.startswith(JUDGED)
    return say("app.judged", language) if judged else shipped_text(setting.source, language)


def hint_of(setting: Setting, language: Language) -> str:
    """What a control says when asked: range, baseline, article, kind and source."""
    parts = []
    if setting.low is not None and setting.high is not None:
        low, high = setting_text(setting.low, language), setting_text(setting.high, language)
        parts.append(say("app.range", language, low=low, high=high))
    usual = value_text(setting, setting.default, language)
    parts += [say("app.as_default", language, value=usual), setting.article]
    parts += [say(f"kind.{setting.kind}", language), source_text(setting, language)]
    return " · ".join(part for part in parts if part)
