"""What outside sources answered, kept compressed as it came."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import datetime
from pathlib import Path

from capacity.store.files import force_to_disk, remove_leftovers, temporary_beside

KEPT_PER_SOURCE = 60
ENDING = ".gz"
STAMP = "%Y%m%dT%H%M%SZ"
HASH_LENGTH = 16


class Originals:
    """Answers under one home, a folder for each source, each answer a file named by its moment and hash.

    Beside each answer a small JSON file of the same name says where it came from.

    Args:
        home: folder of the program's state.
        keep: how many answers stay for each source; the oldest go.
    """

    def __init__(self, home: Path, keep: int = KEPT_PER_SOURCE) -> None:
        self.folder = home / "originals"
        self._keep = keep

    def add(self, source: str, url: str, content: bytes, retrieved_at: datetime) -> Path:
        """Keeps an answer; one that is kept already, byte for byte, is not kept twice."""
        folder = self.folder / source
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(content).hexdigest()
        for known in folder.glob(f"*-{digest[:HASH_LENGTH]}{ENDING}"):
            return known
        path = folder / f"{retrieved_at.strftime(STAMP)}-{digest[:HASH_LENGTH]}{ENDING}"
        about = {"source": source, "url": url, "retrieved_at": retrieved_at.isoformat(), "sha256": digest}
        _write(path.with_suffix(".json"), (json.dumps(about, indent=2) + "\n").encode())
        _write(path, gzip.compress(content, mtime=0))
        self._prune(folder)
        return path

    def read(self, path: Path) -> bytes:
        """An answer as it came."""
        return gzip.decompress(path.read_bytes())

    def paths(self, source: str) -> list[Path]:
        """Answers of a source, oldest first."""
        return sorted((self.folder / source).glob(f"*{ENDING}"))

    def _prune(self, folder: Path) -> None:
        for old in self.paths(folder.name)[: -self._keep]:
            old.unlink(missing_ok=True)
            old.with_suffix(".json").unlink(missing_ok=True)

    def remove_leftovers(self) -> None:
        """Removes what a killed run left behind; only while holding the refresh's lock."""
        for folder in self.folder.glob("*"):
            remove_leftovers(folder)
            for lonely in folder.glob("*.json"):
                if not lonely.with_suffix(ENDING).exists():
                    lonely.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    temporary = temporary_beside(path)
    temporary.write_bytes(content)
    force_to_disk(temporary)
    temporary.replace(path)
    force_to_disk(path.parent)
