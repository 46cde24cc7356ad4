"""A backup is one file: what was kept, and a manifest with the hash of every part."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from capacity.domain.problems import BadInputError, Problem
from capacity.store.files import TEMPORARY, force_to_disk, temporary_beside

FORMAT = 2
READ_FORMATS = (1, FORMAT)
"""A backup of format 1 has no log of refreshes."""
MANIFEST, WORKSPACE, POINTER = "manifest.json", "workspace.sqlite", "snapshots/CURRENT.json"
_PART = re.compile(
    r"workspace\.sqlite|runs/refresh\.jsonl|snapshots/(CURRENT\.json|[A-Za-z0-9][A-Za-z0-9._-]*\.duckdb)"
)
_PIECE_BYTES = 1 << 20
_STUMBLES = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError),
    *(EOFError, LookupError, ValueError, OverflowError, RuntimeError),
)


@dataclass(frozen=True)
class Manifest:
    """What a backup holds and what wrote it.

    Args:
        made_at: ISO moment in UTC.
        program_version, workspace_revision: of the program that made it.
        snapshot: id of the one in use; None when there was none.
        snapshots: ids of all.
        parts: SHA-256 by the name of each part.
    """

    made_at: str
    program_version: str
    workspace_revision: str
    snapshot: str | None
    snapshots: list[str]
    parts: dict[str, str]


def write_archive(file: Path, parts: Mapping[str, Path], about: Mapping[str, Any]) -> Manifest:
    """Writes a backup, reads it back, and only then gives it its name.

    Args:
        parts: the files to keep, by their names in the backup; nobody may change them meanwhile.
        about: the other fields of the manifest.
    """
    for leftover in file.parent.glob(f".{file.name}.*{TEMPORARY}"):
        leftover.unlink(missing_ok=True)
    hashes = {name: _file_hash(path) for name, path in parts.items()}
    manifest = Manifest(**about, parts=hashes)
    temporary = temporary_beside(file)
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            content = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=2, sort_keys=True)
            archive.writestr(MANIFEST, content)
            for name, path in parts.items():
                archive.write(path, name)
        check_archive(temporary)
        force_to_disk(temporary)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    force_to_disk(file.parent)
    return manifest


def check_archive(file: Path) -> Manifest:
    """The manifest of a backup whose every part is as it was written.

    Raises:
        BadInputError: it is no backup, damaged, or of a format that this program does not know.
    """
    with _reading(file) as archive:
        manifest = _manifest(archive, file.name)
        for name, wanted in manifest.parts.items():
            with archive.open(name) as part:
                if _hash(cast(BinaryIO, part)) != wanted:
                    raise damaged(file.name, name)
    return manifest


def unpack_archive(file: Path, folder: Path) -> Manifest:
    """Writes all parts of a backup into a new folder and checks what was written.

    Raises:
        BadInputError: as `check_archive`.
    """
    with _reading(file) as archive:
        manifest = _manifest(archive, file.name)
        for name, wanted in manifest.parts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as part, path.open("wb") as out:
                while piece := part.read(_PIECE_BYTES):
                    out.write(piece)
            force_to_disk(path)
            if _file_hash(path) != wanted:
                raise damaged(file.name, name)
    return manifest


def damaged(file: str, part: str) -> BadInputError:
    """The fault of a backup that is not as it was written."""
    return BadInputError([Problem("backup_damaged", file, value=part)])


@contextmanager
def _reading(file: Path) -> Iterator[zipfile.ZipFile]:
    """A backup open for reading; whatever zipfile stumbles over is said as damage."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _STUMBLES:
        raise damaged(file.name, "zip") from None


def _manifest(archive: zipfile.ZipFile, file: str) -> Manifest:
    try:
        content = json.loads(archive.read(MANIFEST))
        written = int(content.pop("format"))
        manifest = Manifest(**content) if written in READ_FORMATS else None
    except (ValueError, TypeError, AttributeError, LookupError):
        raise damaged(file, MANIFEST) from None
    if manifest is None:
        raise BadInputError([Problem("backup_newer", file, value=str(written), expected=str(FORMAT))])
    held = [name for name in archive.namelist() if name != MANIFEST]
    if sorted(held) != sorted(manifest.parts) or not all(_PART.fullmatch(name) for name in held):
        raise damaged(file, MANIFEST)
    return manifest


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return _hash(file)


def _hash(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()
