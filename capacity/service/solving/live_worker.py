"""A worker with live models of its own: the baseline of a ground is solved once, each scenario warm."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from capacity.domain.plan_result import PlanResult
from capacity.plan.live import LivePlan
from capacity.plan.solver.loading import FROM_NOTHING
from capacity.plan.solver.stopping import Brake, StoppedError, TimeUpError
from capacity.scenario import Scenario, scenario_hash
from capacity.service.explaining import explained_result
from capacity.service.inputs import Inputs
from capacity.service.inverse import inverse_result
from capacity.service.planning import Ground, make_result
from capacity.service.share_points import OLD_SHARE, share_result
from capacity.service.solving.kept_starts import StartsFolder
from capacity.service.solving.requests import PHASES, PlanRequest, StoppedPlanError, Tell, TooLateError

KEPT_GROUNDS = 2


class LiveWorker:
    """Keeps the live models of the grounds used last; for one thread at a time.

    Args:
        home: where it is kept what plans start from; None keeps nothing.
    """

    def __init__(self, inputs: Inputs, home: Path | None = None) -> None:
        self._inputs, self._starts = inputs, StartsFolder(home)
        self._live: OrderedDict[str, tuple[Ground, Scenario, LivePlan]] = OrderedDict()

    def make(self, request: PlanRequest, brake: Brake, tell: Tell) -> PlanResult:
        """The plan of a request; see Worker."""
        tell("data")
        try:
            if request.plan is not None:
                tell("explain")
                return self._explained(request, request.plan, brake, tell)
            ground, live = self._live_on(request, tell)
            live.limit(request.time_limit_seconds, brake)
            if request.question == OLD_SHARE:
                return share_result(self._inputs, ground, request.scenario, live.chain)
            return make_result(
                self._inputs,
                ground,
                request.scenario,
                progress=lambda phase: tell(PHASES[phase]),
                live=live,
            )
        except StoppedError:
            raise StoppedPlanError from None
        except TimeUpError:
            raise TooLateError from None

    def prepare(self, brake: Brake) -> None:
        """Makes ahead what later scenarios start from; gives up once the brake is pulled."""
        with suppress(StoppedError):
            for ground, baseline, live in self._live.values():
                self._starts.prepare(live.base, ground, baseline, brake)

    def _explained(self, request: PlanRequest, plan: PlanResult, brake: Brake, tell: Tell) -> PlanResult:
        given = (self._inputs, request.ground, request.scenario, plan)
        if request.question:
            return inverse_result(*given, request.question, brake)
        starts = FROM_NOTHING
        if scenario_hash(request.scenario) != scenario_hash(request.baseline):
            starts = self._live_on(request, tell)[1].starts
        return explained_result(*given, brake, tell, request.with_prices, starts)

    def _live_on(self, request: PlanRequest, tell: Tell) -> tuple[Ground, LivePlan]:
        """The models on the ground of a request, and that ground as it first came: what it read is kept."""
        ground = request.ground
        key = ground.key
        known = self._live.get(key)
        if known is None:
            tell("build")
            live = LivePlan(self._starts.base(self._inputs, ground, request.baseline))
            known = self._live[key] = (ground, request.baseline, live)
            while len(self._live) > KEPT_GROUNDS:
                self._live.popitem(last=False)
        self._live.move_to_end(key)
        return known[0], known[2]

    def close(self) -> None:
        """Forgets the models."""
        self._live.clear()
