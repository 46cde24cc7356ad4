import json
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from capacity.store import BrokenSnapshotError, Failure, SnapshotMissingError, SnapshotStore, TableRule
from capacity.store import state_home as find_home
from capacity.store.snapshots import PHASES

CHECKOUT = Path(__file__).parents[2]


def small(value: float = 1.0) -> dict[str, pd.DataFrame]:
    return {"series": pd.DataFrame({"week": ["2026-11-23", "2026-11-30"], "persons": [value, 2.5]})}


def publish(store: SnapshotStore, value: float = 1.0, **more) -> str:
    return store.publish(small(value), {"note": f"value {value}"}, {"as_of": "2026-11-23"}, **more)


@pytest.fixture
def store(tmp_path):
    return SnapshotStore(tmp_path)


def test_what_is_published_is_read_back_equal_and_in_order(store):
    tables = {
        "forecast/paths": pd.DataFrame({"ds": pd.to_datetime(["2026-11-30", "2026-11-23"]), "y": [3.0, 4.0]}),
        "places": pd.DataFrame({"region": ["PV21", "NA", ""], "open": [True, False, True], "n": [1, 2, 3]}),
        "prices": pd.DataFrame(columns=["goal", "price"]),
    }
    made = store.publish(tables, {"summary.json": "{}"}, {"as_of": "2026-11-23", "seed": 7})
    assert store.tables(made) == ["forecast/paths", "places", "prices"]
    for name in ("forecast/paths", "places"):
        pd.testing.assert_frame_equal(store.read(made, name), tables[name], check_dtype=False)
    assert list(store.read(made, "prices").columns) == ["goal", "price"]
    assert store.document(made, "summary.json") == "{}"
    assert store.info(made)["seed"] == 7


def test_a_column_of_missing_texts_stays_a_column_of_texts(store):
    frame = pd.DataFrame({"note": [None, None], "n": [1, 2]})
    made = store.publish({"t": frame}, {}, {})
    assert store.read(made, "t").note.tolist() == ["", ""]


def test_before_the_first_publish_nothing_is_in_service(store):
    assert store.current() is None
    assert store.ids() == []
    assert store.failure() is None


def test_the_same_content_gives_the_same_id_in_another_home(tmp_path):
    made = [publish(SnapshotStore(tmp_path / name)) for name in ("one", "two")]
    assert made[0] == made[1]
    assert made[0].startswith("2026-11-23-")


def test_publishing_the_same_content_again_makes_a_generation_of_its_own(store):
    first, second = publish(store), publish(store)
    assert first != second
    assert store.ids() == [first, second]


def test_a_published_file_is_never_written_again(store):
    first = publish(store, 1.0)
    before = (store.folder / f"{first}.duckdb").read_bytes()
    publish(store, 2.0)
    store.use(first)
    store.read(first, "series")
    assert (store.folder / f"{first}.duckdb").read_bytes() == before


def test_a_snapshot_held_open_is_read_in_parts_and_let_go_after(store):
    made = publish(store)
    with store.held_open(made):
        parts = [store.tables(made), store.read(made, "series").persons.tolist(), store.documents(made)]
        with pytest.raises(duckdb.ConnectionException):
            duckdb.connect(str(store.path(made)))
    assert parts == [["series"], [1.0, 2.5], {"note": "value 1.0"}]
    duckdb.connect(str(store.path(made))).close()


def test_four_generations_are_kept_and_the_oldest_goes(store):
    made = [publish(store, value) for value in range(6)]
    assert store.ids() == made[-4:]
    assert store.current() == made[-1]


def test_a_rolled_back_generation_serves_and_a_new_publish_replaces_it(store):
    made = [publish(store, value) for value in range(4)]
    store.use(made[0])
    assert store.current() == made[0]
    newest = publish(store, 9)
    assert store.current() == newest
    assert store.ids() == [*made[1:], newest]


def test_an_unknown_id_cannot_be_read_or_used(store):
    publish(store)
    with pytest.raises(SnapshotMissingError):
        store.use("2020-01-01-abc")
    with pytest.raises(SnapshotMissingError):
        store.read("../snapshots/other", "series")


def test_an_unknown_table_or_document_is_a_key_error(store):
    made = publish(store)
    with pytest.raises(KeyError):
        store.read(made, "_info")
    with pytest.raises(KeyError):
        store.document(made, "other")


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (TableRule(unique=("week",)), "week not unique"),
        (TableRule(filled=("note",)), "note empty"),
        (TableRule(not_negative=("persons",)), "persons negative"),
    ],
)
def test_a_broken_rule_stops_the_publish_and_the_old_generation_serves(store, rule, fault):
    good = publish(store)
    bad = pd.DataFrame({"week": ["a", "a"], "note": [None, "x"], "persons": [-1.0, 1.0]})
    with pytest.raises(BrokenSnapshotError, match=fault):
        store.publish({"series": bad}, {}, {}, rules={"series": rule})
    assert store.current() == good
    assert store.ids() == [good]
    assert not list(store.folder.glob("*.tmp*"))


