"""Arrays in a file: whole, or as if there were none."""

import numpy as np
import pytest

from capacity.store.arrays import array_text, read_arrays, text_array, write_arrays

ROOM = 1_000_000
KEPT = {"numbers": np.arange(500, dtype=np.int64) * 7919 % 1013, "words": text_array('{"beds": "één"}')}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kept.npz"
    write_arrays(path, KEPT)
    return path


def test_what_was_written_is_read(file):
    found = read_arrays(file, ROOM)
    assert found.keys() == KEPT.keys()
    for name, array in KEPT.items():
        np.testing.assert_array_equal(found[name], array, strict=True)
    assert array_text(found["words"]) == '{"beds": "één"}'
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_that_is_missing_or_a_folder_holds_nothing(tmp_path):
    assert read_arrays(tmp_path / "none.npz", ROOM) is None
    assert read_arrays(tmp_path, ROOM) is None


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_torn_file_holds_nothing(file, share):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(share * len(whole))])
    assert read_arrays(file, ROOM) is None


def test_a_file_with_a_changed_byte_holds_nothing(file):
    content = bytearray(file.read_bytes())
    content[200] ^= 0xFF
    file.write_bytes(bytes(content))
    assert read_arrays(file, ROOM) is None


def test_what_would_have_to_be_run_is_not_read(tmp_path):
    path = tmp_path / "objects.npz"
    np.savez(path, numbers=np.array([object()], dtype=object))
    assert read_arrays(path, ROOM) is None


def test_a_file_that_would_take_too_much_room_is_not_read(tmp_path):
    path = tmp_path / "many.npz"
    write_arrays(path, {"zeros": np.zeros(ROOM)})
    assert path.stat().st_size < ROOM / 10
    assert read_arrays(path, ROOM) is None
