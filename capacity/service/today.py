"""The state that a refresh plans from: the newest that users saved, else the one that ships."""

from __future__ import annotations

import os
from pathlib import Path

from capacity.domain.state import State
from capacity.service.inputs import Inputs
from capacity.service.workspace import URL_VARIABLE, open_workspace, workspace_url


def planning_state(home: Path, inputs: Inputs) -> State:
    """The state saved last by users when it is of a later day than the shipped one, else the shipped one.

    Raises:
        BadInputError: the saved state no longer holds.
    """
    shipped = inputs.shipped_state()
    if not _has_workspace(home):
        return shipped
    saved = open_workspace(home).latest_state()
    return saved.state if saved is not None and saved.state.as_of > shipped.as_of else shipped


def _has_workspace(home: Path) -> bool:
    """Whether users ever saved anything; to look must not make a workspace."""
    if os.environ.get(URL_VARIABLE, "").strip():
        return True
    file = workspace_url(home).database
    return file is not None and Path(file).exists()
