"""Fixtures of all tests: a visitor without a browser, and one with."""

pytest_plugins = ["tests.support.app", "tests.support.browser"]
