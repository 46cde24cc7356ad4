"""Checks of what people write beside their work: short, in one piece, and nothing about a person."""

from __future__ import annotations

from capacity.domain.problems import BadInputError, Problem
from capacity.sources.personal import looks_personal

NAME_CHARACTERS, REASON_CHARACTERS, NOTE_CHARACTERS, ABOUT_CHARACTERS = 80, 500, 4000, 255


def checked_name(name: str) -> str:
    """The name of a scenario.

    Raises:
        BadInputError: it is empty, too long, no single line, or looks like personal data.
    """
    text = " ".join(name.split(" ")).strip()
    if looks_personal(text):
        raise BadInputError([Problem("personal_name")])
    if len(text) > NAME_CHARACTERS:
        raise BadInputError([_too_long("name_too_long", text, NAME_CHARACTERS)])
    if not text or not text.isprintable():
        raise BadInputError([Problem("not_a_name", value=text, expected=f"1..{NAME_CHARACTERS}")])
    return text


def checked_reason(reason: str) -> str:
    """The reason of a change, which may be empty; raises as `checked_name`."""
    text = " ".join(reason.split())
    if looks_personal(text):
        raise BadInputError([Problem("personal_reason")])
    if len(text) > REASON_CHARACTERS:
        raise BadInputError([_too_long("reason_too_long", text, REASON_CHARACTERS)])
    return text


def _too_long(key: str, text: str, most: int) -> Problem:
    """How long a text is and may be; the text itself stands in its field still."""
    return Problem(key, value=str(len(text)), expected=str(most))


def checked_note(text: str) -> str:
    """The text of a note, of one or more lines; raises as `checked_name`."""
    note = text.strip()
    if any(looks_personal(line) for line in note.splitlines()):
        raise BadInputError([Problem("personal_note")])
    if not note or len(note) > NOTE_CHARACTERS:
        raise BadInputError([Problem("not_a_note", expected=f"1..{NOTE_CHARACTERS}")])
    return note


def checked_about(about: str) -> str:
    """What a note is about: a short key of the program's own making.

    Raises:
        ValueError: it is empty or too long.
    """
    if not 0 < len(about) <= ABOUT_CHARACTERS:
        raise ValueError(f"a note is about something of 1..{ABOUT_CHARACTERS} characters")
    return about
