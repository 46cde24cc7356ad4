"""The desks of the backlog forecast, on the state and the shares that ship."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from capacity.domain.paths import StreamPaths
from capacity.domain.state import State
from capacity.service.inputs import load_inputs
from capacity.service.queues_ahead import backlog_table, desks

INPUTS = load_inputs()
STATE, PARAMETERS = INPUTS.shipped_state(), INPUTS.parameters


def lines(**values):
    made = desks(STATE, PARAMETERS.with_values(values))
    return {name: line for desk in made for name, line in desk.lines.items()}


def test_every_stream_that_waits_for_a_decision_has_a_queue_of_its_own_with_all_who_wait():
    rows = STATE.rows[(STATE.rows.measure == "queue") & (STATE.rows.stage == "decision")]
    waiting = rows.groupby("stream").value.sum()
    found = lines()
    assert {stream: found[stream].opening for stream in waiting.index} == waiting.to_dict()
    assert found["family"].opening == 42_900
    assert found["responsibility"].opening == 188 + 376 + 244


def test_whoever_applies_first_joins_exactly_one_queue_when_nobody_leaves_or_comes_back():
    found = lines(leave_undecided_share_pact=0.0, responsibility_transfer=1.0, responsibility_leaves=0.0)
    assert sum(line.enters.get("first", 0.0) for line in found.values()) == pytest.approx(1.0)
    assert sum(line.enters.get("repeat", 0.0) for line in found.values()) == pytest.approx(1.0)


def test_hours_that_a_planner_enters_are_the_hands_that_decide():
    hours = pd.DataFrame([{"measure": "hours", "pool": "ind_deciders", "value": 600.0 * 60}])
    entered = State(STATE.as_of, STATE.author, pd.concat([STATE.rows, hours], ignore_index=True))
    usual, doubled = (desks(state, PARAMETERS) for state in (STATE, entered))
    assert doubled[0].per_week == pytest.approx(2 * usual[0].per_week)
    assert doubled[1].per_week == pytest.approx(2 * usual[1].per_week)


def test_a_wave_of_first_applications_lengthens_each_queue_that_it_feeds_and_no_other():
    def last_week(factor):
        streams = {"first": 400.0 * factor, "repeat": 30.0, "family": 300.0, "other": 20.0}
        paths = StreamPaths(date(2026, 11, 23), {name: np.full((26, 5), y) for name, y in streams.items()})
        table = backlog_table(paths, STATE, PARAMETERS)
        return table[table.ds == table.ds.max()].set_index("unique_id")["mean"]

    more = last_week(2.0) - last_week(1.0)
    for queue in ("pact", "normal", "accelerated", "border", "responsibility"):
        assert more[queue] > 1
    for queue in ("old", "family"):
        assert more[queue] == 0
