"""How a refresh ends when it does not end well."""

from __future__ import annotations

from capacity.domain.live import Remark


class RefreshError(Exception):
    """A refresh failed; the last good snapshot stays in service.

    Args:
        remark: the reason as the key of a sentence, where there is one.
    """

    def __init__(self, reason: str, remark: Remark | None = None) -> None:
        super().__init__(reason)
        self.remark = remark


class NoRoomError(RefreshError):
    """The disk has too little room for another snapshot."""

    def __init__(self, needed_megabytes: int, free_megabytes: int) -> None:
        values = {"needed": str(needed_megabytes), "free": str(free_megabytes)}
        super().__init__(f"{needed_megabytes} MB needed, {free_megabytes} MB free", Remark("no_room", values))


class RefreshBusyError(Exception):
    """Another refresh is going on and did not end in the time that was waited."""
