"""Which program made something: a fingerprint of its code, its solver and the data it ships with."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

import capacity
from capacity.service.inputs import shipped_hashes

SOLVERS = ("highspy", "numpy")


@cache
def program_mark() -> str:
    """Equal for programs that give the same plan for the same question, to the last byte.

    By the code itself, so that a change of the program counts also where its version stays the same.
    """
    folder = Path(capacity.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    versions = {name: version(name) for name in ("capacity", *SOLVERS)}
    digest.update(json.dumps([versions, shipped_hashes()], sort_keys=True).encode())
    return digest.hexdigest()
