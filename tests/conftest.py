"""Fixtures of all tests: a visitor without a browser, and one with."""

import os

from tests.support.tables import ROOT

# Finished runs stay on disk, by a hash of the code that made them. A build machine starts from nothing.
os.environ.setdefault("RUN_CACHE", str(ROOT / "tests" / ".runs"))

pytest_plugins = ["tests.support.app", "tests.support.browser"]


def pytest_collection_modifyitems(items):
    """Mark the tests that need a browser, so that ``-m "not browser"`` leaves them out."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
