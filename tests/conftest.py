"""For every test: a home of its own instead of the user's, and no plans that nobody asked for."""

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="capacity-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["CAPACITY_HOME"] = HOME
os.environ["CAPACITY_PLANS_AHEAD"] = "off"
