"""Plans for many users: shared, given up, stopped, cut off by time, and made by processes that may die."""

import os
import signal
from dataclasses import replace
from threading import Event

import pytest

from capacity.domain.plan_result import PlanResult
from capacity.plan.solver.stopping import Brake
from capacity.scenario import default_scenario, scenario_from
from capacity.service import open_service
from capacity.service.inputs import load_inputs
from capacity.service.planning import make_result
from capacity.service.session import PlanningService
from capacity.service.solving import (
    LiveWorker,
    PlanPool,
    PlanRequest,
    ProcessWorker,
    StoppedPlanError,
    TooLateError,
)
from capacity.service.solving.process_worker import PlanFailedError

LONG = 60.0


class HeldWorker:
    """Makes an empty plan once it is let go; says what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[PlanRequest] = []
        self.summary: dict[str, object] = {}
        self.begun, self.let_go = Event(), Event()

    def make(self, request, brake, tell):
        self.asked.append(request)
        tell("solve")
        self.begun.set()
        while not self.let_go.wait(0.01):
            if brake.pulled:
                raise StoppedPlanError
        return PlanResult(request, {}, self.summary, {}, {}, {}, {})

    def close(self):
        self.let_go.set()


@pytest.fixture
def worker():
    return HeldWorker()


@pytest.fixture
def pool(worker):
    pool = PlanPool(lambda: worker, 1)
    yield pool
    worker.let_go.set()
    pool.close()


def ask(pool, key, session="", name="", seconds=0.0):
    return pool.ask(key, name or key, lambda: key, session, seconds)


def test_equal_requests_share_one_plan(pool, worker):
    tickets = [ask(pool, "same", f"user{number}") for number in range(5)]
    worker.let_go.set()
    assert len({id(ticket.result()) for ticket in tickets}) == 1
    assert worker.asked == ["same"]
    assert pool.made == 1


def test_a_plan_that_was_made_is_given_again_under_the_name_asked_for(pool, worker):
    worker.let_go.set()
    first = ask(pool, "same").result()
    again = ask(pool, "same", name="autumn")
    assert again.wait(LONG)
    assert again.result().scenario == "autumn"
    assert again.result().scenario_document["name"] == "autumn"
    assert ask(pool, "same").result() is first
    assert worker.asked == ["same"]


@pytest.mark.parametrize(("status", "times"), [("optimal", 1), ("time limit", 2)])
def test_a_plan_is_made_anew_for_who_waits_longer_only_where_it_was_cut_off(pool, worker, status, times):
    worker.summary = {"status": status}
    worker.let_go.set()
    for seconds in (20.0, 120.0, 20.0):
        last = ask(pool, "same", seconds=seconds).result()
    assert worker.asked == ["same"] * times
    assert ask(pool, "same").result() is last


def test_a_newer_request_of_a_session_stops_its_older_one(pool, worker):
    older = ask(pool, "older", "ann")
    assert worker.begun.wait(LONG)
    newer = ask(pool, "newer", "ann")
    assert older.done
    with pytest.raises(StoppedPlanError):
        older.result()
    worker.let_go.set()
    assert newer.result().scenario == "newer"


def test_a_plan_goes_on_while_somebody_else_waits_for_it(pool, worker):
    mine, theirs = ask(pool, "shared", "ann"), ask(pool, "shared", "ben")
    assert worker.begun.wait(LONG)
    mine.cancel()
    worker.let_go.set()
    assert theirs.result().scenario == "shared"
    with pytest.raises(StoppedPlanError):
        mine.result()


def test_a_session_that_asks_the_same_again_keeps_its_plan_in_the_making(pool, worker):
    ask(pool, "same", "ann")
    assert worker.begun.wait(LONG)
    again = ask(pool, "same", "ann")
    worker.let_go.set()
    assert again.result().scenario == "same"
    assert worker.asked == ["same"]


def test_a_request_given_up_before_its_turn_is_never_begun(pool, worker):
    first = ask(pool, "first")
    assert worker.begun.wait(LONG)
    ask(pool, "second").cancel()
    third = ask(pool, "third")
    worker.let_go.set()
    assert [first.result().scenario, third.result().scenario] == ["first", "third"]
    assert worker.asked == ["first", "third"]


def test_a_ticket_tells_its_phase_and_how_long_it_took(pool, worker):
    ticket = ask(pool, "one")
    assert worker.begun.wait(LONG)
    waiting = ask(pool, "two")
    assert (ticket.phase, waiting.phase) == ("solve", "queued")
    assert not ticket.wait(0.0)
    worker.let_go.set()
    assert ticket.wait(LONG)
    assert waiting.wait(LONG)
    taken = ticket.seconds
    assert taken > 0
    assert ticket.seconds == taken


def test_a_fault_reaches_everybody_who_waits_and_is_not_kept():
    class Faulty(HeldWorker):
        def make(self, request, _brake, _tell):
            self.begun.wait(LONG)
            self.asked.append(request)
            raise ArithmeticError(request)

    faulty = Faulty()
    pool = PlanPool(lambda: faulty, 1)
    tickets = [ask(pool, "bad"), ask(pool, "bad")]
    faulty.begun.set()
    for ticket in tickets:
        with pytest.raises(ArithmeticError):
            ticket.result()
    with pytest.raises(ArithmeticError):
        ask(pool, "bad").result()
    assert faulty.asked == ["bad", "bad"]
    pool.close()


@pytest.fixture(scope="module")
def service(home) -> PlanningService:
    return open_service(home)


def scenario(**changes):
    inputs = load_inputs()
    return scenario_from(changes, inputs.settings, inputs.parameters, inputs.regions)


def usual():
    return default_scenario(load_inputs().settings)


def request(service, seconds=LONG, **changes):
    return PlanRequest(service.ground(), scenario(**changes), usual(), seconds)


def written(plan):
    return {name: table.to_csv() for name, table in plan.tables.items()} | {"summary": plan.summary}


def quiet(_):
    """Nobody listens to the phases."""


def test_a_worker_makes_the_plan_that_a_command_makes(service):
    asked = request(service, inflow=12)
    told = []
    plan = LiveWorker(load_inputs()).make(asked, Brake(), told.append)
    cold = make_result(load_inputs(), asked.ground, asked.scenario)
    assert [goal["id"] for goal in plan.summary["goals"]] == [goal["id"] for goal in cold.summary["goals"]]
    for warm, afresh in zip(plan.summary["goals"], cold.summary["goals"], strict=True):
        assert warm["value"] == pytest.approx(afresh["value"], rel=1e-6, abs=1e-6)
    assert plan.receipt == cold.receipt
    assert told == ["data", "build", "solve", "solve", "explain"]


def test_without_time_a_worker_says_that_there_is_no_plan(service):
    with pytest.raises(TooLateError):
        LiveWorker(load_inputs()).make(request(service, seconds=0.0, inflow=13), Brake(), quiet)


@pytest.mark.parametrize("question", ["", "q18"])
def test_an_explanation_and_a_question_the_other_way_round_stop_when_asked(service, question):
    brake = Brake()
    brake.pull()
    asked = replace(request(service), plan=service.baseline(), question=question)
    with pytest.raises(StoppedPlanError):
        LiveWorker(load_inputs()).make(asked, brake, quiet)


def test_a_plan_that_is_optimal_tells_no_gap(service):
    plan = service.plan(scenario(name="some", inflow=14))
    assert plan.summary["status"] == "optimal"
    assert plan.summary["gap"] == {"chain": 0.0, "places": 0.0}


@pytest.fixture
def process():
    worker = ProcessWorker()
    yield worker
    worker.close()


def test_a_process_makes_the_same_plan_and_stops_when_asked(service, process):
    asked, told = request(service, inflow=15), []
    plan = process.make(asked, Brake(), told.append)
    assert written(plan) == written(LiveWorker(load_inputs()).make(asked, Brake(), quiet))
    assert told[0] == "data"
    first = process.process_id
    assert first not in (None, os.getpid())
    pulled = Brake()
    pulled.pull()
    with pytest.raises(StoppedPlanError):
        process.make(request(service, inflow=16), pulled, quiet)
    assert process.process_id == first


def test_a_process_plans_on_the_ground_of_each_request_which_comes_with_the_first_on_it(service, process):
    here = request(service, inflow=15)
    elsewhere = replace(here, ground=replace(here.ground, snapshot="elsewhere"))
    asked = (here, here, elsewhere, here)
    plans = [process.make(one, Brake(), quiet) for one in asked]
    assert [plan.receipt["snapshot"] for plan in plans] == [one.ground.snapshot for one in asked]


def test_an_explanation_in_the_making_stops_when_asked(service, process):
    asked = request(service, inflow=15)
    brake = Brake()
    plan = LiveWorker(load_inputs()).make(asked, Brake(), quiet)
    with pytest.raises(StoppedPlanError):
        process.make(replace(asked, plan=plan), brake, lambda phase: phase == "explain" and brake.pull())
    repaired = process.make(replace(asked, plan=plan, with_prices=False), Brake(), quiet)
    assert not repaired.tables["repairs"].empty
    assert repaired.tables["prices"].empty


def test_a_process_that_gives_way_competes_within_the_session_of_the_pages(service):
    worker = ProcessWorker(gives_way=True)
    worker.make(request(service, inflow=15), Brake(), quiet)
    process = worker.process_id
    assert os.getpriority(os.PRIO_PROCESS, process) > os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getsid(process) == os.getsid(0)
    assert os.getpgid(process) == process
    worker.close()


def test_whoever_asks_for_a_scenario_on_whatever_page_shares_its_one_solve(home):
    pool = PlanPool(lambda: LiveWorker(load_inputs()), 1)
    service = open_service(home, pool)
    mine, theirs = scenario(name="mine", inflow=19), scenario(name="theirs", inflow=19)
    tickets = [service.ask(mine, "ann"), service.ask(theirs, "ben"), service.ask(mine, "ben beside")]
    assert [ticket.result().scenario for ticket in tickets] == ["mine", "theirs", "mine"]
    compared = service.plans([mine, usual(), theirs])
    assert compared[0].tables is compared[2].tables is tickets[0].result().tables
    assert service.plan(theirs).tables is compared[0].tables
    assert pool.made == 1
    pool.close()


def test_a_process_that_dies_in_the_middle_fails_its_plan_and_is_replaced(service, process):
    def die(phase):
        if phase == "build":
            os.kill(process.process_id, signal.SIGKILL)

    asked = request(service, inflow=15)
    with pytest.raises(PlanFailedError, match="ended"):
        process.make(asked, Brake(), die)
    assert process.make(asked, Brake(), quiet).summary["status"] == "optimal"


def test_a_process_ends_when_nobody_is_at_the_other_end(service, process):
    process.make(request(service, inflow=17), Brake(), quiet)
    process._pipe.close()
    assert process._process.wait(LONG) == 0


def test_a_process_tells_the_fault_of_a_plan_and_goes_on(service, process):
    with pytest.raises(PlanFailedError, match="Traceback"):
        process.make(replace(request(service), scenario=None), Brake(), quiet)
    assert process.make(request(service, inflow=18), Brake(), quiet).summary["status"] == "optimal"
