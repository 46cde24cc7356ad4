"""What `capacity compare` says of two plans, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from capacity.cli.wording import language, phrase
from capacity.domain.comparison import SETTINGS_FILE, Comparison, broken, same_ground
from capacity.texts import signed_euro


def apart(found: Comparison) -> Iterator[str]:
    """What B costs and breaks against A, and how far the two can be compared."""
    names = {"a": found.a.scenario, "b": found.b.scenario}
    if not same_ground(found.a, found.b):
        yield phrase("compare_other_ground")
    cells = found.differences[found.differences.file != SETTINGS_FILE]
    if cells.empty:
        yield phrase("compare_nothing", **names)
        return
    cost = found.figures()["cost"]["difference"]
    assert isinstance(cost, float)
    first, second = set(broken(found.a)), set(broken(found.b))
    yield phrase(
        "compare_against",
        **names,
        eur=signed_euro(cost, language()),
        more=len(second - first),
        fewer=len(first - second),
    )
    yield phrase("compare_cells", count=len(cells), weeks=found.weeks)
