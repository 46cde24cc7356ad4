"""What a page says of the plan it waits for: cut off by time, stopped, failed; what is shown meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.testing.v1 import AppTest

from capacity.domain.pins import Pin
from capacity.domain.plan_result import PlanResult
from capacity.scenario import Preset, Scenario, default_scenario, runs_of, scenario_hash, start_of
from capacity.service import StoppedPlanError, Ticket, TooLateError, ready
from capacity.service.answers import presets
from capacity.ui import contract
from capacity.ui.every_page.solve_status import given_up_with_the_visit
from capacity.ui.plan.changes import steadiness_sentence
from capacity.ui.plan.pins import PLACES
from tests.ui.sample import Ended, SampleService
from tests.ui.test_pages import at_address, opened

LIMIT = 20.0


class Asked(Ticket):
    """A request that tells whether it was given up."""

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


@pytest.mark.parametrize(("end", "given_up"), [(StopException, True), (RerunException, False)])
def test_a_request_is_given_up_when_its_visitor_leaves_but_not_when_the_page_is_drawn_anew(
    end: type[BaseException], given_up: bool
) -> None:
    asked = Asked()
    with pytest.raises(end), given_up_with_the_visit(asked):
        raise end(None)
    assert asked.cancelled is given_up


class Limited(SampleService):
    """Gives the best plan so far, or none, as long as the time limit is the usual one."""

    def __init__(self) -> None:
        super().__init__()
        self.fault: Exception | None = None
        self.beside: Exception | None = None
        self.limits: list[float] = []

    def ask(self, scenario: Scenario, *asked: object) -> Ticket:
        session, given = (*asked, None)[:2]
        assert session
        if given is None and self.beside is not None:
            return Ended(self.beside)
        time_limit_seconds = LIMIT if given is None else given
        assert isinstance(time_limit_seconds, float)
        self.limits.append(time_limit_seconds)
        plan = self.plan(scenario)
        if time_limit_seconds > LIMIT:
            return ready(plan)
        if self.fault is not None:
            raise self.fault
        told = {"status": "time limit", "gap": {"chain": 0.0, "places": 0.034}}
        return ready(replace(plan, summary={**plan.summary, **told}))


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Iterator[Limited]:
    st.cache_resource.clear()
    service = Limited()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    yield service
    st.cache_resource.clear()


def changed(value: float = 50.0) -> AppTest:
    app = opened(lang="nl")
    app.select_slider(key="setting_inflow").set_value(value).run()
    assert not app.exception
    return app


def said(app: AppTest) -> list[str]:
    return [element.value for kind in (app.warning, app.info, app.error) for element in kind]


def shown(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


def has(app: AppTest, key: str) -> bool:
    return any(button.key == key for button in app.button)


def test_the_best_plan_so_far_is_shown_with_its_gap_and_taken(limited: Limited) -> None:
    app = changed()
    assert "Beste plan tot nu toe, hoogstens 3,4\u00a0% van het optimum." in said(app)
    app.button(key="solve_use").click().run()
    assert "Beste plan tot nu toe, hoogstens 3,4\u00a0% van het optimum." in said(app)
    assert not has(app, "solve_use")
    assert set(limited.limits) == {LIMIT}


def test_prices_of_a_plan_cut_off_by_time_are_not_shown(limited: Limited) -> None:
    app = opened("plan", lang="nl", inflow="50", view="prices")
    assert limited.limits
    assert "Prijzen zijn nog niet betrouwbaar." in [part.value for part in app.header]
    choices = [part.key for part in app.segmented_control]
    assert "view" in choices
    assert "price_goal" not in choices


def test_solving_on_gets_more_time_and_ends_with_the_whole_plan(limited: Limited) -> None:
    app = changed()
    app.button(key="solve_longer").click().run()
    assert limited.limits[-1] > LIMIT
    assert not any("Beste plan" in sentence for sentence in said(app))


def test_without_a_plan_in_time_the_previous_answer_stays(limited: Limited) -> None:
    app = changed(30.0)
    before = shown(app)
    limited.fault = TooLateError()
    app.select_slider(key="setting_inflow").set_value(60.0).run()
    assert "Binnen 20 seconden kwam er geen plan. U ziet het vorige antwoord." in said(app)
    assert shown(app) == before
    app.button(key="solve_longer").click().run()
    assert shown(app) != before


def test_a_stopped_plan_leaves_the_previous_answer_and_can_be_asked_for_again(limited: Limited) -> None:
    app = changed(30.0)
    before = shown(app)
    limited.fault = StoppedPlanError()
    app.select_slider(key="setting_inflow").set_value(60.0).run()
    assert "Gestopt. U ziet het vorige antwoord." in said(app)
    assert shown(app) == before
    limited.fault = None
    app.button(key="solve_again").click().run()
    assert "Gestopt. U ziet het vorige antwoord." not in said(app)
    assert shown(app) != before


@pytest.mark.parametrize("fault", [StoppedPlanError(), TooLateError(), ArithmeticError()])
def test_of_a_plan_that_is_not_there_nothing_more_is_asked_on_a_first_visit(
    limited: Limited, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    asked_about: list[float] = []
    more = limited.ask_repaired

    def noted(scenario: Scenario, *asked: object) -> Ticket:
        asked_about.append(scenario.inflow)
        return more(scenario, *asked)

    monkeypatch.setattr(limited, "ask_repaired", noted)
    limited.fault = fault
    app = opened(lang="nl", inflow="50")
    assert asked_about
    assert set(asked_about) == {0.0}
    assert shown(app) == shown(opened(lang="nl"))


def test_a_failed_plan_tells_a_reference_and_shows_the_baseline(limited: Limited) -> None:
    limited.fault = ArithmeticError("of no use to a reader")
    app = changed()
    assert any("Kenmerk:" in sentence for sentence in said(app))
    assert not any("of no use" in sentence for sentence in said(app))
    limited.fault = None
    assert shown(app) == shown(opened(lang="nl"))


@pytest.mark.usefixtures("limited")
def test_an_answer_that_rests_on_a_plan_cut_off_by_time_says_so() -> None:
    app = opened("whatif", lang="nl", preset="q03")
    assert any("door de tijdslimiet afgebroken; ze liggen hoogstens 3,4\u00a0%" in each for each in said(app))


def test_a_question_without_a_plan_in_time_leaves_the_answer_to_the_settings(limited: Limited) -> None:
    limited.beside = TooLateError()
    app = opened("whatif", lang="nl", preset="q03")
    assert any("kwam niet binnen 60 seconden" in sentence for sentence in said(app))
    assert not any("Kenmerk:" in sentence for sentence in said(app))
    assert len(app.title) == 1


def test_a_question_that_was_stopped_is_told_and_can_be_answered_after_all(limited: Limited) -> None:
    limited.beside = StoppedPlanError()
    app = opened("whatif", lang="nl", preset="q03")
    assert not app.exception
    assert any("De uitleg is gestopt" in sentence for sentence in said(app))
    limited.beside = None
    app.button(key="again_question").click().run()
    assert not any("De uitleg is gestopt" in sentence for sentence in said(app))


class Slow(Asked):
    """A request that is done the third time somebody looks, unless it was given up."""

    def __init__(self, plan: PlanResult) -> None:
        super().__init__()
        self._plan, self._looks, self.given_up = plan, 0, False

    @property
    def done(self) -> bool:
        return self._looks > 2

    @property
    def seconds(self) -> float:
        return float(self._looks)

    def wait(self, _seconds: float) -> bool:
        self._looks += 1
        return self.done

    def result(self) -> PlanResult:
        return self._plan


class Done(Slow):
    """A plan that took its time, and is there."""

    def __init__(self, plan: PlanResult, seconds: float) -> None:
        super().__init__(plan)
        self._took = seconds

    @property
    def seconds(self) -> float:
        return self._took


class Timed(SampleService):
    """Plans whose making took a given time."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._took = seconds

    def ask(self, scenario: Scenario, *asked: object) -> Ticket:  # noqa: ARG002
        return Done(self.plan(scenario), self._took)


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.0, "Klaar: dit plan was al gemaakt"), (0.18, "Klaar: 0,18 s")]
)
def test_a_plan_that_is_there_tells_its_time_or_that_it_was_made_before(
    monkeypatch: pytest.MonkeyPatch, seconds: float, told: str
) -> None:
    st.cache_resource.clear()
    service = Timed(seconds)
    monkeypatch.setattr(contract, "open_view", lambda: service)
    opened_with = changed()
    assert told in " ".join(element.proto.body for element in opened_with.get("html"))
    st.cache_resource.clear()


