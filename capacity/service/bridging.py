"""Bridges between plans: from the baseline to a scenario, and from the last snapshot's plan to this one's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from capacity.domain.bridge import MOST_ORDERS, Bridge, Figures, bridge, bridge_figures
from capacity.domain.paths import StreamPaths
from capacity.domain.plan_result import PlanResult
from capacity.domain.state import State
from capacity.domain.time import DAYS_PER_WEEK
from capacity.scenario import Scenario
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, make_result

CAUSES: Mapping[str, tuple[str, ...]] = {
    "arrivals": (
        "inflow",
        "shock",
        "shock_start",
        "shock_weeks",
        "family",
        "family_link",
        "arrivals",
        "border_share",
    ),
    "speed": (
        *("screen_border", "screen_territory", "outage", "outage_start", "outage_level", "catchup"),
        *("support", "support_pool", "support_start", "support_weeks"),
        *("decisions", "fte", "old_share", "sessions", "stay", "return_leg", "transfer"),
    ),
    "outcomes": ("grant",),
    "outflow": ("housing",),
    "places": (
        *("intake_cap", "intake_extra", "jcs", "buffer", "delay", "delivered", "usable", "lead_em"),
        *("renew", "crisis_steps", "fair", "delay_by_province", "delivered_by_province"),
    ),
    "law": (*("parameters", "sources", "deviations", "regimes", "pact_from", "dublin_from"),),
    "risk": ("sized_to", "risk", "ceiling", "steady", "change_price"),
    "edits": ("pins",),
}
"""Settings by the cause to which their change is booked, in the stated order."""
PLACE_MEASURES = ("places", "commitment", "order", "renewal", "closing", "durable")
STATE_CAUSES = ("backlog", "places")
LATER = ("time", "arrivals", *STATE_CAUSES)
PROGRAM_PARTS = ("program_version", "data")


def solves(causes: int) -> int:
    """Plans that a bridge over so many causes takes."""
    return 2**causes if causes <= MOST_ORDERS else causes + 1


def changed_causes(first: Scenario, second: Scenario) -> list[str]:
    """The causes in which two scenarios differ."""
    one, two = first.model_dump(), second.model_dump()
    return [cause for cause, names in CAUSES.items() if any(one[name] != two[name] for name in names)]


def between_scenarios(first: Scenario, second: Scenario, plan: Callable[[Scenario], PlanResult]) -> Bridge:
    """The bridge between two scenarios on the same data, over the weeks of the second.

    Args:
        plan: gives the plan of a scenario.
    """
    first = first.model_copy(update={"weeks": second.weeks})

    def value(come: frozenset[str]) -> dict[str, float]:
        names = [name for cause in come for name in CAUSES[cause]]
        moved = {name: getattr(second, name) for name in names}
        return bridge_figures(
            plan(first.model_copy(update={"name": second.name, **moved}) if moved else first)
        )

    return bridge(changed_causes(first, second), value)


def between_snapshots(
    inputs: Inputs,
    scenario: Scenario,
    first: tuple[Ground, PlanResult],
    second: tuple[Ground, PlanResult],
    plan: Callable[[Ground], PlanResult] | None = None,
) -> Bridge:
    """The bridge between the plans of two snapshots of one scenario.

    What another version of the program or its data makes of the first snapshot comes first; what it does to
    stay close to the first plan instead of to the plan before that comes last.

    Args:
        plan: gives the plan of the scenario on a ground; it is solved here if not given.
    """
    (ground, stored), (later, now) = first, second
    solved = plan or partial(_solved, inputs, scenario)
    causes = later_causes(ground, later)
    same_program = all(stored.receipt.get(part) == now.receipt.get(part) for part in PROGRAM_PARTS)

    steady = later.last_hash != ground.last_hash and bool(scenario.change_price)

    def value(come: frozenset[str]) -> dict[str, float]:
        if come == frozenset(causes):
            same_last = replace(later, last=ground.last)
            return bridge_figures(solved(same_last) if steady else now)
        if not come and same_program:
            return bridge_figures(stored)
        return bridge_figures(solved(_moved(ground, later, come)))

    found = bridge(causes, value)
    if steady:
        last = bridge_figures(now)
        steps = {**found.steps, "steadiness": _change(found.second, last)}
        found = replace(found, second=last, steps=steps)
    if same_program:
        return found
    before = bridge_figures(stored)
    return replace(found, first=before, steps={"program": _change(before, found.first), **found.steps})


def later_causes(first: Ground, second: Ground) -> list[str]:
    """What differs between two grounds, in the stated order."""
    return [cause for cause in LATER if _differs(cause, first, second)]


def _solved(inputs: Inputs, scenario: Scenario, ground: Ground) -> PlanResult:
    return make_result(inputs, ground, scenario)


def _change(first: Figures, second: Figures) -> dict[str, float]:
    return {name: second[name] - first[name] for name in first}


def _differs(cause: str, ground: Ground, later: Ground) -> bool:
    if cause == "time":
        return ground.state.as_of != later.state.as_of
    if cause == "arrivals":
        return ground.forecast_hash != later.forecast_hash
    return not _rows(ground.state, cause).equals(_rows(later.state, cause))


def _rows(state: State, cause: str) -> pd.DataFrame:
    """Rows of the state about places, or all others: queues, residents and hours."""
    of_places = state.rows.measure.isin(PLACE_MEASURES)
    return state.rows[of_places if cause == "places" else ~of_places].reset_index(drop=True)


def _moved(ground: Ground, later: Ground, come: frozenset[str]) -> Ground:
    """The first ground with what came of the second."""

    def of(cause: str) -> Ground:
        return later if cause in come else ground

    state = replace(
        ground.state,
        as_of=of("time").state.as_of,
        rows=pd.concat([_rows(of(cause).state, cause) for cause in STATE_CAUSES], ignore_index=True),
        portfolio=of("places").state.portfolio,
    )
    return replace(ground, state=state, paths=_reaching_back(of("arrivals").paths, ground.paths))


def _reaching_back(paths: StreamPaths | None, earlier: StreamPaths | None) -> StreamPaths | None:
    """Paths that start no later than earlier ones, whose mean stands for the weeks before."""
    if paths is None or earlier is None or paths.start <= earlier.start:
        return paths
    gap = (paths.start - earlier.start).days // DAYS_PER_WEEK
    means = earlier.mean()
    persons = {
        stream: np.vstack([np.repeat(means[stream][:gap, None], part.shape[1], axis=1), part])
        for stream, part in paths.persons.items()
    }
    return StreamPaths(earlier.start, persons)
