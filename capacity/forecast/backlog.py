"""Queues ahead: arrivals in each path through the capacity equation, with decisions that vary too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.paths import StreamPaths
from capacity.forecast.shape import FORECAST_COLUMNS, Array, generator, joined, quantile_table


@dataclass(frozen=True)
class Line:
    """Persons who wait for one kind of decision.

    Args:
        opening: persons waiting at the start.
        enters: share of each stream of arrivals that enters.
        steady: persons who enter each week whatever arrives.
        effort: work of one decision, in the unit of its desk.
        urgent: served before the queues that are not, as where the law ends a procedure at its deadline.
        minimum_weeks: weeks from entering before a decision is possible; who waits at the start waited them.
    """

    opening: float
    enters: Mapping[str, float]
    steady: float = 0.0
    effort: float = 1.0
    urgent: bool = False
    minimum_weeks: int = 0


@dataclass(frozen=True)
class Desk:
    """Hands that decide on one or more queues.

    Args:
        per_week: work done in a week, in decisions of effort 1.
        lines: the queues by name.
        together: name of a queue that is the sum of all; without it none is told.
    """

    per_week: float
    lines: Mapping[str, Line]
    together: str = ""


def queue_paths(lines: Sequence[Line], inflow: Sequence[Array], capacity: Array) -> list[Array]:
    """Persons waiting in each queue of a desk at each week's end: queue + inflow - decided.

    Every week the hands serve the urgent queues, then the others; among these they are divided in proportion
    to the work that lies there, so that each loses the same share. Nothing falls below zero.

    Args:
        inflow: persons per week, shape (weeks, paths), one for each queue.
        capacity: work that can be done per week, shape (weeks, paths).
    """
    waiting = [np.full(capacity.shape[1], line.opening) for line in lines]
    ends: list[list[Array]] = [[] for _ in lines]
    for week, able in enumerate(capacity):
        waiting = [persons + each[week] for persons, each in zip(waiting, inflow, strict=True)]
        ready = [
            np.maximum(0.0, persons - each[max(0, week + 1 - line.minimum_weeks) : week + 1].sum(axis=0))
            for line, persons, each in zip(lines, waiting, inflow, strict=True)
        ]
        decided = _divided(lines, ready, able)
        waiting = [persons - each for persons, each in zip(waiting, decided, strict=True)]
        for end, persons in zip(ends, waiting, strict=True):
            end.append(persons)
    return [np.stack(end) for end in ends]


def _divided(lines: Sequence[Line], ready: Sequence[Array], able: Array) -> list[Array]:
    """Persons decided on in a week in each queue, of those on whom it is possible; shape (paths,)."""
    decided = [np.zeros_like(able) for _ in lines]
    for urgent in (True, False):
        chosen = [place for place, line in enumerate(lines) if line.urgent is urgent]
        work = sum((lines[place].effort * ready[place] for place in chosen), np.zeros_like(able))
        share = np.divide(able, work, out=np.ones_like(able), where=work > able)
        able = np.maximum(0.0, able - work)
        for place in chosen:
            decided[place] = ready[place] * share
    return decided


def decision_paths(
    per_week: float, spread: Array, shape: tuple[int, int], chance: np.random.Generator
) -> Array:
    """Decisions per week in each path: one rate for the whole path, as far off as a past month was.

    Args:
        spread: decisions of past months over their mean.
    """
    rate = per_week * chance.choice(spread, size=shape[1])
    paths: Array = np.repeat(rate[None, :], shape[0], axis=0)
    return paths


def backlog_view(paths: StreamPaths, desks: Sequence[Desk], spread: Array, seed: int = 1) -> pd.DataFrame:
    """Quantiles of persons waiting at each week's end, in the columns of a forecast.

    A path has the same rate at every desk: decisions go well or badly for all of them.

    Args:
        spread: decisions of past months over their mean.
    """
    ds = pd.date_range(paths.start, periods=paths.weeks, freq="W-MON")
    shape = (paths.weeks, paths.total().shape[1])
    tables = []
    for desk in desks:
        lines = list(desk.lines.values())
        queues = queue_paths(
            lines,
            [_inflow(line, paths, shape) for line in lines],
            decision_paths(desk.per_week, spread, shape, generator(seed, "decisions")),
        )
        named = dict(zip(desk.lines, queues, strict=True))
        if desk.together:
            named = {desk.together: np.stack(queues).sum(axis=0), **named}
        tables += [
            quantile_table(name, pd.Timestamp(paths.start), ds, "served", queue)
            for name, queue in named.items()
        ]
    return joined(tables, FORECAST_COLUMNS)


def _inflow(line: Line, paths: StreamPaths, shape: tuple[int, int]) -> Array:
    inflow: Array = np.full(shape, line.steady)
    for stream, share in line.enters.items():
        inflow = inflow + paths.persons[stream] * share
    return inflow