class SlowBeside(SampleService):
    """Plans beside that of the settings take their time."""

    def __init__(self) -> None:
        super().__init__()
        self.tickets: list[Slow] = []

    def ask(self, scenario: Scenario, *asked: object) -> Ticket:
        if asked[1:] != (None,):
            return super().ask(scenario, *asked)
        self.tickets.append(Slow(self.plan(scenario)))
        return self.tickets[-1]


def test_plans_of_a_question_are_waited_for_and_given_up_once_the_visitor_asks_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    st.cache_resource.clear()
    service = SlowBeside()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    app = opened("whatif", lang="nl", preset="q03")
    assert not app.exception
    assert not has(app, "cancel_beside"), "once all are there, nothing is left to cancel"
    waited = service.tickets[-1]
    assert not waited.cancelled
    app.session_state["group_arrivals"] = True
    app.run()
    app.select_slider(key="setting_inflow").set_value(60.0).run()
    assert waited.cancelled
    st.cache_resource.clear()


def has_markdown(app: AppTest, text: str) -> bool:
    return any(part.value == text for part in app.markdown)


class Unexplained(SampleService):
    """Explanations end as if the visitor had stopped them, until they are asked for again."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = True

    def ask_explained(self, scenario: Scenario, *asked: object) -> Ticket:
        if self.stopped:
            raise StoppedPlanError
        return super().ask_explained(scenario, *asked)


def test_an_explanation_that_was_stopped_is_told_and_can_be_had_after_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    st.cache_resource.clear()
    service = Unexplained()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    app = opened("plan", lang="nl", view="prices")
    assert not app.exception
    assert any("De uitleg is gestopt" in notice.value for notice in app.info)
    service.stopped = False
    app.button(key="again_prices").click().run()
    assert not any("De uitleg is gestopt" in notice.value for notice in app.info)
    assert not app.exception
    st.cache_resource.clear()


class Unpinned(SampleService):
    """Plans with pins end as if the visitor had stopped them, until they are asked for again."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = True

    def ask(self, scenario: Scenario, *asked: object) -> Ticket:
        if scenario.pins and self.stopped:
            raise StoppedPlanError
        return super().ask(scenario, *asked)


