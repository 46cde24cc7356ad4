"""What a snapshot holds, the state in use, and the ground that plans of a scenario stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import pandas as pd

from capacity.domain.last_plan import LastPlan
from capacity.domain.parameters import Parameters
from capacity.domain.paths import StreamPaths
from capacity.domain.plan_result import PlanResult
from capacity.domain.state import State
from capacity.domain.time import monday_on_or_after
from capacity.domain.views import ForecastView, Freshness
from capacity.forecast import Mix, mean_mix
from capacity.law import article_url
from capacity.scenario import Override, Scenario, Settings, scenario_hash
from capacity.service.adjusting import ADJUSTED, adjusted_frames, adjusted_ground
from capacity.service.inputs import load_inputs
from capacity.service.last_plan import accepted_before, stored_last_plan
from capacity.service.planning import Ground
from capacity.service.present_state import PresentState, PresentStateReader
from capacity.service.saved.records import SavedOverride
from capacity.service.snapshots import (
    freshness,
    stored_forecast,
    stored_mix,
    stored_paths,
    stored_result,
    stored_state,
)
from capacity.service.spreading import scores_in_force
from capacity.service.workspace import Workspace
from capacity.sources.shipped import load_regions
from capacity.store import SnapshotStore


def no_workspace() -> None:
    """For a service that looks at nothing but its snapshot."""


class OnSnapshot:
    """A snapshot beside the state that planners saved; safe to share between users."""

    def __init__(
        self, store: SnapshotStore, snapshot: str, workspace: Callable[[], Workspace | None] = no_workspace
    ) -> None:
        self._store = store
        self.snapshot = snapshot
        self._inputs, self._workspace = load_inputs(), workspace
        self._kept_ground: tuple[PresentState, Ground] | None = None
        self._present = PresentStateReader(workspace, self._snapshot_state)

    @cached_property
    def _paths(self) -> StreamPaths:
        return stored_paths(self._store, self.snapshot)

    @cached_property
    def _last_plan(self) -> LastPlan | None:
        return stored_last_plan(self._store, self.snapshot)

    @cached_property
    def _baseline(self) -> PlanResult:
        return stored_result(self._store, self.snapshot)

    @cached_property
    def _forecast(self) -> ForecastView:
        return stored_forecast(self._store, self.snapshot)

    @cached_property
    def _mix(self) -> Mix:
        kept = stored_mix(self._store, self.snapshot, self._paths.weeks)
        return mean_mix(self._forecast.nationalities, self._forecast.weekly) if kept is None else kept

    def _snapshot_state(self) -> State:
        info = self._store.info(self.snapshot)
        state = stored_state(self._store, self.snapshot, self._inputs.regions)
        return replace(state, as_of=date.fromisoformat(info["state_date"]))

    def present_state(self) -> PresentState:
        """The state that every plan stands on, with who accepted it and the commitments that hold."""
        return self._present.now()

    def states_before(self) -> Iterator[State]:
        """Every state that a plan on this snapshot may have started from, the last first."""
        return (present.planned for present in self._present.before())

    def settled(self) -> AbstractContextManager[None]:
        """Within it, this thread sees one and the same state in use, which is looked up once."""
        return self._present.settled()

    def _overrides(self) -> Sequence[SavedOverride]:
        workspace = self._present.workspace()
        return () if workspace is None else workspace.overrides_in_force()

    def ground(self, scenario: Scenario | None = None) -> Ground:
        """Forecast of this snapshot, and the state in use as seen on the snapshot's day or its own.

        With planners' changes of the forecast when the scenario asks for them.
        """
        if scenario is not None and scenario.arrivals == ADJUSTED:
            return adjusted_ground(self.ground(), self._overrides(), self._mix)
        present, known = self.present_state(), self._kept_ground
        if known is None or known[0] is not present:
            state = present.on(date.fromisoformat(self._store.info(self.snapshot)["as_of"]))
            last = accepted_before(present.last, state.as_of) or self._last_plan
            known = (present, self._ground(state, last))
            self._kept_ground = known
        return known[1]

    def ground_with(self, overrides: Sequence[SavedOverride]) -> Ground:
        """What a plan stands on with these changes of the forecast, whether or not they hold now."""
        return adjusted_ground(self.ground(), overrides, self._mix)

    def _made_at_refresh(self, ground: Ground) -> bool:
        """Whether the baseline of the snapshot stands on this state."""
        stored = self._baseline
        same_day = str(stored.summary["as_of"]) == ground.state.as_of.isoformat()
        same_state = stored.receipt["state"] == ground.state_hash
        return same_day and same_state and stored.receipt["last_plan"] == ground.last_hash

    def last_plans(self) -> list[LastPlan]:
        """Every plan that a plan on this snapshot may have stayed close to, withdrawn ones too."""
        workspace = self._present.workspace()
        accepted = [] if workspace is None else [plan.last for plan in workspace.accepted_plans()]
        return [last for last in (self._last_plan, *accepted) if last is not None]

    def ground_at_refresh(self) -> Ground:
        """What the stored baseline stands on: the forecast and the state as they were at the refresh."""
        info = self._store.info(self.snapshot)
        state = replace(self._snapshot_state(), as_of=date.fromisoformat(info["as_of"]))
        return self._ground(state, self._last_plan)

    def _ground(self, state: State, last: LastPlan | None) -> Ground:
        forecast_hash = str(self._store.info(self.snapshot)["forecast_hash"])
        return Ground(self.snapshot, state, self._paths, forecast_hash, last=last)

    def _ground_key(self, scenario: Scenario) -> str:
        return f"{scenario_hash(scenario)} {self.ground(scenario).key}"

    @property
    def _home(self) -> Path:
        return self._store.folder.parent

    def forecast(self) -> ForecastView:
        """The forecast that the plan runs on."""
        return self._forecast

    def adjusted(self, overrides: Sequence[Override]) -> dict[str, pd.DataFrame]:
        """The machine's forecast beside the one with changes: `weekly`, `monthly`, `yearly`."""
        return adjusted_frames(self._paths, overrides, self._mix)

    def _scores(self) -> tuple[tuple[str, float], ...]:
        return scores_in_force(self._present.workspace())

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

    def municipality_names(self) -> dict[str, str]:
        """Name of every municipality by CBS code."""
        return {region.code: region.name for region in load_regions("municipalities")}

    def today(self) -> date:
        """The day on which the pages are read, in UTC."""
        return datetime.now(UTC).date()

    def freshness(self) -> Freshness:
        """Which snapshot serves and how old it is, and the state that plans start from."""
        own, ground = self.present_state().own, self.ground()
        return replace(
            freshness(self._store, self.snapshot),
            state_date=own.as_of,
            state_author=own.author,
            plan_start=monday_on_or_after(ground.state.as_of),
        )
