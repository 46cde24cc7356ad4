"""The curve of the old stock's share of decider hours, on plans of four weeks made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Semaphore
from time import sleep

import numpy as np
import pytest

from capacity.domain.paths import ARRIVAL_STREAMS, StreamPaths
from capacity.domain.pins import Pin
from capacity.domain.plan_result import PlanResult
from capacity.plan.chain.run import ChainOutcome, run_chain
from capacity.plan.dutch.keys import STATIONS, ChainInput
from capacity.plan.solver.stopping import Brake
from capacity.scenario import Scenario, default_scenario
from capacity.service import PlanningService, PlanPool, ShareCurve, StoppedPlanError, open_service
from capacity.service.answers.chain import PACE_WEEKS, weeks_until_gone
from capacity.service.inputs import load_inputs
from capacity.service.planning import make_result
from capacity.service.share_curve import shares_to_try
from capacity.service.share_points import OLD_SHARE, share_point, share_result, with_point
from capacity.service.solving import PlanRequest
from capacity.service.solving.requests import Tell
from tests.service.tiny import WEEKS, tiny_plan

PACE = load_inputs().parameters.number(PACE_WEEKS)


def two_queues(old: tuple[float, ...], served: float = 0.0, late: float = 0.0) -> PlanResult:
    """Old cases still to be decided; about 5,000 more will leave undecided, 50 a week."""
    return tiny_plan(
        measures={
            ("decision", "old", "queue"): tuple(
                persons + 5000 - 50 * week for week, persons in enumerate(old)
            ),
            ("decision", "old", "to_decide"): old,
            ("decision", "old", "served"): (served,) * 4,
            ("decision", "normal", "over_term"): (0, 0, 0, late),
            ("decision", "accelerated", "over_term"): (9, 0, 0, 1),
            ("decision", "old", "over_term"): (500,) * 4,
        }
    )


def test_the_present_share_is_among_those_tried() -> None:
    assert shares_to_try(45.0) == (0, 10, 20, 30, 40, 45, 50, 60, 70, 80, 90, 100)
    assert shares_to_try(60.0) == tuple(range(0, 101, 10))


def test_a_share_counts_old_decisions_and_only_pact_applications_over_term_at_the_end() -> None:
    point = share_point(30.0, two_queues((70, 60, 50, 40), served=10, late=5), PACE)
    assert (point["share"], point["old_served"], point["old_left"]) == (30, 40, 40)
    assert point["pact_over_term"] == 6


def test_every_stream_of_decisions_but_the_old_stock_counts_as_over_a_pact_term() -> None:
    streams = [stream for stage, stream in STATIONS if stage == "decision"]
    late = {stream: 10.0**place for place, stream in enumerate(streams)}
    plan = tiny_plan(
        measures={("decision", stream, "over_term"): (1, 1, 1, persons) for stream, persons in late.items()}
    )
    assert "admissibility" in late
    assert share_point(100.0, plan, PACE)["pact_over_term"] == sum(late.values()) - late["old"]


def test_the_week_in_which_the_old_stock_is_gone_is_that_of_the_plan() -> None:
    point = share_point(100.0, two_queues((20, 10, 0, 0)), PACE)
    assert (point["gone"], point["gone_after_weeks"]) == (WEEKS[2], 3)


def test_beyond_the_weeks_shown_the_decisions_a_week_say_when_as_in_question_3() -> None:
    plan = two_queues((70, 60, 50, 40), served=10)
    point = share_point(60.0, plan, PACE)
    assert (point["gone"], point["gone_after_weeks"]) == ("", 4 + 40 / 10)
    assert point["gone_after_weeks"] == weeks_until_gone(plan, PACE)


def test_the_range_of_a_share_is_from_the_least_to_the_most_of_all_arrivals_tried() -> None:
    few, many = (two_queues((70, 60, 50, left), served=10, late=late) for left, late in ((30, 0), (45, 90)))
    point = share_point(30.0, two_queues((70, 60, 50, 40), served=10, late=5), PACE, (few, many))
    assert (point["pact_over_term"], point["pact_over_term_low"], point["pact_over_term_high"]) == (6, 1, 91)
    assert point["old_served_low"] == point["old_served"] == point["old_served_high"]
    assert point["gone_after_weeks_low"] < point["gone_after_weeks"] < point["gone_after_weeks_high"]
    alone = share_point(30.0, two_queues((70, 60, 50, 40)), PACE)
    assert alone["pact_over_term_low"] != alone["pact_over_term_low"]


def test_an_old_stock_of_which_nothing_is_decided_is_never_gone_although_people_leave() -> None:
    point = share_point(0.0, two_queues((70, 70, 70, 70)), PACE)
    assert point["gone_after_weeks"] != point["gone_after_weeks"]


class GatedWorker:
    """Makes a plan whose old stock equals the share asked for, one for each time it is let go."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.gate = Semaphore(0)

    def make(self, request: PlanRequest, brake: Brake, _tell: Tell) -> PlanResult:
        self.asked.append(request.scenario.old_share)
        while not self.gate.acquire(timeout=0.01):
            if brake.pulled:
                raise StoppedPlanError
        return with_point(request.scenario.old_share, two_queues((request.scenario.old_share,) * 4), PACE)

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture
def worker() -> GatedWorker:
    return GatedWorker()