def test_the_price_of_a_pin_that_was_stopped_is_told_and_can_be_had_after_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    st.cache_resource.clear()
    service = Unpinned()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    places = service.plan(default_scenario(service.settings())).tables["places"].iloc[0]
    pin = Pin("places", (str(places.week), str(places.region), "emergency"), "opened", 7.0)
    app = at_address("plan", lang="nl")
    app.session_state[PLACES.priced] = (scenario_hash(default_scenario(service.settings())), [pin])
    app.run()
    assert not app.exception
    assert any("Wat het kost is niet uitgerekend" in notice.value for notice in app.info)
    service.stopped = False
    app.button(key="again_pins_places").click().run()
    assert not any("niet uitgerekend" in notice.value for notice in app.info)
    assert app.button(key="pin_here").label == "Zet 1 cel vast"
    st.cache_resource.clear()


class Unsteady(SampleService):
    """Plans that need not stay close to the last one end as if they were stopped, until asked again."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = True

    def ask(self, scenario: Scenario, *asked: object) -> Ticket:
        if not scenario.change_price and self.stopped:
            raise StoppedPlanError
        return super().ask(scenario, *asked)


def test_what_staying_close_to_the_last_plan_costs_can_be_stopped_and_had_after_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    st.cache_resource.clear()
    service = Unsteady()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    app = opened("plan", lang="nl", view="changes", inflow="10")
    assert not app.exception
    assert any("De uitleg is gestopt" in notice.value for notice in app.info)
    found = service.steadiness(default_scenario(service.settings()))
    assert found is not None
    steady = steadiness_sentence(found, "nl")
    assert not has_markdown(app, steady)
    service.stopped = False
    app.button(key="again_steadiness").click().run()
    assert not app.exception
    assert has_markdown(app, steady)
    st.cache_resource.clear()


class Noted(SampleService):
    """Notes what is asked for and what is waited for, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def ask(self, scenario: Scenario, *asked: object) -> Ticket:
        ticket = super().ask(scenario, *asked)

        def wait(_seconds: float) -> bool:
            self.noted.append("waited")
            return True

        self.noted.append(f"asked by {asked[0]}")
        ticket.wait = wait  # type: ignore[method-assign]
        return ticket


def test_all_plans_of_a_question_are_asked_for_before_the_first_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    st.cache_resource.clear()
    service = Noted()
    monkeypatch.setattr(contract, "open_view", lambda: service)
    preset = next(one for one in presets().values() if _runs(one, service) > 1)
    app = opened("whatif", lang="nl", preset=preset.id)
    assert not app.exception
    before = service.noted[: service.noted.index("waited")]
    assert len(before) == 1 + _runs(preset, service)
    assert len(set(before)) == len(before)
    st.cache_resource.clear()


def _runs(preset: Preset, service: SampleService) -> int:
    settings = service.settings()
    begin = start_of(preset, settings)
    if begin == default_scenario(settings):
        return 0
    return sum(one != begin for one in runs_of(preset, begin, settings).values())
