"""Each fault for every reader at once: they are read side by side, so that six wait no longer than one."""

import time
from dataclasses import replace
from threading import Event

import pytest
from werkzeug import Response

from capacity.sources.live import collect, load_sources
from capacity.sources.live.collecting import SLACK_SECONDS
from capacity.sources.live.register import READERS

from .bad_answers import BAD, CBS, FIRST_ANSWER, MINISTRY, half
from .conftest import QUICK, TODAY
from .test_readers import as_sent


@pytest.fixture
def read_all(sources):  # noqa: ARG001
    """Reads all sources; returns what came of each by its id, and remembers the answers that were kept."""
    kept = []

    def reading(limits=QUICK):
        found = collect(load_sources(), TODAY, lambda source, answer: kept.append((source, answer)), limits)
        return {result.source.id: result for result in found}

    reading.kept = kept
    return reading


def answer_all(sources, answer):
    """Every source answers the first thing asked of it in this way."""
    for name in FIRST_ANSWER.values():
        setattr(sources, name, answer)


def faults(read):
    """Kind and key of what was wrong, by reader; none may have given figures."""
    assert [name for name, result in read.items() if result.reading is not None] == []
    return {name: (result.fault.kind, result.fault.remark.key) for name, result in read.items()}


def of_all(kind, key):
    return dict.fromkeys(READERS, (kind, key))


def test_a_good_answer_of_every_source_gives_figures(read_all):
    read = read_all()
    assert read.keys() == READERS.keys() == FIRST_ANSWER.keys()
    assert {name: result.fault for name, result in read.items() if result.fault} == {}
    assert all(len(result.reading.observations) > 0 for result in read.values())


def test_every_answer_is_kept_as_it_came_also_a_useless_one(read_all, sources):
    answer_all(sources, Response("<p>maintenance", content_type="text/html"))
    faults(read_all())
    assert sorted((name, answer.content) for name, answer in read_all.kept) == sorted(
        (name, b"<p>maintenance") for name in READERS
    )


def test_the_program_says_who_asks(read_all, sources):
    read_all()
    agents = {request.headers["User-Agent"] for _, request in sources.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("capacity-planner/")


def test_a_page_that_is_gone_is_named(read_all, sources):
    answer_all(sources, Response("gone", status=404))
    read = read_all()
    assert faults(read) == of_all("failed", "not_found")
    assert all("://127.0.0.1:" in str(result.fault.remark.values["url"]) for result in read.values())


def test_a_source_that_stays_silent_is_given_up_in_time(read_all, sources):
    waiting = Event()
    answer_all(sources, lambda _: waiting.wait(3.0) and Response("late"))
    begin = time.monotonic()
    read = read_all()
    waiting.set()
    assert faults(read) == of_all("failed", "timeout")
    assert time.monotonic() - begin < QUICK.total + SLACK_SECONDS


def test_a_source_that_drips_is_given_up_when_its_time_is_over(read_all, sources):
    waiting = Event()

    def drops():
        for _ in range(50):
            yield b" " * 10
            waiting.wait(0.1)

    answer_all(sources, lambda _: Response(drops(), content_type="application/json"))
    read = read_all(limits=replace(QUICK, total=0.8))
    waiting.set()
    assert faults(read) == of_all("failed", "timeout")


def test_a_busy_source_is_asked_again_after_the_time_it_names(read_all, sources):
    asked_at = {name: [] for name in FIRST_ANSWER.values()}

    def busy_once(name, good):
        def answer(_request):
            asked_at[name].append(time.monotonic())
            again = len(asked_at[name]) > 1
            return good if again else Response("", status=429, headers={"Retry-After": "1"})

        return answer

    for name in FIRST_ANSWER.values():
        setattr(sources, name, busy_once(name, as_sent(getattr(sources, name))))
    assert all(result.reading is not None for result in read_all().values())
    assert all(later - first >= 1.0 for first, later in asked_at.values())


def test_a_source_that_is_busy_for_longer_than_there_is_time_is_given_up(read_all, sources):
    answer_all(sources, Response("", status=429, headers={"Retry-After": "3600"}))
    assert faults(read_all()) == of_all("failed", "busy")


def test_a_passing_fault_of_the_server_is_tried_again(read_all, sources):
    for name in FIRST_ANSWER.values():
        setattr(sources, name, [Response("", status=503), as_sent(getattr(sources, name))])
    assert all(result.reading is not None for result in read_all().values())


def test_a_server_that_keeps_failing_is_given_up_after_three_tries(read_all, sources):
    answer_all(sources, Response("", status=500))
    assert faults(read_all()) == of_all("failed", "status")
    asked = [name for name, _ in sources.requests]
    assert {name: asked.count(name) for name in FIRST_ANSWER.values()} == dict.fromkeys(
        FIRST_ANSWER.values(), QUICK.attempts
    )


def test_an_answer_cut_off_in_the_middle_is_not_used(read_all, sources):
    for name in FIRST_ANSWER.values():
        setattr(sources, name, half(as_sent(getattr(sources, name))))
    assert faults(read_all()) == of_all("failed", "truncated")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("shape", of_all("changed_shape", "shape")),
        ("no_figures", of_all("changed_shape", "no_figures")),
        ("wrong_unit", of_all("changed_shape", "wrong_unit")),
        ("future", of_all("failed", "future")),
        ("impossible", {**of_all("failed", "negative"), MINISTRY: ("changed_shape", "shape")}),
    ],
)
def test_figures_that_cannot_be_are_refused_whole_with_their_reason(read_all, sources, fault, expected):
    assert BAD[fault].keys() == READERS.keys()
    for name, answer in BAD[fault].values():
        setattr(sources, name, answer)
    assert faults(read_all()) == expected


def test_figures_of_a_time_to_come_are_named_by_their_period(read_all, sources):
    for name, answer in BAD["future"].values():
        setattr(sources, name, answer)
    periods = {name: result.fault.remark.values["period"] for name, result in read_all().items()}
    assert periods.pop(CBS) == "2027-01"
    assert set(periods.values()) == {"2026-12", "2027Q1", "2027", "2026-12-07"}
