"""What is known of an outside source: what went wrong, what was noticed, and how fresh its figures are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SourceState = Literal["fresh", "ageing", "stale", "changed_shape", "failed"]
FaultKind = Literal["changed_shape", "failed"]


@dataclass(frozen=True)
class Remark:
    """A fault or finding: the key of its sentence and the values in it, to be said in any language."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)


class SourceError(Exception):
    """A source gave nothing that can be used; its last good figures stay.

    Args:
        kind: `changed_shape` when it answered in a form that is not the one expected, else `failed`.
        remark: what happened.
    """

    def __init__(self, kind: FaultKind, key: str, **values: object) -> None:
        self.kind: FaultKind = kind
        self.remark = Remark(key, {name: str(value) for name, value in values.items()})
        super().__init__(f"{key} {dict(self.remark.values)}")


@dataclass(frozen=True)
class SourceFault:
    """A source whose last reading failed, with its names and the reason."""

    source: str
    titles: Mapping[str, str]
    kind: FaultKind
    remark: Remark
    at: str
