"""Fixtures: the toy assignment and an empty course directory."""

import pytest
from toy_course import toy_assignment

from autograder.assignment.course import Course


@pytest.fixture
def assignment(tmp_path):
    return toy_assignment(tmp_path)


@pytest.fixture
def course(tmp_path, assignment):
    return Course(tmp_path / "course", assignment.folder.parent)
