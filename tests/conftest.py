"""Fixtures that tests of several packages share."""

from __future__ import annotations

import pytest
from fake_course import fake_assignment


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The small assignment of fake_course, as read from its notebooks."""
    return fake_assignment(tmp_path_factory.mktemp("course"))
