"""Plans made ahead: the likeliest first, only while nobody waits, by those who give way."""

import shutil
from itertools import islice
from threading import Event

import pytest

from capacity.scenario import default_scenario, differences_between
from capacity.service import open_service, open_workspace
from capacity.service.inputs import load_inputs
from capacity.service.likely import LastMoves
from capacity.service.solving import AheadOfNeed, LiveWorker, PlanPool, Wanted
from capacity.service.solving.ahead import REST_SECONDS
from capacity.service.solving.pool import KEPT_PACKED, KEPT_PLANS
from tests.service.test_solving import LONG, HeldWorker, written


@pytest.fixture
def worker():
    return HeldWorker()


@pytest.fixture
def helper():
    helper = HeldWorker()
    helper.let_go.set()
    return helper


@pytest.fixture
def pools(worker, helper):
    pools = PlanPool(lambda: worker, 1), PlanPool(lambda: helper, 1)
    yield pools
    worker.let_go.set()
    for pool in pools:
        pool.close()


def wanted(*keys):
    return lambda: [Wanted(key, key, lambda key=key: key) for key in keys]


def ask(pool, key):
    return pool.ask(key, key, lambda: key, "", 20.0)


def test_what_is_wanted_is_made_in_its_order_by_the_helpers_and_given_at_once_when_asked_for(
    pools, worker, helper
):
    pool, helpers = pools
    helper.summary = {"status": "optimal"}
    ahead = AheadOfNeed(pool, helpers)
    ahead.want(wanted("first", "second"))
    ahead.close()
    while ahead.make_next():
        pass
    assert helper.asked == ["first", "second"]
    assert [ask(pool, key).result().scenario for key in ("second", "first")] == ["second", "first"]
    assert worker.asked == []


def test_nothing_is_begun_while_somebody_waits_for_a_plan(pools, worker, helper):
    pool, helpers = pools
    ticket = ask(pool, "asked")
    assert worker.begun.wait(LONG)
    assert pool.busy
    ahead = AheadOfNeed(pool, helpers)
    ahead.want(wanted("ahead"))
    assert not helper.begun.wait(0.5)
    worker.let_go.set()
    assert ticket.wait(LONG)
    assert helper.begun.wait(LONG)
    ahead.close()


def test_what_somebody_asked_for_is_not_made_again(pools, worker, helper):
    pool, helpers = pools
    worker.let_go.set()
    ask(pool, "asked").result()
    ahead = AheadOfNeed(pool, helpers)
    ahead.want(wanted("asked"))
    ahead.close()
    assert not ahead.make_next()
    assert helper.asked == []


def test_a_plan_that_cannot_be_made_ahead_is_left_to_whoever_asks_for_it(pools, worker):
    pool, _ = pools

    class Faulty(HeldWorker):
        def make(self, request, _brake, _tell):
            raise ArithmeticError(request)

    helpers = PlanPool(Faulty, 1)
    ahead = AheadOfNeed(pool, helpers)
    ahead.want(wanted("bad"))
    ahead.close()
    ahead.make_next()
    assert not ahead.make_next()
    assert not pool.knows("bad")
    worker.let_go.set()
    assert ask(pool, "bad").result().scenario == "bad"
    helpers.close()


def test_a_plan_cut_off_by_its_time_is_made_anew_for_whoever_asks(pools, worker, helper):
    pool, helpers = pools
    helper.summary = {"status": "time limit"}
    ahead = AheadOfNeed(pool, helpers)
    ahead.want(wanted("long"))
    ahead.close()
    ahead.make_next()
    worker.let_go.set()
    ask(pool, "long").result()
    assert worker.asked == ["long"]


def test_a_plan_made_long_ago_is_given_again_as_it_was(pools, worker):
    pool, _ = pools
    worker.summary = {"status": "optimal", "number": 0.1}
    worker.let_go.set()
    for number in range(KEPT_PLANS + 3):
        ask(pool, f"plan {number}").result()
    assert ask(pool, "plan 0").result().summary == worker.summary
    assert len(worker.asked) == KEPT_PLANS + 3


@pytest.fixture(scope="module")
def service(home):
    return open_service(home)


def test_the_likely_plans_are_each_step_of_the_sliders_beside_a_page_and_all_that_the_questions_need(
    service,
):
    plans = list(service.likely())
    assert len({plan.key for plan in plans}) == len(plans) <= KEPT_PACKED
    asked = [plan.request().scenario for plan in plans]
    usual = default_scenario(load_inputs().settings)
    assert [scenario.inflow for scenario in asked[:4]] == [10, -10, 20, -20]
    moved = {name: {getattr(scenario, name) for scenario in asked} for name in ("inflow", "grant", "delay")}
    assert moved["inflow"] >= {float(step) for step in range(-50, 101, 5)}
    assert moved["grant"] >= {float(step) for step in range(20, 81)}
    assert moved["delay"] >= set(range(0, 53, 2))
    together = [scenario for scenario in asked if len(differences_between(usual, scenario)) > 1]
    assert together


