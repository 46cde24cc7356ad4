"""The plan that the next one stays close to: the one accepted last, else the baseline in service."""

from __future__ import annotations

from datetime import date, timedelta

from capacity.domain.last_plan import LastPlan
from capacity.domain.time import monday_on_or_after
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.portfolio.ground import PlacesGround
from capacity.plan.portfolio.last_decisions import decided_places
from capacity.scenario import default_scenario
from capacity.service.inputs import Inputs, plan_weeks
from capacity.service.readable import missing_to_plan
from capacity.service.snapshots import LAST_PLAN, UNTIL, stored_result, stored_state
from capacity.store import SnapshotStore

LAST_AS_OF, LAST_ACCEPTED = "last_plan_as_of", "last_plan_accepted"
YES, NO = "yes", "no"


def accepted_before(accepted: LastPlan | None, day: date) -> LastPlan | None:
    """An accepted plan for plans made on a day; None without one, or when it begins later or has ended."""
    start = monday_on_or_after(day)
    if accepted is None or accepted.as_of is None or accepted.until <= start:
        return None
    return accepted if monday_on_or_after(accepted.as_of) <= start else None


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
    return LastPlan(until, decided_places(ground, places), state.as_of)


def stored_last_plan(store: SnapshotStore, snapshot: str) -> LastPlan | None:
    """The plan that a snapshot's plans stay close to; None when there was none before it."""
    if LAST_PLAN not in store.tables(snapshot):
        return None
    info, decided = store.info(snapshot), store.read(snapshot, LAST_PLAN)
    made = info.get(LAST_AS_OF)
    as_of = None if made is None else date.fromisoformat(str(made))
    return LastPlan(date.fromisoformat(info[UNTIL]), decided, as_of, info.get(LAST_ACCEPTED) == YES)


def last_plan_info(last: LastPlan | None) -> dict[str, str]:
    """What a snapshot tells of the plan that its own stays close to, beside the table of its decisions."""
    if last is None:
        return {}
    made = {} if last.as_of is None else {LAST_AS_OF: last.as_of.isoformat()}
    return {UNTIL: last.until.isoformat(), **made, LAST_ACCEPTED: YES if last.accepted else NO}
