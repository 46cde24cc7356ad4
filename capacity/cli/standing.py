"""What a command says of the figures that it starts from."""

from __future__ import annotations

from capacity.cli.answers import complain
from capacity.cli.use_cases import UseCases
from capacity.cli.wording import phrase, problem_line


def tell_state_not_used(cases: UseCases) -> None:
    """That an accepted state lacks what this version needs, and what that is."""
    saved = cases.state_not_used()
    if saved is not None:
        for problem in saved.problems:
            complain(problem_line(problem))
        complain(phrase("state_not_used", day=saved.saved_at.date().isoformat()))
