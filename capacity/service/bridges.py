"""Bridges to the scenarios of one snapshot: made at once or beside the pages, and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from capacity.domain.bridge import Bridge, Figures, bridge_figures
from capacity.domain.moved import moved
from capacity.domain.plan_result import PlanResult
from capacity.scenario import Scenario, default_scenario, scenario_hash
from capacity.service.beside import Beside, Progress
from capacity.service.bridging import (
    between_scenarios,
    between_snapshots,
    changed_causes,
    later_causes,
    solves,
)
from capacity.service.kept import KeptWithPlan
from capacity.service.on_snapshot import OnSnapshot, no_workspace
from capacity.service.planned import Planned
from capacity.service.planning import Ground, make_result
from capacity.service.readable import missing_to_plan
from capacity.service.snapshots import stored_result
from capacity.service.solving import PlanPool, PlanRequest, Ticket
from capacity.service.workspace import Workspace
from capacity.store import SnapshotStore

KEPT_BRIDGES = 64
Asked = Scenario | Ground
"""A scenario on the ground in use, or the baseline on another ground."""
BridgeHandle = Beside[Asked, Bridge | None]
"""A bridge that is being made."""


class Bridging(Planned):
    """What changed from the baseline to a scenario, and from last week's plan to the baseline."""

    def __init__(
        self,
        store: SnapshotStore,
        snapshot: str,
        workspace: Callable[[], Workspace | None] = no_workspace,
        pool: PlanPool | None = None,
        explainers: PlanPool | None = None,
    ) -> None:
        super().__init__(store, snapshot, workspace, pool, explainers)
        self._bridges: OrderedDict[str, Bridge | None] = OrderedDict()
        self._making: OrderedDict[str, BridgeHandle] = OrderedDict()
        self._figures: dict[str, Figures | None] = {}
        self._kept = KeptWithPlan()
        self._lock = Lock()

    def bridge(self, scenario: Scenario) -> Bridge | None:
        """From the baseline to a scenario; of the baseline itself, from the plan of the snapshot before.

        None when there is no snapshot before this one, or it cannot be read any more.
        """
        key = self._ground_key(scenario)
        with self._lock:
            known = self._bridges.get(key)
        return known or self._made(scenario, key, self._at_once, max)

    def known_bridge(self, scenario: Scenario) -> Bridge | None:
        """The bridge to a scenario when it was made before or takes no more than its own plan; None else."""
        usual = default_scenario(self._inputs.settings)
        if len(changed_causes(usual, scenario)) == 1:
            return self.bridge(scenario)
        with self._lock:
            return self._bridges.get(self._ground_key(scenario))

    def bridging(self, scenario: Scenario) -> BridgeHandle | None:
        """The making of a bridge that goes on or ended last; None before it."""
        return self._making.get(self._ground_key(scenario))

    def find_bridge(self, scenario: Scenario) -> BridgeHandle:
        """Starts to make a bridge beside the pages; equal requests share one."""
        key = self._ground_key(scenario)
        with self._lock:
            known = self._making.get(key)
            if known is None or known.done:
                known = Beside(self._ticket, lambda plan, tell: self._made(scenario, key, plan, tell))
                self._making[key] = known
                while len(self._making) > KEPT_BRIDGES:
                    self._making.popitem(last=False)
        return known

    def _at_once(self, asked: Asked) -> PlanResult:
        if isinstance(asked, Ground):
            return make_result(self._inputs, asked, default_scenario(self._inputs.settings))
        return self.plan(asked)

    def _ticket(self, asked: Asked) -> Ticket:
        """Plans on another ground are made by those who give way."""
        if not isinstance(asked, Ground):
            return self.ask(asked)
        usual = default_scenario(self._inputs.settings)
        key = f"{scenario_hash(usual)} {asked.key}"
        return self._explainers.ask(key, usual.name, lambda: PlanRequest(asked, usual, usual))

    def _made(
        self, scenario: Scenario, key: str, plan: Callable[[Asked], PlanResult], tell: Progress
    ) -> Bridge | None:
        usual = default_scenario(self._inputs.settings)
        if scenario_hash(scenario) == scenario_hash(usual):
            found = self._since_last(usual, plan, tell)
        else:
            found = self._since_baseline(usual, scenario, plan, tell)
        with self._lock:
            self._bridges[key] = found
            while len(self._bridges) > KEPT_BRIDGES:
                self._bridges.popitem(last=False)
        return found

    def _since_baseline(
        self, usual: Scenario, scenario: Scenario, plan: Callable[[Asked], PlanResult], tell: Progress
    ) -> Bridge:
        first = usual.model_copy(update={"weeks": scenario.weeks})
        counted = _counted(plan, tell, solves(len(changed_causes(first, scenario))))
        found = between_scenarios(first, scenario, counted)
        return replace(found, moved=moved(plan(first), plan(scenario)))

    def _since_last(
        self, usual: Scenario, plan: Callable[[Asked], PlanResult], tell: Progress
    ) -> Bridge | None:
        last = self._snapshot_before()
        if last is None:
            return None
        before = OnSnapshot(self._store, last, self._workspace).ground_at_refresh()
        first, now = (before, stored_result(self._store, last)), (self.ground(), self.baseline())
        counted = _counted(plan, tell, solves(len(later_causes(before, now[0]))))
        found = between_snapshots(self._inputs, usual, first, now, counted)
        return replace(found, moved=moved(first[1], now[1]))

    def since_last(self) -> tuple[Figures, Figures] | None:
        """What a bridge tells of the plan of the snapshot before and of the baseline; None without one."""
        last, plan = self._snapshot_before(), self.baseline()
        before = None if last is None else self._figures_at(last)
        if before is None:
            return None
        return before, self._kept.get(plan, "figures", lambda: bridge_figures(plan))

    def _snapshot_before(self) -> str | None:
        """The snapshot before this one; None when there is none or it cannot be read any more."""
        ids = self._store.ids()
        if self.snapshot not in ids or not (place := ids.index(self.snapshot)):
            return None
        return None if self._figures_at(ids[place - 1]) is None else ids[place - 1]

    def _figures_at(self, snapshot: str) -> Figures | None:
        """What a bridge tells of a snapshot's plan, read once; None when it cannot be read."""
        if snapshot not in self._figures:
            lacks = missing_to_plan(self._store, snapshot)
            self._figures[snapshot] = None if lacks else bridge_figures(stored_result(self._store, snapshot))
        return self._figures[snapshot]


def _counted(
    plan: Callable[[Asked], PlanResult], tell: Progress, total: int
) -> Callable[[Asked], PlanResult]:
    """What gives plans and tells how many it gave."""
    given = 0

    def told(asked: Asked) -> PlanResult:
        nonlocal given
        found = plan(asked)
        given += 1
        tell(given, total)
        return found

    return told
