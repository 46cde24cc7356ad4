"""For every test: a home of its own, no plans that nobody asked for, and no property fails for being slow."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

HOME = tempfile.mkdtemp(prefix="capacity-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["CAPACITY_HOME"] = HOME
os.environ["CAPACITY_PLANS_AHEAD"] = "off"
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")
