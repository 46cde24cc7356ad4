"""The service behind the pages: answers from the snapshot that serves, each scenario solved once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Literal

import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.paths import StreamPaths
from capacity.domain.plan_result import PlanResult
from capacity.domain.views import ForecastView, Freshness
from capacity.law import article_url
from capacity.report import dutch_csv, plan_zip
from capacity.scenario import Override, Scenario, Settings, default_scenario, scenario_hash
from capacity.service.adjusting import ADJUSTED, adjusted_frames, adjusted_ground, overrides_key
from capacity.service.inputs import load_inputs
from capacity.service.planning import Ground, make_result
from capacity.service.saved.records import SavedOverride
from capacity.service.snapshots import freshness, stored_forecast, stored_paths, stored_result, stored_state
from capacity.service.workspace import open_workspace
from capacity.store import SnapshotStore, state_home

SavedOverrides = Callable[[], Sequence[SavedOverride]]
KEPT_PLANS = 32
SOLVES_AT_ONCE = Lock()


class NoSnapshotError(Exception):
    """There is no snapshot yet; the first refresh makes one."""


class PlanningService:
    """Everything a page or command asks of one snapshot; safe to share between users."""

    def __init__(self, store: SnapshotStore, snapshot: str, saved: SavedOverrides = tuple) -> None:
        self._store = store
        self._saved = saved
        self.snapshot = snapshot
        self._inputs = load_inputs()
        self._plans: OrderedDict[str, Future[PlanResult]] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def _paths(self) -> StreamPaths:
        return stored_paths(self._store, self.snapshot)

    @cached_property
    def _baseline(self) -> PlanResult:
        return stored_result(self._store, self.snapshot)

    @cached_property
    def _forecast(self) -> ForecastView:
        return stored_forecast(self._store, self.snapshot)

    def ground(self, scenario: Scenario | None = None) -> Ground:
        """Forecast and state that a plan of this snapshot stands on, with planners' changes if it asks so."""
        if scenario is not None and scenario.arrivals == ADJUSTED:
            return adjusted_ground(self.ground(), self._saved())
        state = stored_state(self._store, self.snapshot, self._inputs.regions)
        return Ground(
            self.snapshot, state, self._paths, str(self._store.info(self.snapshot)["forecast_hash"])
        )

    def baseline(self) -> PlanResult:
        """The plan in which no setting is changed, as it was made at the refresh."""
        return self._baseline

    def plan(self, scenario: Scenario) -> PlanResult:
        """The plan of a scenario; equal requests share one solve and the last ones are kept."""
        key = scenario_hash(scenario)
        if scenario.arrivals == ADJUSTED:
            key += overrides_key(self._saved())
        if key == scenario_hash(default_scenario(self._inputs.settings)):
            return self._baseline
        with self._lock:
            known = self._plans.get(key)
            if known is None:
                mine: Future[PlanResult] = Future()
                self._plans[key] = mine
                while len(self._plans) > KEPT_PLANS:
                    self._plans.popitem(last=False)
            else:
                self._plans.move_to_end(key)
        if known is not None:
            return known.result()
        return self._solve(key, mine, scenario)

    def _solve(self, key: str, mine: Future[PlanResult], scenario: Scenario) -> PlanResult:
        try:
            with SOLVES_AT_ONCE:
                mine.set_result(make_result(self._inputs, self.ground(scenario), scenario))
        except BaseException as fault:
            with self._lock:
                self._plans.pop(key, None)
            mine.set_exception(fault)
            raise
        return mine.result()

    def forecast(self) -> ForecastView:
        """The forecast that the plan runs on."""
        return self._forecast

    def adjusted(self, overrides: Sequence[Override]) -> dict[str, pd.DataFrame]:
        """The machine's forecast beside the one with changes: `weekly`, `monthly`, `yearly`."""
        return adjusted_frames(self._paths, overrides)

    def records(self) -> pd.DataFrame:
        """Constraint families: id, program, sentences, formula, article, url, bound, rank, unit, source."""
        return self._with_url(self._inputs.constraints)

    def duties(self) -> pd.DataFrame:
        """The register of duties: duty, article, url, bound, rank, sentences, source."""
        return self._with_url(self._inputs.duties)

    def _with_url(self, table: pd.DataFrame) -> pd.DataFrame:
        urls = dict(zip(self._inputs.acts.key, self._inputs.acts.url, strict=True))
        return table.assign(url=[article_url(article, urls) for article in table.article])

    def parameters(self) -> Parameters:
        """Every number of the model."""
        return self._inputs.parameters

    def settings(self) -> Settings:
        """The settings a planner may change."""
        return self._inputs.settings

    def regions(self) -> pd.DataFrame:
        """Provinces: code, name."""
        return self._inputs.provinces[["code", "name"]]

    def freshness(self) -> Freshness:
        """Which snapshot serves and how old it is."""
        return freshness(self._store, self.snapshot)

    def dutch_csv(self, frame: pd.DataFrame) -> bytes:
        """A table as the browser's CSV."""
        return dutch_csv(frame)

    def plan_zip(self, result: PlanResult, language: Literal["nl", "en"]) -> bytes:
        """All tables of a plan and what stands behind them, as one file for the browser."""
        return plan_zip(result, language)


def open_service(home: Path | None = None) -> PlanningService:
    """The service on the snapshot in use.

    Raises:
        NoSnapshotError: nothing was published yet.
    """
    store = SnapshotStore(home or state_home())
    snapshot = store.current()
    if snapshot is None:
        raise NoSnapshotError
    place = home or state_home()
    return PlanningService(store, snapshot, lambda: open_workspace(place).overrides_in_force())
