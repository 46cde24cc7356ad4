"""Municipal boundaries that a planner brought: read, accepted, and what map they give."""

from __future__ import annotations

from capacity.domain.user import User
from capacity.service.saved.uploads import BOUNDARIES, SavedUpload
from capacity.service.workspace import Workspace
from capacity.sources.boundaries import (
    Shapes,
    kept_boundaries,
    missing_municipalities,
    read_boundaries,
    written_boundaries,
)

__all__ = ["Shapes", "accept_boundaries", "boundaries_in_force", "missing_municipalities", "read_boundaries"]


def accept_boundaries(
    workspace: Workspace, shapes: Shapes, author: User | str, reason: str, based_on: str | None = None
) -> SavedUpload:
    """Makes pages draw a map of these boundaries; takes `based_on` and raises as `accept_upload`."""
    return workspace.accept_upload(BOUNDARIES, written_boundaries(shapes), author, reason, based_on)


def boundaries_in_force(workspace: Workspace) -> Shapes:
    """Shapes of the file that was accepted last; none without one."""
    saved = workspace.upload_in_force(BOUNDARIES)
    return {} if saved is None else kept_boundaries(saved.content)
