"""Fixtures that tests of several packages share."""

from __future__ import annotations

import signal

import pytest
from fake_course import fake_assignment

# A shell that runs the tests in the background makes them ignore Ctrl-C, and with them
# the commands that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The small assignment of fake_course, as read from its notebooks."""
    return fake_assignment(tmp_path_factory.mktemp("course"))


def pytest_collection_modifyitems(items):
    """Begin with the slow files, so that no process is left alone with one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
