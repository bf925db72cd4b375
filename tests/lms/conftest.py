"""The toy course, its gradebook, and class downloads of it."""

from __future__ import annotations

import zipfile

import pytest
import toy_gradebook
from sample_results import result_of, store_results
from toy_course import toy_assignment

from autograder.assignment.course import Course
from autograder.gradebook.write import GradebookWriter


@pytest.fixture
def assignment(tmp_path):
    return toy_assignment(tmp_path)


@pytest.fixture
def course(tmp_path, assignment):
    made = Course(tmp_path / "course", assignment.folder.parent, assignment.name)
    made.root.mkdir()
    return made


@pytest.fixture
def make_zip(tmp_path):
    """Write a ZIP with these files; give back its path."""

    def make(files, name="download.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            for file, content in files.items():
                archive.writestr(file, content)
        return path

    return make


@pytest.fixture
def grade(course, assignment):
    """Record a result for each student, in the gradebook and in results/."""

    def record(*students, **changed):
        url = toy_gradebook.release(course.gradebook, assignment)
        with GradebookWriter(url, assignment) as book:
            for student in students:
                result = result_of(assignment, student, **changed)
                book.record(result, None, None)
                store_results(course, result)
        return url

    return record
