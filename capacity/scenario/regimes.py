"""Regimes of the law by period: in which weeks mass arrival or a crisis puts other terms in place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict

from capacity.domain.parameters import Parameter, Parameters
from capacity.domain.problems import plain_number
from capacity.domain.time import DAYS_PER_WEEK
from capacity.law import term_weeks
from capacity.scenario.checks import Faults, checked_value, note_unknown
from capacity.scenario.settings import Setting, Settings

RegimeId = Literal["mass", "crisis", "requested", "prolonged", "low_threshold", "expedited"]
REGIMES, NORMAL = get_args(RegimeId), "normal"
CRISES = ("crisis", "prolonged")
"""Regimes of a crisis that the Council has decided on: together at most twelve months (CRI 5)."""
LONGEST_CRISIS = "crisis_period_most"
LOW_THRESHOLD, LOW_THRESHOLD_ARTICLE = "low_threshold", "CRI 11(3)"
REQUESTED, LONGEST_REQUEST = "requested", "crisis_register_before_approval"
"""Until the Council decides the longer time to register holds at most ten days (CRI 10(6))."""
EXAMPLE = "[{regime: crisis, start: 2027-01-04, weeks: 12}]"
ONE_REGIME = ("regime", "regime_start", "regime_weeks")
"""Keys under which older files and addresses name the only regime of a plan."""
WEEKS_OF_ONE = 26
"""How long that regime lasted where nothing was said."""
AT_START, LISTED, PART = "off", ";", ":"


class RegimePeriod(BaseModel):
    """Weeks in which a regime holds: mass arrival (APR), or crisis and force majeure (CRI).

    A crisis may be asked for (`requested`): from then on the longer time to register holds for ten days
    (CRI 10(6)). In one of mass arrival it ends with the first period, and the rest goes on (`prolonged`,
    CRI 10(4)). In such a crisis the threshold of the border procedure may be 5 percent (`low_threshold`,
    CRI 11(3)). A recommendation of the Commission may name groups to be decided on in four weeks
    (`expedited`, CRI 14).

    Args:
        start: Monday of its first week; None: the first week of the plan.
        weeks: how many weeks it holds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    regime: RegimeId
    start: date | None = None
    weeks: int

    @property
    def last(self) -> date | None:
        """Monday of its last week; None where it begins with the plan."""
        return None if self.start is None else self.start + timedelta(weeks=self.weeks - 1)


def in_periods(content: Mapping[Any, Any], base: Iterable[RegimePeriod] = ()) -> dict[Any, Any]:
    """The content of a scenario with the regime of an older file or address as one period.

    Args:
        base: periods of what the content changes; a part that is not named stays as in the first of them.
    """
    named = {key: content[key] for key in ONE_REGIME if key in content}
    rest = {key: value for key, value in content.items() if key not in named}
    first = next(iter(base), None)
    regime = named.get("regime", NORMAL if first is None else first.regime)
    if not named or "regimes" in content or (first is None and regime == NORMAL):
        return rest
    if regime == NORMAL:
        return {**rest, "regimes": []}
    period = {
        "regime": regime,
        "start": named.get("regime_start", first and first.start),
        "weeks": named.get("regime_weeks", first.weeks if first else WEEKS_OF_ONE),
    }
    return {**rest, "regimes": [period]}


def checked_regimes(value: object, settings: Settings, faults: Faults) -> list[RegimePeriod]:
    """Periods from a file or an address: a list of mappings with regime, start and weeks."""
    if not isinstance(value, (list, tuple)) or not all(
        isinstance(part, (Mapping, RegimePeriod)) for part in value
    ):
        faults.add("not_a_mapping", "regimes", value, EXAMPLE)
        return []
    found = []
    for place, part in enumerate(value):
        given = part.model_dump() if isinstance(part, RegimePeriod) else part
        before = len(faults.found)
        period = _checked(given, f"regimes.{place}", settings, faults)
        if len(faults.found) == before:
            found.append(RegimePeriod.model_validate(period))
    return found


def _checked(given: Mapping[Any, Any], at: str, settings: Settings, faults: Faults) -> dict[str, Any]:
    columns = period_columns(settings)
    for key in given:
        if key not in columns:
            note_unknown("setting", f"{at}.{key}", str(key), columns, faults)
    return {
        name: checked_value(setting, given.get(name), faults, f"{at}.{name}")
        for name, setting in columns.items()
    }


def period_columns(settings: Settings) -> dict[str, Setting]:
    """What a period consists of, as settings are checked; none is longer than the longest plan."""
    return {
        "regime": Setting("regime", "law", "choice", REGIMES[0], "terms", choices=REGIMES),
        "start": Setting("start", "law", "monday", None, "Monday"),
        "weeks": Setting("weeks", "law", "whole", 1, "weeks", low=1, high=settings["weeks"].high),
    }


