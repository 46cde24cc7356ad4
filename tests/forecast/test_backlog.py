"""Queues ahead: the capacity equation with one desk and with several queues that share it."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.paths import StreamPaths
from capacity.forecast.backlog import Desk, Line, backlog_view, queue_paths


def test_a_queue_worked_out_by_hand():
    inflow, able = np.array([[5.0], [5.0], [0.0]]), np.array([[3.0], [20.0], [1.0]])
    (queue,) = queue_paths([Line(10.0, {})], [inflow], able)
    assert queue[:, 0] == pytest.approx([12.0, 0.0, 0.0])


def test_two_queues_share_their_desk_by_the_work_that_lies_there_worked_out_by_hand():
    lines = [Line(80.0, {}), Line(40.0, {}, effort=0.5)]
    heavy, light = queue_paths(lines, [np.array([[20.0]]), np.array([[0.0]])], np.array([[60.0]]))
    assert heavy[0, 0] == pytest.approx(50.0)
    assert light[0, 0] == pytest.approx(20.0)


def test_an_urgent_queue_is_served_first_and_the_others_get_what_is_left_worked_out_by_hand():
    lines = [Line(100.0, {}), Line(30.0, {}, urgent=True)]
    usual, urgent = queue_paths(lines, [np.zeros((2, 1))] * 2, np.array([[20.0], [20.0]]))
    assert urgent[:, 0] == pytest.approx([10.0, 0.0])
    assert usual[:, 0] == pytest.approx([100.0, 90.0])


def test_nobody_is_decided_on_before_the_minimum_time_worked_out_by_hand():
    inflow, able = np.array([[10.0], [10.0], [10.0], [0.0]]), np.full((4, 1), 100.0)
    (queue,) = queue_paths([Line(5.0, {}, minimum_weeks=2)], [inflow], able)
    assert queue[:, 0] == pytest.approx([10.0, 20.0, 20.0, 10.0])


persons = st.floats(0, 500)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(persons, persons, st.floats(0.2, 2), st.booleans()), min_size=1, max_size=4), persons
)
def test_the_work_of_all_queues_of_a_desk_is_the_one_queue_of_their_work(queues, capacity):
    lines = [Line(opening, {}, effort=effort, urgent=urgent) for opening, _, effort, urgent in queues]
    able = np.full((6, 2), capacity)
    several = queue_paths(lines, [np.full((6, 2), come) for _, come, *_ in queues], able)
    opening, come = (sum(row[place] * row[2] for row in queues) for place in (0, 1))
    (together,) = queue_paths([Line(opening, {})], [np.full((6, 2), come)], able)
    work = sum(line.effort * queue for line, queue in zip(lines, several, strict=True))
    assert work == pytest.approx(together, abs=1e-6)
    assert min(queue.min() for queue in several) >= 0


def flat(per_week=10.0, weeks=20, paths=40):
    streams = ("first", "repeat", "family", "other")
    return StreamPaths(date(2026, 11, 23), {name: np.full((weeks, paths), per_week) for name in streams})


def test_a_queue_grows_by_what_comes_less_what_is_decided():
    desk = Desk(12.0, {"pact": Line(100.0, {"first": 0.5, "repeat": 0.8}, steady=2.0)})
    view = backlog_view(flat(), [desk], np.ones(3))
    assert view["mean"].to_numpy() == pytest.approx(100 + 3.0 * np.arange(1, 21))


def test_uncertain_decisions_widen_the_band_of_a_queue_even_when_arrivals_are_sure():
    desk = Desk(12.0, {"pact": Line(500.0, {"first": 1.0})})
    view = backlog_view(flat(), [desk], np.array([0.5, 1.0, 1.5]))
    width = (view["q0.9"] - view["q0.1"]).to_numpy()
    assert width[-1] > width[0] > 0


def test_the_queues_of_a_desk_are_told_one_by_one_and_together():
    lines = {"normal": Line(300.0, {"first": 1.0}), "accelerated": Line(100.0, {"first": 0.5})}
    view = backlog_view(flat(), [Desk(12.0, lines, together="pact")], np.ones(1))
    mean = view.pivot(index="ds", columns="unique_id", values="mean")
    assert (mean.normal + mean.accelerated).to_numpy() == pytest.approx(mean.pact.to_numpy())
