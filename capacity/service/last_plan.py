"""What the baseline in service decided, for the next plan to stay close to."""

from __future__ import annotations

from datetime import date, timedelta

from capacity.domain.last_plan import LastPlan
from capacity.domain.time import monday_on_or_after
from capacity.plan.last_decisions import decided_places
from capacity.plan.places_ground import PlacesGround
from capacity.plan.scenario_values import scenario_parameters
from capacity.scenario import default_scenario
from capacity.service.inputs import Inputs, plan_weeks
from capacity.service.readable import missing_to_plan
from capacity.service.snapshots import LAST_PLAN, UNTIL, stored_result, stored_state
from capacity.store import SnapshotStore


def plan_before(store: SnapshotStore, inputs: Inputs, day: date) -> LastPlan | None:
    """Decisions of the baseline in service, for a plan made on a day.

    None when there is no snapshot, this version cannot read it, or its plan starts later.
    """
    current = store.current()
    if current is None or missing_to_plan(store, current):
        return None
    scenario = default_scenario(inputs.settings)
    state = stored_state(store, current, inputs.regions)
    weeks = plan_weeks(state, scenario, inputs.parameters)
    if weeks.start > monday_on_or_after(day):
        return None
    parameters = scenario_parameters(scenario, inputs.parameters)
    ground = PlacesGround(parameters, state, scenario, inputs.provinces, weeks)
    places = stored_result(store, current).tables["places"]
    until = date.fromisoformat(str(places.week.max())) + timedelta(weeks=1)
    return LastPlan(until, decided_places(ground, places))


def stored_last_plan(store: SnapshotStore, snapshot: str) -> LastPlan | None:
    """The plan that a snapshot's plans stay close to; None when there was none before it."""
    if LAST_PLAN not in store.tables(snapshot):
        return None
    return LastPlan(date.fromisoformat(store.info(snapshot)[UNTIL]), store.read(snapshot, LAST_PLAN))
