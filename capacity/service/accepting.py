"""From a plan to the commitments that next week's plan starts from."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from capacity.domain.commitment import COMMITMENT_COLUMNS
from capacity.domain.last_plan import LastPlan
from capacity.domain.plan_result import PlanResult
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.portfolio.decisions import decisions, first_decisions
from capacity.plan.portfolio.ground import PlacesGround
from capacity.plan.portfolio.last_decisions import decided_places
from capacity.scenario import Scenario
from capacity.service.inputs import Inputs, plan_weeks
from capacity.service.planning import Ground, state_hash
from capacity.service.saved.records import PlanToAccept


class OtherStateError(Exception):
    """The plan was made on another state than the one in use; look at the new plan first."""


def decisions_to_take(inputs: Inputs, ground: Ground, plan: PlanResult, weeks: int) -> pd.DataFrame:
    """What a plan decides within so many weeks from its start: region, type, week, places, kind, decide_by.

    Raises:
        OtherStateError: the state in use has changed since the plan was made.
    """
    places = _places_ground(inputs, ground, plan)
    return first_decisions(decisions(places, plan.tables["places"]), places.weeks.start, weeks)


def _places_ground(inputs: Inputs, ground: Ground, plan: PlanResult) -> PlacesGround:
    """What a plan decides on; raises as `decisions_to_take`."""
    if plan.receipt["state"] != state_hash(ground.state):
        raise OtherStateError
    scenario = Scenario.model_validate(plan.scenario_document)
    grid = plan_weeks(ground.state, scenario, inputs.parameters)
    parameters = scenario_parameters(scenario, inputs.parameters)
    return PlacesGround(parameters, ground.state, scenario, inputs.provinces, grid)


def plan_to_accept(inputs: Inputs, ground: Ground, plan: PlanResult, weeks: int) -> PlanToAccept:
    """A plan with the decisions of its first weeks as commitments; raises as `decisions_to_take`."""
    found = decisions_to_take(inputs, ground, plan, weeks)
    places, as_of = _places_ground(inputs, ground, plan), date.fromisoformat(str(plan.summary["as_of"]))
    until = places.weeks.start + timedelta(weeks=places.weeks.shown)
    return PlanToAccept(
        scenario=plan.scenario,
        scenario_hash=str(plan.summary["scenario_hash"]),
        snapshot=str(plan.summary["snapshot"]),
        as_of=as_of,
        commitments=found[list(COMMITMENT_COLUMNS)],
        last=LastPlan(until, decided_places(places, plan.tables["places"]), as_of, accepted=True),
        fair=places.scenario.fair,
    )
