"""For every test: a home of its own, no plans that nobody asked for, and no property fails for being slow.

Where several processes share the tests, those that take long are begun first.
"""

import atexit
import os
import shutil
import tempfile

import pytest
from hypothesis import settings

HOME = tempfile.mkdtemp(prefix="capacity-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["CAPACITY_HOME"] = HOME
os.environ["CAPACITY_PLANS_AHEAD"] = "off"
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")

LONG = (
    "tests/service/test_refreshing.py",
    "tests/test_wheel.py",
    "tests/plan/test_whole.py",
    "tests/browser/",
    "tests/service/",
    "tests/ui/",
    "tests/load/",
    "tests/plan/",
)
"""Files and folders in the order in which they are begun; the rest, which is quick, comes last.

Of the first three only the first needs the shared snapshot, so that no process waits for it. Tests in a
browser wait for half of their time: beside others they cost less than alone at the end.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts what takes long first, so that no process is left with it when the others are done."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _place(item.nodeid))


def _place(test: str) -> int:
    return next((place for place, begin in enumerate(LONG) if test.startswith(begin)), len(LONG))
