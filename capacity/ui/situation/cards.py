"""The four cards of the first page: a figure, and its difference with the baseline."""

from __future__ import annotations

from dataclasses import dataclass

from capacity.texts import Language, euro_million, number, say, signed, signed_euro_million
from capacity.ui.words import figures
from capacity.ui.words.figures import KeyFigures


@dataclass(frozen=True)
class Metric:
    """One figure card: what it says, its value, and its difference with the baseline."""

    label: str
    value: str
    delta: str
    help: str


def metrics(now: KeyFigures, baseline: KeyFigures, language: Language) -> list[Metric]:
    """The four cards of the first page, each against the baseline."""
    of = say("situation.metric_of", language, k=now.duties_broken, n=now.duties)
    return [
        _metric("beds", number(now.without_bed, language), now.without_bed - baseline.without_bed, language),
        _metric("duties", of, now.duties_broken - baseline.duties_broken, language),
        _metric("gap", number(now.gap, language), now.gap - baseline.gap, language),
        _cost_metric(now, baseline, language),
    ]


def _metric(name: str, value: str, change: float, language: Language) -> Metric:
    delta = say("app.same_as_baseline", language)
    if abs(change) >= figures.LATE_FROM_PERSONS:
        delta = say("app.against_baseline", language, delta=signed(change, language))
    return Metric(
        say(f"situation.metric_{name}", language),
        value,
        delta,
        say(f"situation.metric_{name}_help", language),
    )


def _cost_metric(now: KeyFigures, baseline: KeyFigures, language: Language) -> Metric:
    change = signed_euro_million(now.cost - baseline.cost, language)
    delta = say("app.against_baseline", language, delta=change)
    if now.cost == baseline.cost:
        delta = say("app.same_as_baseline", language)
    return Metric(
        say("situation.metric_cost", language),
        euro_million(now.cost, language),
        delta,
        say("situation.metric_cost_help", language),
    )
