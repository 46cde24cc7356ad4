"""What the pages need of the service; the one place where the app gets hold of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

import pandas as pd
import streamlit as st

from capacity.domain.border import BorderMonth
from capacity.domain.bridge import Bridge, Figures
from capacity.domain.chances import Chances
from capacity.domain.moved import Steadiness
from capacity.domain.note import DecisionNote
from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import PlanResult
from capacity.domain.views import ForecastView, Freshness, SpreadingView
from capacity.scenario import Override, Scenario, Settings
from capacity.service import (
    ChanceHandle,
    MunicipalPlan,
    PlanToAccept,
    PresentState,
    ShareCurve,
    Ticket,
    get_ready,
    open_service,
    shared_explainers,
    shared_pool,
    snapshot_in_use,
)
from capacity.service.bridges import BridgeHandle
from capacity.service.check_beside import CheckHandle
from capacity.service.first_break import BreakHandle
from capacity.service.planning import Ground
from capacity.texts import Language

SERVICES_KEPT = 2


class PlanningView(Protocol):
    """The use cases a page may call; every one of them answers from the snapshot that serves."""

    def settled(self) -> AbstractContextManager[None]:
        """Within it, this thread sees one and the same state in use, which is looked up once."""

    def baseline(self) -> PlanResult:
        """The plan without any changed setting."""

    def plan(self, scenario: Scenario) -> PlanResult:
        """The plan of a scenario, kept once made."""

    def ask_explained(self, scenario: Scenario, session: str = "") -> Ticket:
        """A ticket for the plan with those tables; an earlier one of the same session is given up."""

    def ask_repaired(self, scenario: Scenario, session: str = "") -> Ticket:
        """The same without `prices`, which take longer than the rest."""

    def ask_inverse(self, scenario: Scenario, question: str, session: str = "") -> Ticket:
        """A ticket for the plan with the answer to a question the other way round."""

    def ask(self, scenario: Scenario, session: str = "", time_limit_seconds: float | None = None) -> Ticket:
        """A ticket for a plan; an earlier request of the same session is given up."""

    def explained(self, scenario: Scenario) -> PlanResult:
        """The plan of a scenario with `prices`, `repairs` and `shortfall` among its tables."""

    def bridge(self, scenario: Scenario) -> Bridge | None:
        """From the baseline to a scenario; of the baseline itself, from the plan of the snapshot before."""

    def steadiness(self, scenario: Scenario) -> Steadiness | None:
        """What staying close to the last plan does in a scenario; None when there is no plan before."""

    def freely(self, scenario: Scenario) -> Scenario:
        """The same scenario without a price on places decided otherwise than in the last plan."""

    def since_last(self) -> tuple[Figures, Figures] | None:
        """What a bridge tells of last week's plan and of the baseline; None without a plan before."""

    def known_bridge(self, scenario: Scenario) -> Bridge | None:
        """The same, when it was made before."""

    def bridging(self, scenario: Scenario) -> BridgeHandle | None:
        """The making of a bridge that goes on or ended last."""

    def find_bridge(self, scenario: Scenario) -> BridgeHandle:
        """Starts to make a bridge, in the background."""

    def chances(self, plan: PlanResult) -> Chances | None:
        """What many paths say about a plan; None when that was not worked out yet."""

    def judging(self, plan: PlanResult) -> ChanceHandle | None:
        """The judging of a plan that goes on or ended last."""

    def judge(self, plan: PlanResult, scenario: Scenario) -> ChanceHandle:
        """Starts to judge a plan on many paths, in the background."""

    def known_share_curve(self, scenario: Scenario) -> ShareCurve | None:
        """The curve of the old stock's share of decider hours, when it was begun before."""

    def share_curve(self, scenario: Scenario) -> ShareCurve:
        """Begins that curve, which the caller advances."""

    def breaking(self, scenario: Scenario) -> BreakHandle | None:
        """The search for the first duty to break that goes on or ended last."""

    def find_breaks(self, scenario: Scenario) -> BreakHandle:
        """Starts to look for the first duty to break, in the background."""

    def forecast(self) -> ForecastView:
        """The forecast that the plan runs on."""

    def adjusted(self, overrides: Sequence[Override]) -> dict[str, pd.DataFrame]:
        """The machine's forecast beside the one with changes: `weekly`, `monthly`, `yearly`."""

    def spreading(self, plan: PlanResult, cycle: str) -> SpreadingView:
        """Tasks of a cycle of the spreading law (`2024` or `2026`) beside a plan and the baseline."""

    def municipal(self, plan: PlanResult, cycle: str) -> MunicipalPlan | None:
        """A plan handed down to its municipalities; None when it was made on another state than is in use."""

    def municipality_names(self) -> dict[str, str]:
        """Name of every municipality by CBS code."""

    def records(self) -> pd.DataFrame:
        """Constraint families: id, sentence_nl, sentence_en, formula, article, url, bound, rank, unit."""

    def duties(self) -> pd.DataFrame:
        """Register of duties: duty, article, url, bound, rank, sentence_nl, sentence_en, source."""

    def parameters(self) -> Parameters:
        """Every number of the model with kind, source and article."""

    def settings(self) -> Settings:
        """The settings a planner may change."""

    def regions(self) -> pd.DataFrame:
        """Provinces: code, name."""

    def present_state(self) -> PresentState:
        """The state that plans start from, who accepted it, and the commitments that hold."""

    def ground(self, scenario: Scenario) -> Ground:
        """What a plan of a scenario stands on: forecast and state."""

    def check(self, content: bytes, file: str, plan: PlanResult, scenario: Scenario) -> CheckHandle:
        """Starts to judge an edited file of a plan, in the background."""

    def decisions(self, plan: PlanResult, weeks: int) -> pd.DataFrame:
        """What a plan decides within so many weeks; raises OtherStateError when the state in use changed."""

    def to_accept(self, plan: PlanResult, weeks: int) -> PlanToAccept:
        """A plan with the decisions of its first weeks as commitments."""

    def freshness(self) -> Freshness:
        """Which snapshot serves and how old it is."""

    def today(self) -> date:
        """The day on which the pages are read."""

    def dutch_csv(self, frame: pd.DataFrame) -> bytes:
        """A table as the browser's CSV: with BOM, semicolons, decimal commas, guarded text cells."""

    def note_pdf(self, note: DecisionNote) -> bytes:
        """The decision note as one A4."""

    def note_that_fits(self, note: DecisionNote) -> DecisionNote:
        """The decision note with the rows that its A4 holds, as the paper has them."""

    def border_months(self, plan: PlanResult) -> list[BorderMonth]:
        """Months of a plan, and whether their report on the border procedure is due (APR 49(4))."""

    def border_report(self, plan: PlanResult) -> pd.DataFrame:
        """That report for every month of a plan, one row per item."""

    def receipt_json(self, result: PlanResult) -> bytes:
        """What makes a plan again, as its folder holds it."""

    def plan_zip(self, result: PlanResult, language: Language, by: str = "") -> bytes:
        """All tables of a plan and the account of how it was made and by whom, as one file."""


def _open_service() -> PlanningView:
    """The service on processes that all visitors share, which get ready while the first page is drawn."""
    service = open_service(pool=shared_pool(), explainers=shared_explainers())
    get_ready(service)
    return service


__all__ = ["PlanningView", "open_view", "snapshot_in_use", "view_of"]

open_view: Callable[[], PlanningView] = _open_service
"""Gives the service; tests put another in its place."""


@st.cache_resource(show_spinner=False, max_entries=SERVICES_KEPT)
def view_of(snapshot: str | None) -> PlanningView:  # noqa: ARG001 - another snapshot, another service
    """The service on the snapshot in use, opened once for all visitors.

    Raises:
        NoSnapshotError: there is none.
        OldSnapshotError: another version of the program made it.
    """
    return open_view()
