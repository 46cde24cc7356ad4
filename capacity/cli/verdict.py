"""What `capacity check` says of an edited plan, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from capacity.cli.wording import language, phrase
from capacity.domain.check_result import CheckResult
from capacity.texts import number, signed_euro


def verdict(found: CheckResult) -> Iterator[str]:
    """Both answers, one line each, and what could not be compared or kept."""
    made, used = found.snapshots
    if found.other_inputs:
        inputs = ", ".join(phrase(f"check_input_{name}") for name in found.other_inputs)
        yield phrase("check_other_inputs", plan=made, inputs=inputs, used=used)
    if found.other_weeks:
        yield phrase("check_other_weeks")
    yield phrase("check_differences", count=len(found.differences), file=found.file)
    if found.dropped:
        yield phrase("check_dropped", count=len(found.dropped))
    yield phrase(
        "check_as_edited",
        limits=len(found.broken),
        duties=found.worse.duty.nunique(),
        eur=signed_euro(found.extra("as_edited"), language()),
    )
    yield phrase("check_repaired", eur=signed_euro(found.extra("repaired"), language()))
    for pin, value in found.not_kept:
        kept, wanted = number(value, language()), number(pin.value, language())
        yield phrase("check_not_kept", cell=" ".join((*pin.key, pin.column)), wanted=wanted, kept=kept)
