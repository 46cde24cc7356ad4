"""Where the program keeps what it makes: never in the folder it was installed from."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "CAPACITY_HOME"


def state_home() -> Path:
    """The folder under CAPACITY_HOME, else the platform's folder for user data; it need not exist yet."""
    chosen = os.environ.get(HOME_VARIABLE, "").strip()
    return Path(chosen).expanduser().resolve() if chosen else platformdirs.user_data_path("capacity", False)
