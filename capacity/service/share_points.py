"""What a share of decider hours for the old stock gives: the chain alone, with a range over arrivals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from capacity.domain.measures import MEASURES, OLD_DECISIONS, queue
from capacity.domain.paths import StreamPaths
from capacity.domain.pins import Pin
from capacity.domain.plan_result import PlanResult
from capacity.plan.chain.run import ChainOutcome
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.whole import PlanInput, chain_input
from capacity.scenario import Scenario, pins_of
from capacity.service.answers.chain import PACE_WEEKS, old_left, pact_over_term, weeks_until_gone
from capacity.service.inputs import Inputs
from capacity.service.planning import Ground, plan_input

SolveChain = Callable[[ChainInput, Sequence[Pin]], ChainOutcome]
OLD_SHARE = "old_share"
"""What is asked of a worker, and under which name its answer stands among the notices."""
LOW, HIGH = 0.1, 0.9
"""Ranks of the stored paths between which the range lies, by their arrivals in the first 26 weeks."""
RATES, MEAN = "rates", "mean"
RANGED = ("old_served", "pact_over_term", "gone_after_weeks")
CURVE_COLUMNS = (
    *("share", "old_served", "old_left", "pact_over_term", "gone", "gone_after_weeks"),
    *(f"{name}_{end}" for name in RANGED for end in ("low", "high")),
)


def share_point(
    share: float, plan: PlanResult, pace_weeks: float, others: Iterable[PlanResult] = ()
) -> dict[str, object]:
    """What one share gives.

    Args:
        share: percent of decider hours that the old stock has at least.
        pace_weeks: last weeks shown that tell at what pace the old stock is decided beyond them.
        others: the same at other arrivals, between which and the plan the range lies.

    Returns:
        old_served in the weeks shown, old_left (still to be decided) and pact_over_term at their end
        (applications); gone, the Monday of the week in which nobody old is still to be decided, empty
        when that is later; gone_after_weeks as question 3 counts them; not a number when nobody old is
        decided. Of some the least and most as `_low` and `_high`; not a number
        without other arrivals.
    """
    point = _point(plan, pace_weeks)
    rest = [_point(other, pace_weeks) for other in others]
    for name in RANGED:
        values = [float(str(one[name])) for one in (point, *rest)] if rest else [np.nan]
        known = not any(np.isnan(values))
        point[f"{name}_low"] = min(values) if known else np.nan
        point[f"{name}_high"] = max(values) if known else np.nan
    return {"share": share, **point}


def _point(plan: PlanResult, pace_weeks: float) -> dict[str, object]:
    gone, later = MEASURES["old_gone"].read(plan, 1.0), weeks_until_gone(plan, pace_weeks)
    return {
        "old_served": float(queue(plan, *OLD_DECISIONS, "served").sum()),
        "old_left": old_left(plan),
        "pact_over_term": pact_over_term(plan),
        "gone": "" if gone is None else str(gone),
        "gone_after_weeks": np.nan if later is None else later,
    }


def with_point(
    share: float, plan: PlanResult, pace_weeks: float, others: Iterable[PlanResult] = ()
) -> PlanResult:
    """The plan with its point among the notices, and nothing else, as a worker hands it back."""
    return replace(plan, tables={}, notices={OLD_SHARE: share_point(share, plan, pace_weeks, others)})


def share_result(inputs: Inputs, ground: Ground, scenario: Scenario, solve: SolveChain) -> PlanResult:
    """The point of the share that a scenario has, by the chain alone; the places do not change it.

    Args:
        solve: how a chain is solved; what it raises comes through.
    """
    given = plan_input(inputs, ground, scenario)
    first, *others = (_chain_alone(*one, solve) for one in _arrivals_of(given, scenario))
    pace = scenario_parameters(scenario, given.parameters).number(PACE_WEEKS)
    return with_point(scenario.old_share, first, pace, others)


def _arrivals_of(given: PlanInput, scenario: Scenario) -> Iterable[tuple[PlanInput, Scenario]]:
    """The scenario as it is, and on a low and a high stored path; published rates have no path."""
    yield given, scenario
    if given.paths is None or scenario.arrivals == RATES:
        return
    for level in (LOW, HIGH):
        path = {stream: persons[:, None] for stream, persons in given.paths.ranked(level).items()}
        alone = StreamPaths(given.paths.start, path)
        yield replace(given, paths=alone), scenario.model_copy(update={"sized_to": MEAN})


def _chain_alone(given: PlanInput, scenario: Scenario, solve: SolveChain) -> PlanResult:
    """The tables of the chain as a plan has them."""
    parameters = scenario_parameters(scenario, given.parameters)
    shown = [day.isoformat() for day in given.weeks.mondays()[: given.weeks.shown]]
    pins = [pin for pin in pins_of(scenario) if pin.week in shown]
    chain = solve(chain_input(given, scenario, parameters), pins)
    tables = {**chain.solved.tables.by_name, "residents": pd.DataFrame({"week": shown})}
    return PlanResult(scenario.name, tables, {}, {}, {}, {}, {})
