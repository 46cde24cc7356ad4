"""Arrays of numbers kept as one file that may be missing, torn or somebody else's: then there is none."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capacity.store.files import temporary_beside

Arrays = Mapping[str, NDArray[Any]]
QUICKLY = 1
_STUMBLES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, LookupError, ValueError, RuntimeError)


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Writes arrays of numbers into a file of that name, compressed; a reader sees all of them or none."""
    temporary = temporary_beside(path)
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICKLY) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as part:
                np.lib.format.write_array(part, array, allow_pickle=False)
    temporary.replace(path)


def read_arrays(path: Path, most_bytes: int) -> Arrays | None:
    """The arrays of a file; None where there is no such file, or it does not hold what was written.

    Nothing in the file is run: it holds numbers only.

    Args:
        most_bytes: that all arrays may take together, uncompressed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > most_bytes:
                return None
        with np.load(path, allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}
    except _STUMBLES:
        return None


def text_array(text: str) -> NDArray[np.uint8]:
    """A text as numbers."""
    return np.frombuffer(text.encode(), dtype=np.uint8)


def array_text(array: NDArray[Any]) -> str:
    """The text that such an array holds.

    Raises:
        ValueError: it holds none.
    """
    return array.astype(np.uint8).tobytes().decode()
