"""Asks for plans, their explanations and answers the other way round; each is made once for all visitors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from capacity.domain.plan_result import PlanResult
from capacity.scenario import Scenario, default_scenario, scenario_hash
from capacity.service.answers.catalogue import presets
from capacity.service.explaining import is_explained, is_repaired
from capacity.service.likely import LastMoves, likely_plans, plan_key
from capacity.service.on_snapshot import OnSnapshot, no_workspace
from capacity.service.solving import (
    LiveWorker,
    PlanPool,
    PlanRequest,
    Ticket,
    Wanted,
    ready,
    time_limit,
)
from capacity.service.workspace import Workspace
from capacity.store import SnapshotStore

MOST_SAVED = 100
"""So many saved scenarios, the last ones, have their plans made ahead."""


class Planned(OnSnapshot):
    """The plans of one snapshot; safe to share between users."""

    def __init__(
        self,
        store: SnapshotStore,
        snapshot: str,
        workspace: Callable[[], Workspace | None] = no_workspace,
        pool: PlanPool | None = None,
        explainers: PlanPool | None = None,
    ) -> None:
        super().__init__(store, snapshot, workspace)
        self._pool = pool or PlanPool(lambda: LiveWorker(self._inputs), 1)
        self._explainers = explainers or PlanPool(lambda: LiveWorker(self._inputs), 1)
        self._moves = LastMoves(default_scenario(self._inputs.settings))

    def baseline(self) -> PlanResult:
        """The plan in which no setting is changed: as made at the refresh, or made anew on a newer state."""
        return self.plan(default_scenario(self._inputs.settings))

    def plan(self, scenario: Scenario) -> PlanResult:
        """The plan of a scenario; equal requests share one solve and the last ones are kept."""
        return self.ask(scenario).result()

    def ask(self, scenario: Scenario, session: str = "", time_limit_seconds: float | None = None) -> Ticket:
        """A ticket for the plan of a scenario, to be polled, waited for or given up.

        Args:
            session: who asks; an earlier request of the same session is given up.
            time_limit_seconds: for each of the two programs; then the best plan so far comes with its gap.
                None: by the weeks of the scenario.
        """
        seconds = time_limit(scenario.weeks) if time_limit_seconds is None else time_limit_seconds
        if session:
            self._moves.note(session, scenario)
        ground = self.ground(scenario)
        usual = default_scenario(self._inputs.settings)
        if scenario_hash(scenario) == scenario_hash(usual) and self._made_at_refresh(ground):
            return ready(self._baseline)
        return self._pool.ask(
            plan_key(scenario, ground),
            scenario.name,
            lambda: PlanRequest(ground, scenario, usual, seconds),
            session,
            seconds,
            lasting=True,
        )

    def plans(self, scenarios: Sequence[Scenario]) -> list[PlanResult]:
        """The plans of several scenarios, made at the same time."""
        tickets = [self.ask(scenario) for scenario in scenarios]
        return [ticket.result() for ticket in tickets]

    def warm_up(self) -> None:
        """Has every worker load its models in the background, so that the first what-if need not wait."""
        usual, ground = default_scenario(self._inputs.settings), self.ground()
        for number in range(self._pool.size):
            key = f"warm {number} {ground.key}"
            self._pool.ask(key, usual.name, lambda: PlanRequest(ground, usual, usual))

    def likely(self) -> Iterator[Wanted]:
        """The plans that somebody will probably ask for, the likeliest first."""
        settings = self._inputs.settings
        first = chain(self._moves.next_steps(settings), self._saved())
        return likely_plans(settings, presets(), self.ground, first)

    def _saved(self) -> Iterator[Scenario]:
        """The scenarios that were saved and can be used, the last saved first."""
        workspace = self._present.workspace()
        if workspace is not None:
            saved = sorted(workspace.scenarios(), key=lambda one: one.saved_at, reverse=True)
            yield from (one.checked for one in saved[:MOST_SAVED] if one.checked is not None)

    def explained(self, scenario: Scenario) -> PlanResult:
        """The plan of a scenario with its explanations: `prices`, `repairs` and `shortfall`."""
        return self.ask_explained(scenario).result()

    def ask_explained(self, scenario: Scenario, session: str = "") -> Ticket:
        """A ticket for the plan with its explanations; an earlier one of the session is given up."""
        return self._ask_why(scenario, session, True)

    def ask_repaired(self, scenario: Scenario, session: str = "") -> Ticket:
        """The same without `prices`, which take longer than the rest."""
        return self._ask_why(scenario, session, False)

    def _ask_why(self, scenario: Scenario, session: str, with_prices: bool) -> Ticket:
        plan = self.plan(scenario)
        if is_explained(plan) if with_prices else is_repaired(plan):
            return ready(plan)
        usual, ground = default_scenario(self._inputs.settings), self.ground(scenario)
        key = json.dumps([plan.receipt, with_prices], sort_keys=True)
        return self._explainers.ask(
            key,
            plan.scenario,
            lambda: PlanRequest(ground, scenario, usual, plan=plan, with_prices=with_prices),
            session,
        )

    def inverse(self, scenario: Scenario, question: str) -> PlanResult:
        """The plan with the answer to a question the other way round: `inverse` of notices and tables."""
        return self.ask_inverse(scenario, question).result()

    def ask_inverse(self, scenario: Scenario, question: str, session: str = "") -> Ticket:
        """A ticket for that plan; an earlier one of the session is given up."""
        plan = self.plan(scenario)
        usual, ground = default_scenario(self._inputs.settings), self.ground(scenario)
        key = json.dumps([question, plan.receipt], sort_keys=True)
        return self._explainers.ask(
            key,
            plan.scenario,
            lambda: PlanRequest(ground, scenario, usual, plan=plan, question=question),
            session,
        )
