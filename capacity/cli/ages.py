"""Ages as a person writes them on a command line: 36h, 8d, 2w."""

from __future__ import annotations

import re
from datetime import timedelta

import typer

from capacity.cli.wording import phrase

AGE = re.compile(r"^([0-9]{1,4})([hdw])$")
UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def parse_age(text: str) -> timedelta:
    """A length of time from a whole number and its unit: h hours, d days, w weeks.

    Raises:
        typer.BadParameter: anything else.
    """
    found = AGE.match(text.strip().lower())
    if found is None:
        wanted = phrase("expected", expected=phrase("bad_age"))
        raise typer.BadParameter(f"'{text}': {wanted}", param_hint="--max-age")
    return timedelta(**{UNITS[found.group(2)]: int(found.group(1))})