@pytest.fixture
def service(home: Path, worker: GatedWorker) -> Iterator[PlanningService]:
    pool = PlanPool(lambda: worker, 1)
    yield open_service(home, explainers=pool)
    worker.gate.release(100)
    pool.close()


def scenario(share: float = 60.0) -> Scenario:
    usual = default_scenario(load_inputs().settings)
    return usual.model_copy(update={"name": "mine", "inflow": 5.0, "old_share": share})


def advanced(curve: ShareCurve, points: int) -> None:
    for _ in range(500):
        curve.advance()
        if len(curve.points) >= points or curve.failed:
            return
        sleep(0.01)


def test_two_shares_are_asked_for_at_a_time_so_that_others_get_their_turn(
    service: PlanningService, worker: GatedWorker
) -> None:
    curve = service.share_curve(scenario())
    other = service.share_curve(scenario(33.0).model_copy(update={"inflow": 7.0}))
    curve.advance()
    other.advance()
    worker.gate.release(4)
    advanced(other, 2)
    advanced(curve, 2)
    assert worker.asked[:4] == [0.0, 10.0, 0.0, 10.0]
    assert (curve.done, curve.progress) == (False, 2 / 11)
    assert (other.done, other.progress) == (False, 2 / 12)


def test_every_share_keeps_its_point_and_the_other_settings_stay(
    service: PlanningService, worker: GatedWorker
) -> None:
    worker.gate.release(100)
    curve = service.share_curve(scenario(45.0))
    advanced(curve, 12)
    assert curve.done
    assert list(curve.points.share) == list(curve.points.old_left) == list(shares_to_try(45.0))


def test_equal_requests_share_one_curve_and_another_scenario_has_its_own(service: PlanningService) -> None:
    assert service.known_share_curve(scenario()) is None
    curve = service.share_curve(scenario())
    assert service.share_curve(scenario()) is curve is service.known_share_curve(scenario())
    assert service.share_curve(scenario(30.0)) is not curve


def test_a_curve_that_was_given_up_can_be_begun_again(service: PlanningService) -> None:
    curve = service.share_curve(scenario())
    curve.advance()
    curve.cancel()
    assert curve.failed
    assert service.share_curve(scenario()) is not curve


def test_the_chain_alone_gives_what_the_whole_plan_of_a_share_gives_with_a_range_over_stored_paths(
    service: PlanningService,
) -> None:
    def afresh(given: ChainInput, pins: Sequence[Pin]) -> ChainOutcome:
        return run_chain(given, pins=pins)

    inputs, weeks = load_inputs(), range(104)
    few, mean, many = (dict.fromkeys(ARRIVAL_STREAMS, persons) for persons in (150.0, 200.0, 250.0))
    persons = {
        stream: np.array([[one[stream] for one in (few, mean, many)] for _ in weeks])
        for stream in ARRIVAL_STREAMS
    }
    paths = StreamPaths(date(2026, 11, 23), persons)
    ground = replace(service.ground(), paths=paths)
    chosen = scenario(40.0).model_copy(update={"weeks": 26})
    point = share_result(inputs, ground, chosen, afresh).notices[OLD_SHARE]
    whole = share_point(40.0, make_result(inputs, ground, chosen), PACE)
    assert point["old_served"] == pytest.approx(whole["old_served"], rel=1e-6)
    assert point["pact_over_term"] == pytest.approx(whole["pact_over_term"], rel=1e-6, abs=1e-3)
    assert point["pact_over_term_low"] <= point["pact_over_term"] <= point["pact_over_term_high"]
    assert point["pact_over_term_low"] < point["pact_over_term_high"]
    rates = chosen.model_copy(update={"arrivals": "rates"})
    known = share_result(inputs, ground, rates, afresh).notices[OLD_SHARE]
    assert known["pact_over_term_low"] != known["pact_over_term_low"]