def check_regimes(
    periods: Iterable[RegimePeriod], named: Iterable[str], parameters: Parameters, faults: Faults
) -> None:
    """Periods longer than the law allows contradict it, so that the article must be named.

    The lower threshold outside a crisis cannot be at all.
    """
    articles, held = set(named), list(periods)
    for key, weeks, row in too_long(held, parameters):
        if row.article not in articles:
            faults.add(key, "regimes", weeks, f"{plain_number(row.value)} {row.unit}, {row.article}")
    outside = weeks_outside_crisis(held)
    if outside:
        faults.add("outside_crisis", "regimes", outside, LOW_THRESHOLD_ARTICLE)


def too_long(periods: Sequence[RegimePeriod], parameters: Parameters) -> Iterator[tuple[str, int, Parameter]]:
    """Which periods are longer than the law allows: the fault, their weeks, and the row of the law.

    A crisis lasts twelve months in all (CRI 5); before the Council decides there are ten days, which touch
    two weeks (CRI 10(6)).
    """
    if LONGEST_CRISIS in parameters and crisis_weeks(periods) > term_weeks(parameters, LONGEST_CRISIS):
        yield "crisis_too_long", crisis_weeks(periods), parameters[LONGEST_CRISIS]
    asked = [period.weeks for period in periods if period.regime == REQUESTED]
    if (
        LONGEST_REQUEST in parameters
        and asked
        and max(asked) > math.ceil(term_weeks(parameters, LONGEST_REQUEST))
    ):
        yield "request_too_long", max(asked), parameters[LONGEST_REQUEST]


def weeks_outside_crisis(periods: Sequence[RegimePeriod]) -> int:
    """Weeks with the lower threshold of the border procedure in which no crisis holds (CRI 11(3)).

    A period that begins with the plan cannot be set against one that begins on a day.
    """
    held = [period for period in periods if period.regime in (LOW_THRESHOLD, *CRISES)]
    if len({period.start is None for period in held}) > 1:
        return 0
    lowered = weeks_of(period for period in held if period.regime == LOW_THRESHOLD)
    return len(lowered - weeks_of(period for period in held if period.regime in CRISES))


def departed_from(periods: Iterable[Mapping[str, Any]], parameters: Parameters) -> list[str]:
    """Articles that allow less than the periods of a table hold."""
    found = [RegimePeriod.model_validate(period) for period in periods]
    return [row.article for _, _, row in too_long(found, parameters)]


def held_weeks(period: RegimePeriod, parameters: Parameters) -> float:
    """How long a period holds: its weeks; the last of a request ends on its tenth day (CRI 10(6))."""
    if period.regime != REQUESTED:
        return period.weeks
    most = term_weeks(parameters, LONGEST_REQUEST)
    return period.weeks if period.weeks > math.ceil(most) else min(most, period.weeks)


def crisis_weeks(periods: Iterable[RegimePeriod]) -> int:
    """Weeks in which a crisis holds; a week of two periods counts once."""
    return len(weeks_of(period for period in periods if period.regime in CRISES))


def weeks_of(periods: Iterable[RegimePeriod]) -> set[tuple[date, bool]]:
    """The weeks of periods; of one that begins with the plan they are counted from there."""
    return {
        ((period.start or date.min) + timedelta(days=DAYS_PER_WEEK * week), period.start is None)
        for period in periods
        for week in range(period.weeks)
    }


def written_regimes(periods: Iterable[Mapping[str, Any]]) -> str:
    """Periods as a part of an address: `crisis:2027-01-04:12;mass:off:26`."""
    each = [f"{one['regime']}{PART}{one['start'] or AT_START}{PART}{one['weeks']}" for one in periods]
    return LISTED.join(each) or AT_START


def regimes_of_address(parts: Mapping[str, str], base: Iterable[RegimePeriod]) -> dict[str, Any]:
    """The parts of an address with its periods read; also those of an older one, which named one regime."""
    found = in_periods(parts, base)
    regimes = found.get("regimes")
    if regimes is None:
        return found
    return {**found, "regimes": _read(regimes if isinstance(regimes, str) else written_regimes(regimes))}


def _read(text: str) -> Any:
    """Periods from a part of an address; a text that is none stays as it is."""
    if text.lower() == AT_START:
        return []
    parts = [part.split(PART) for part in text.split(LISTED)]
    if any(len(part) != len(RegimePeriod.model_fields) for part in parts):
        return text
    return [
        {
            "regime": regime,
            "start": None if start.lower() == AT_START else start,
            "weeks": int(weeks) if weeks.isdecimal() else weeks,
        }
        for regime, start, weeks in parts
    ]