def next_steps(*moves, of="inflow"):
    """Value of a setting in each scenario that is likely next, after these asked for in turn."""
    settings = load_inputs().settings
    usual = default_scenario(settings)
    last = LastMoves(usual)
    for move in moves:
        last.note("visitor", usual.model_copy(update=move))
    return [getattr(scenario, of) for scenario in last.next_steps(settings)]


def test_who_moves_a_slider_will_probably_move_it_by_as_much_again_or_by_one_stop():
    assert next_steps({"shock": 50, "inflow": 10}, {"shock": 50, "inflow": 20}) == [30, 25, 15]


def test_the_first_move_goes_on_from_the_usual_settings():
    assert next_steps({"inflow": -5}) == [-10, 0]


def test_a_slider_at_its_end_goes_back_only():
    assert next_steps({"inflow": 95}, {"inflow": 100}) == [95]


def test_asked_for_again_the_same_settings_are_no_move():
    assert next_steps({"inflow": 5}, {"inflow": 10}, {"inflow": 10}) == [15, 5]


def test_who_comes_with_several_sliders_set_will_probably_move_one_of_them_by_one_stop():
    come = {"inflow": 5, "grant": 45, "family_link": True}
    assert next_steps(come) == [10, 0, 5, 5]
    assert next_steps(come, of="grant") == [45, 45, 44, 46]


@pytest.mark.parametrize("move", [{"weeks": 78}, {"family_link": True}])
def test_nothing_is_likely_next_after_a_change_of_weeks_or_of_a_switch(move):
    assert not next_steps(move)


def test_the_next_steps_of_a_visitor_are_the_likeliest_plans_once_he_asked_for_one(home, pools):
    service = open_service(home, *pools)
    usual = default_scenario(service.settings())
    for inflow in (5.0, 10.0):
        service.ask(usual.model_copy(update={"inflow": inflow, "grant": 45.0}), "visitor")
    likely = [plan.request().scenario for plan in islice(service.likely(), 2)]
    assert [(scenario.inflow, scenario.grant) for scenario in likely] == [(15.0, 45.0), (5.0, 45.0)]


def test_at_rest_it_looks_again_as_soon_as_somebody_asks(pools, worker, helper):
    pool, helpers = pools
    worker.let_go.set()
    keys = []
    ahead = AheadOfNeed(pool, helpers)
    ahead.want(lambda: wanted(*keys)())
    assert not helper.begun.wait(0.5)
    keys.append("next")
    ask(pool, "asked").result()
    assert helper.begun.wait(REST_SECONDS / 3)
    ahead.close()


def test_likely_plans_that_cannot_be_listed_are_looked_at_again_later(pools, worker, helper):
    pool, helpers = pools
    worker.let_go.set()
    locked = Event()

    def listed():
        if not locked.is_set():
            locked.set()
            raise OSError("the database is locked")
        return wanted("likely")()

    ahead = AheadOfNeed(pool, helpers)
    ahead.want(listed)
    assert locked.wait(LONG)
    ask(pool, "asked").result()
    assert helper.begun.wait(REST_SECONDS / 3)
    ahead.close()


def test_saved_scenarios_are_likely_before_the_questions_the_last_saved_first(home, tmp_path, pools):
    root = shutil.copytree(home, tmp_path / "home")
    usual = default_scenario(load_inputs().settings)
    workspace = open_workspace(root)
    for name, inflow in (("early", 7.0), ("late", 9.0)):
        workspace.save_scenario(usual.model_copy(update={"name": name, "inflow": inflow}), "Anna", "to try")
    service = open_service(root, *pools)
    likely = [plan.request().scenario for plan in islice(service.likely(), 3)]
    assert [(scenario.name, scenario.inflow) for scenario in likely[:2]] == [("late", 9.0), ("early", 7.0)]
    assert likely[2].inflow == 10.0


def test_a_plan_made_ahead_is_the_plan_that_the_page_asks_for(home):
    begun = Event()

    class Worker(LiveWorker):
        def make(self, request, brake, tell):
            begun.set()
            return super().make(request, brake, tell)

    inputs = load_inputs()
    pool, helpers = PlanPool(lambda: Worker(inputs), 1), PlanPool(lambda: LiveWorker(inputs), 1)
    service = open_service(home, pool, helpers)
    first = next(service.likely())
    ahead = AheadOfNeed(pool, helpers)
    ahead.want(lambda: [first])
    ahead.close()
    ahead.make_next()
    scenario = first.request().scenario
    found = service.plan(scenario)
    assert not begun.is_set()
    assert written(found) == written(open_service(home).plan(scenario))
    for each in (pool, helpers):
        each.close()
