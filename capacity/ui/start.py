"""Starts the pages with everything loaded, so that the first visitor need not wait for it.

`python -m capacity.ui.start SCRIPT FLAGS` runs a page script as `streamlit run` does.
"""

from __future__ import annotations

import inspect
import signal
import sys
from contextlib import suppress
from importlib import import_module

from streamlit.web.cli import main as streamlit

from capacity.service.answers import presets

LATE = ("pandas.io.formats.style", "pyarrow.pandas_compat", "streamlit.material_icon_names")
"""What libraries load with the first table or icon that is drawn, 0.8 s of work. At its first element the
framework looks from where it is called: Python then finds the file of each module that is loaded."""


def load() -> None:
    """Loads the pages, and what they show of the snapshot in use; a fault is left for them to tell."""
    contract = import_module("capacity.ui.main").contract
    for module in LATE:
        import_module(module)
    inspect.stack()
    with suppress(Exception):
        view = contract.view_of(contract.snapshot_in_use())
        view.baseline()
        view.forecast()
        presets()


def start(arguments: list[str]) -> None:
    """Loads all and serves the pages until they are stopped; stopped before that, it ends without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    load()
    streamlit(["run", *arguments], prog_name="streamlit")


if __name__ == "__main__":
    start(sys.argv[1:])