def test_a_failed_refresh_is_noted_beside_the_serving_snapshot_until_the_next_success(store):
    good = publish(store)
    store.note_failure("StatLine: no answer", "2026-11-24T08:00:00Z")
    assert store.failure() == Failure("StatLine: no answer", "2026-11-24T08:00:00Z")
    assert store.current() == good
    publish(store, 2.0)
    assert store.failure() is None


def test_an_earlier_generation_is_held_through_failures_until_it_is_released_or_followed(store):
    older, newer = publish(store), publish(store, 2.0)
    store.use(older, "2026-11-23T09:00:00Z")
    store.note_failure("StatLine: no answer", "2026-11-23T12:00:00Z")
    store.clear_failure()
    assert (store.current(), store.held_since()) == (older, "2026-11-23T09:00:00Z")
    store.release()
    assert (store.current(), store.held_since()) == (older, "")
    store.use(older, "2026-11-23T13:00:00Z")
    store.use(newer, "2026-11-23T14:00:00Z")
    assert (store.current(), store.held_since()) == (newer, "")
    store.use(older, "2026-11-23T15:00:00Z")
    publish(store, 3.0)
    assert store.held_since() == ""


def test_a_refresh_that_fails_before_any_snapshot_is_noted_too(store):
    store.note_failure("no rows", "2026-11-24T08:00:00Z")
    assert store.current() is None
    assert store.failure() is not None


KILLED = """
import os, signal, sys
from pathlib import Path
import pandas as pd
from capacity.store import SnapshotStore

def die(phase):
    if phase == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

frame = pd.DataFrame({"week": ["2026-11-23", "2026-11-30"], "persons": [7.0, 2.5]})
store = SnapshotStore(Path(sys.argv[1]))
store.publish({"series": frame}, {"note": "value 7.0"}, {"as_of": "2026-11-23"}, on_phase=die)
"""


@pytest.mark.parametrize("phase", PHASES)
def test_killed_at_any_phase_one_complete_generation_is_readable_and_the_next_publish_works(store, phase):
    made = [publish(store, value) for value in range(4)]
    command = [sys.executable, "-c", KILLED, str(store.folder.parent), phase]
    killed = subprocess.run(command, cwd=CHECKOUT, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    after = SnapshotStore(store.folder.parent)
    serving = after.current()
    pointed = PHASES.index(phase) >= PHASES.index("pointed")
    assert (serving == made[-1]) is not pointed
    persons = 7.0 if pointed else 3.0
    assert after.read(serving, "series").persons.tolist() == [persons, 2.5]
    assert after.document(serving, "note") == f"value {persons if pointed else 3}"
    for kept in after.ids():
        assert len(after.read(kept, "series")) == 2
    publish(after, 8.0)
    assert after.read(after.current(), "series").persons.tolist() == [8.0, 2.5]
    assert [path.name for path in store.folder.iterdir() if ".tmp" in path.name] == []


def test_a_reader_that_holds_an_old_generation_is_not_disturbed_when_it_is_pruned(store):
    first = publish(store, 1.0)
    reader = duckdb.connect(str(store.folder / f"{first}.duckdb"), read_only=True)
    for value in range(2, 7):
        publish(store, value)
    assert first not in store.ids()
    assert reader.execute("SELECT persons FROM series").fetchall() == [(1.0,), (2.5,)]
    reader.close()


def test_the_home_is_what_the_environment_says_else_the_folder_of_the_platform(tmp_path, monkeypatch):
    monkeypatch.setenv("CAPACITY_HOME", str(tmp_path))
    assert find_home() == tmp_path
    monkeypatch.delenv("CAPACITY_HOME")
    assert find_home().name == "capacity"
    assert not str(find_home()).startswith(str(CHECKOUT))


def test_the_pointer_is_a_small_readable_file(store):
    made = publish(store)
    content = json.loads((store.folder / "CURRENT.json").read_text(encoding="utf-8"))
    assert content == {"snapshot": made, "failure": None, "held_since": ""}


def test_a_column_of_numbers_with_gaps_stays_a_column_of_numbers(store):
    frame = pd.DataFrame({"opening": pd.Series([1624, None], dtype=object), "n": [1, 2]})
    made = store.publish({"t": frame}, {}, {})
    assert store.read(made, "t").opening.tolist()[0] == 1624.0
    assert store.read(made, "t").opening.isna().tolist() == [False, True]
