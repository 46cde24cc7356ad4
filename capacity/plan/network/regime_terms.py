"""Terms that a regime of the law changes: who comes in while it holds has its term, under its article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from capacity.domain.parameters import Parameters
from capacity.domain.time import Weeks
from capacity.law import term_weeks
from capacity.plan.network.due import Span
from capacity.plan.network.levers import Levers
from capacity.plan.network.parts import Array

OF_A_SHARE = ("expedited",)
"""Regimes that change the term of some persons of a stream only."""


def changed(regime: str, parameter_id: str) -> str:
    """The parameter that a regime puts in the place of another."""
    return f"in_{regime}_{parameter_id}"


def term_spans(
    parameters: Parameters, levers: Levers, weeks: Weeks, names: Sequence[str], own: str = ""
) -> tuple[Span, ...]:
    """Weeks in which who comes in has another term than the usual one; of several regimes the longest counts.

    Args:
        names: parameters of the terms that follow each other.
        own: a regime of a share of persons, who are meant here; while it holds its term is theirs.
    """
    usual = sum(term_weeks(parameters, name) for name in names)
    held = [
        (*one.span(weeks), one.id == own, _in_regime(parameters, one.id, names))
        for one in levers.regimes
        if any(changed(one.id, name) in parameters for name in names)
        and (one.id == own or one.id not in OF_A_SHARE)
    ]
    found: list[Span] = []
    for first, end in pairwise(sorted({edge for begin, after, *_ in held for edge in (begin, after)})):
        _, term = max(
            ((mine, term) for begin, after, mine, term in held if begin <= first < after),
            default=(False, usual),
        )
        if term == usual:
            continue
        if found and (found[-1].end, found[-1].weeks) == (first, term):
            first = found.pop().first
        found.append(Span(first, end, term))
    return tuple(found)


def _in_regime(parameters: Parameters, regime: str, names: Sequence[str]) -> float:
    there = [changed(regime, name) if changed(regime, name) in parameters else name for name in names]
    return sum(term_weeks(parameters, name) for name in there)


def articles_by_week(parameters: Parameters, levers: Levers, weeks: Weeks, term: str) -> tuple[str, ...]:
    """Per week the article of the term that a regime gives to who comes in; empty: the usual one holds."""
    found, longest = [""] * weeks.count, np.full(weeks.count, -np.inf)
    for one in levers.regimes:
        name = changed(one.id, term)
        if one.id in OF_A_SHARE or name not in parameters:
            continue
        if term_weeks(parameters, name) == term_weeks(parameters, term):
            continue
        length = term_weeks(parameters, name)
        for week in np.flatnonzero(levers.in_regime(one.id, weeks) & (longest < length)).tolist():
            found[week], longest[week] = parameters[name].article, length
    return tuple(found) if any(found) else ()


def number_by_week(parameters: Parameters, levers: Levers, weeks: Weeks, parameter_id: str) -> Array:
    """A parameter per week of the plan, with what a regime puts in its place while it holds."""
    values = np.full(weeks.count, parameters.number(parameter_id))
    for one in levers.regimes:
        name = changed(one.id, parameter_id)
        if name in parameters:
            values[levers.in_regime(one.id, weeks)] = parameters.number(name)
    return values
