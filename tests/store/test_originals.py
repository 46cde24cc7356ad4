"""What sources answered is kept as it came, so many of each source, the newest."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from capacity.store import Originals
from capacity.store.originals import KEPT_PER_SOURCE

FIRST = datetime(2026, 11, 2, 5, tzinfo=UTC)


@pytest.fixture
def originals(tmp_path):
    return Originals(tmp_path, keep=3)


def keep(originals, number, source="ministry"):
    """Keeps the answer of a week."""
    content = f"answer {number}".encode()
    return originals.add(source, "https://example.org", content, FIRST + timedelta(weeks=number))


def kept(originals, source="ministry"):
    return [originals.read(path).decode() for path in originals.paths(source)]


def test_of_each_source_the_newest_answers_stay_and_the_oldest_go_with_what_is_said_of_them(originals):
    keep(originals, 0, "statline")
    for number in range(5):
        keep(originals, number)
    assert kept(originals) == ["answer 2", "answer 3", "answer 4"]
    assert kept(originals, "statline") == ["answer 0"]
    about = sorted((originals.folder / "ministry").glob("*.json"))
    assert [path.stem for path in about] == [path.stem for path in originals.paths("ministry")]
    assert json.loads(about[0].read_text(encoding="utf-8"))["retrieved_at"] == "2026-11-16T05:00:00+00:00"


def test_sixty_answers_of_each_source_stay_unless_it_is_said_otherwise(tmp_path):
    assert KEPT_PER_SOURCE == 60
    originals = Originals(tmp_path)
    for number in range(KEPT_PER_SOURCE + 1):
        keep(originals, number)
    assert kept(originals) == [f"answer {number}" for number in range(1, KEPT_PER_SOURCE + 1)]


def test_the_same_answer_again_is_not_kept_twice_and_pushes_nothing_out(originals):
    for number in range(3):
        keep(originals, number)
    again = originals.add("ministry", "https://example.org", b"answer 1", FIRST + timedelta(weeks=9))
    assert again == originals.paths("ministry")[1]
    assert kept(originals) == ["answer 0", "answer 1", "answer 2"]


def test_what_a_killed_run_left_is_removed_and_whole_answers_stay(originals):
    whole = keep(originals, 0)
    (whole.parent / f".{whole.name}.0.tmp").write_bytes(b"half")
    whole.with_name("20261109T050000Z-0123456789abcdef.json").write_text("{}", encoding="utf-8")
    originals.remove_leftovers()
    assert sorted(path.name for path in whole.parent.iterdir()) == [
        *(whole.name, whole.with_suffix(".json").name),
    ]
