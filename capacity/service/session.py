"""The service behind the pages: answers from the snapshot that serves, each scenario solved once."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

import pandas as pd

from capacity.domain.border import BorderMonth
from capacity.domain.chances import Chances
from capacity.domain.measures import money
from capacity.domain.moved import Steadiness
from capacity.domain.note import DecisionNote
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import week_name
from capacity.domain.views import SpreadingView
from capacity.report import border_months, border_report, dutch_csv, plan_receipt, plan_zip
from capacity.scenario import Scenario, default_scenario, scenario_hash
from capacity.service.accepting import decisions_to_take, plan_to_accept
from capacity.service.bridges import Bridging
from capacity.service.chances import (
    ChanceHandle,
    chances_key,
    start_chances,
    stored_chances,
    with_chances,
)
from capacity.service.check_beside import CheckHandle, start_check
from capacity.service.first_break import BreakHandle, find_first_to_break
from capacity.service.municipal import MunicipalPlan, municipal_plan
from capacity.service.municipal_store import asked_of, stored_municipal
from capacity.service.on_snapshot import no_workspace
from capacity.service.planning import to_json
from capacity.service.receipts import SEED
from capacity.service.saved.records import PlanToAccept
from capacity.service.share_curve import ShareCurve, shares_to_try
from capacity.service.share_points import OLD_SHARE
from capacity.service.solving import (
    PlanPool,
    PlanRequest,
    Ticket,
)
from capacity.service.spreading import legal_date, spreading_view
from capacity.service.targets import targets_of
from capacity.service.workspace import Workspace
from capacity.spreading import PLANNED_CYCLE
from capacity.store import SnapshotStore

KEPT_MUNICIPAL = 4
KEPT_CURVES = 16
CURVE_LIMIT_SECONDS = 120.0
"""Nobody waits at the screen for a curve, so that a long plan may take its time."""
KEPT_SEARCHES, KEPT_JUDGINGS = 16, 64
CHANGE_PRICE = "eur_per_changed_place"


class PlanningService(Bridging):
    """Everything a page or command asks of one snapshot; safe to share between users."""

    def __init__(
        self,
        store: SnapshotStore,
        snapshot: str,
        workspace: Callable[[], Workspace | None] = no_workspace,
        pool: PlanPool | None = None,
        explainers: PlanPool | None = None,
    ) -> None:
        super().__init__(store, snapshot, workspace, pool, explainers)
        self._municipal: OrderedDict[str, MunicipalPlan] = OrderedDict()
        self._judging: OrderedDict[str, ChanceHandle] = OrderedDict()
        self._curves: OrderedDict[str, ShareCurve] = OrderedDict()
        self._breaking: OrderedDict[str, BreakHandle] = OrderedDict()

    def steadiness(self, scenario: Scenario) -> Steadiness | None:
        """What staying close to the last plan does in a scenario; None when there is no plan before."""
        plan = self.plan(scenario)
        changed = plan.notices.get("changed_places")
        if not changed:
            return None
        freely = self.plan(self.freely(scenario))
        price, last = scenario.parameters.get(CHANGE_PRICE, scenario.change_price), self.ground(scenario).last
        return Steadiness(
            price,
            sum(changed.values()),
            sum(freely.notices["changed_places"].values()),
            money(plan) - money(freely),
            None if last is None else last.as_of,
            last is not None and last.accepted,
        )

    def freely(self, scenario: Scenario) -> Scenario:
        """The same scenario where no place decided otherwise than in the last plan has a price."""
        others = {name: value for name, value in scenario.parameters.items() if name != CHANGE_PRICE}
        return scenario.model_copy(update={"change_price": 0.0, "parameters": others})

    def chances(self, plan: PlanResult) -> Chances | None:
        """What many paths say about a plan, when that was worked out before; None when not yet."""
        return stored_chances(self._home, chances_key(plan))

    def judging(self, plan: PlanResult) -> ChanceHandle | None:
        """The judging of a plan that goes on or ended last; None when it was never asked for."""
        return self._judging.get(chances_key(plan))

    def judge(self, plan: PlanResult, scenario: Scenario) -> ChanceHandle:
        """Starts to judge a plan on many paths; equal requests share one process."""
        key = chances_key(plan)
        with self._lock:
            known = self._judging.get(key)
            if known is None or known.done:
                known = start_chances(self._home, plan, self.snapshot, scenario)
                self._judging[key] = known
                self._forget_ended()
        return known

    def _forget_ended(self) -> None:
        """Drops the judgings that ended first beyond those kept; one that goes on can still be stopped."""
        ended = [key for key, handle in self._judging.items() if handle.done]
        for key in ended[: max(0, len(self._judging) - KEPT_JUDGINGS)]:
            del self._judging[key]

    def known_share_curve(self, scenario: Scenario) -> ShareCurve | None:
        """The curve of the old stock's share of hours that was begun for a scenario; None when none was."""
        with self._lock:
            return self._curves.get(self._ground_key(scenario))

    def share_curve(self, scenario: Scenario) -> ShareCurve:
        """Begins that curve, which the caller advances; one that goes on or is whole is shared.

        It is worked out only while nobody waits for a plan.
        """
        key, usual = self._ground_key(scenario), default_scenario(self._inputs.settings)
        ground = self.ground(scenario)

        def at(share: float) -> Ticket:
            changed = scenario.model_copy(update={"old_share": share})
            return self._explainers.ask(
                f"{OLD_SHARE} {scenario_hash(changed)} {ground.key}",
                changed.name,
                lambda: PlanRequest(ground, changed, usual, CURVE_LIMIT_SECONDS, question=OLD_SHARE),
            )

        with self._lock:
            known = self._curves.get(key)
            if known is None or known.failed:
                known = ShareCurve(shares_to_try(scenario.old_share), at)
                self._curves[key] = known
                while len(self._curves) > KEPT_CURVES:
                    self._curves.popitem(last=False)
        return known

    def breaking(self, scenario: Scenario) -> BreakHandle | None:
        """The search for the first duty of a scenario to break that goes on or ended last; None before it."""
        return self._breaking.get(self._ground_key(scenario))

    def find_breaks(self, scenario: Scenario) -> BreakHandle:
        """Starts to look for the first duty to break; equal requests share one search."""
        key, settings, register = self._ground_key(scenario), self._inputs.settings, self.duties()
        with self._lock:
            known = self._breaking.get(key)
            if known is None or known.failed:
                known = BreakHandle(
                    self.ask,
                    lambda plan, tell: find_first_to_break(plan, scenario, settings, register, tell),
                )
                self._breaking[key] = known
                while len(self._breaking) > KEPT_SEARCHES:
                    self._breaking.popitem(last=False)
        return known

    def check(self, content: bytes, file: str, plan: PlanResult, scenario: Scenario) -> CheckHandle:
        """Starts to judge an edited file of a plan, which comes back from a spreadsheet."""
        return start_check(self.ask, content, file, plan, scenario, self.ground(scenario))

    def decisions(self, plan: PlanResult, weeks: int) -> pd.DataFrame:
        """What a plan decides within so many weeks; raises OtherStateError when the state in use changed."""
        ground = self.ground()
        return self._kept.get(
            plan, (weeks, ground.key), lambda: decisions_to_take(self._inputs, ground, plan, weeks)
        )

    def to_accept(self, plan: PlanResult, weeks: int) -> PlanToAccept:
        """A plan with the decisions of its first weeks as commitments; raises as `decisions`."""
        self._present.look_again()
        return plan_to_accept(self._inputs, self.ground(), plan, weeks)

    def spreading(self, plan: PlanResult, cycle: str) -> SpreadingView:
        """Tasks of a cycle of the spreading law (`2024` or `2026`) beside a plan and the baseline."""
        ground, scores, told = self.ground(), self._scores(), self.present_state().homes

        def made() -> SpreadingView:
            durable = ground.state.rows[ground.state.rows.measure == "durable"]
            kinds = dict(zip(durable.region.astype(str), durable.kind.astype(str), strict=True))
            day, parameters = ground.state.as_of, self._inputs.parameters
            homes = None if told is None else told.rows
            asked = targets_of(ground.state.targets, cycle)
            return spreading_view(
                plan, self.baseline(), cycle, day, parameters, kinds, scores, homes, asked, ground.state
            )

        return self._kept.get(plan, (cycle, scores, ground.key), made)

    def municipal(self, plan: PlanResult, cycle: str) -> MunicipalPlan | None:
        """A plan handed down to its municipalities; None when it was made on another state than is in use."""
        scores, ground = self._scores(), self.ground()
        if plan.receipt["state"] != ground.state_hash:
            return None
        key = json.dumps([cycle, plan.receipt, scores], sort_keys=True)
        with self._lock:
            known = self._municipal.get(key)
        if known is None:
            asked = asked_of(cycle, scores, targets_of(ground.state.targets, cycle))
            as_stored = cycle == PLANNED_CYCLE and plan.receipt == self._baseline.receipt
            if as_stored and self._made_at_refresh(ground):
                known = stored_municipal(self._store, self.snapshot, asked)
            known = known or municipal_plan(
                self._inputs,
                ground,
                plan,
                asked,
                legal_date(cycle, plan, self._inputs.parameters),
            )
            with self._lock:
                self._municipal[key] = known
                while len(self._municipal) > KEPT_MUNICIPAL:
                    self._municipal.popitem(last=False)
        return known

    def dutch_csv(self, frame: pd.DataFrame) -> bytes:
        """A table as the browser's CSV."""
        return dutch_csv(frame)

    def note_pdf(self, note: DecisionNote) -> bytes:
        """The decision note as one A4."""
        # Its fonts take a tenth of the memory of a process, so only who wants paper loads them.
        from capacity.report.note import note_pdf

        return note_pdf(note)

    def note_that_fits(self, note: DecisionNote) -> DecisionNote:
        """The decision note with the rows that its A4 holds, as the paper has them."""
        from capacity.report.note import that_fits

        return that_fits(note)

    def border_months(self, plan: PlanResult) -> list[BorderMonth]:
        """Months of a plan, and whether their report on the border procedure is due (APR 49(4))."""
        return border_months(plan, self._inputs.parameters)

    def border_report(self, plan: PlanResult) -> pd.DataFrame:
        """That report for every month of a plan, one row per item."""
        return border_report(plan, self._inputs.parameters)

    def receipt_json(self, result: PlanResult) -> bytes:
        """What makes a plan again, as its folder holds it."""
        return to_json(plan_receipt(with_chances(result, self.chances(result)))).encode()

    def plan_zip(self, result: PlanResult, language: Literal["nl", "en"], by: str = "") -> bytes:
        """All tables of a plan and what stands behind them, as one file for the browser.

        With the probability that each duty is met, once that was worked out. The same plan for the same
        person is the same bytes.

        Args:
            by: name of whoever takes it away; empty where nobody signs in.
        """
        fresh = self.freshness()
        made = {
            "created_at": fresh.published_at.isoformat(timespec="seconds"),
            "created_by": by,
            "data_week": week_name(fresh.last_observation),
            "seed": f"{self._inputs.parameters.number(SEED):.0f}",
        }
        return plan_zip(with_chances(result, self.chances(result)), language, made)
