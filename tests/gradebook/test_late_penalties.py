"""Late penalties are set as nbgrader sets them, for late submissions only."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_course import FakeSandboxes, submission_files, write_instructor
from nbgrader.api import Gradebook
from own_assignment import AUTOMATIC

from autograder.assignment.assignment import ASSIGNMENT, read_assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.cli.progress import Meter
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.late_penalties import penalize_late
from autograder.gradebook.write import GradebookWriter
from autograder.grading import whole_class, worker
from autograder.release.build import make_release

DUE, EARLY, LATE = (f"2026-03-0{day} 12:00:00 UTC" for day in (2, 1, 3))
ZERO = "c = get_config()\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
PLUGIN = """
from nbgrader.plugins import BasePlugin

class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {penalty}
"""
OWN = "c = get_config()\nc.AssignLatePenalties.plugin_class = 'penalties.PerHour'\n"


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = Course(tmp_path / "course", write_instructor(tmp_path))
    make_release(course, "none", verify=False)
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    monkeypatch.setattr(worker, "open_engine", lambda *_: FakeSandboxes())
    hand_in(course, "early", EARLY)
    hand_in(course, "late", LATE)
    yield course
    worker.close_grading_thread()
    sys.modules.pop("penalties", None)


def hand_in(course, student, timestamp):
    folder = course.submission(student)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in submission_files(read_assignment(course.notebooks)).items():
        (folder / name).write_bytes(content)
    (folder / "timestamp.txt").write_text(timestamp)


def configure(course, config, monkeypatch, penalty="0"):
    (course.root / "nbgrader_config.py").write_text(config)
    (course.root / "penalties.py").write_text(PLUGIN.format(penalty=penalty))
    monkeypatch.syspath_prepend(str(course.root))


def grade(course):
    configuration = read_configuration(course)
    assignment = read_assignment(course.notebooks)
    students = list(course.students())
    book = GradebookWriter(configuration.db_url, assignment)
    penalize = penalize_late(configuration, assignment)
    with book, ThreadPoolExecutor(1) as executor:
        run = whole_class.ClassRun(course, assignment, book, penalize=penalize)
        whole_class.grade_class(run, students, executor, Meter(2), window=2)


def scores(course):
    with Gradebook(f"sqlite:///{course.gradebook}") as book:
        return {
            one.student.id: (one.score, one.late_submission_penalty)
            for one in book.assignment_submissions(ASSIGNMENT)
        }


def test_without_configuration_there_is_no_penalty(course):
    assignment = read_assignment(course.notebooks)
    assert penalize_late(read_configuration(course), assignment) is None
    grade(course)
    assert scores(course) == {"early": (AUTOMATIC, 0), "late": (AUTOMATIC, 0)}


def test_only_late_submissions_are_penalized(course, monkeypatch):
    configure(course, ZERO, monkeypatch)
    grade(course)
    assert scores(course) == {"early": (AUTOMATIC, 0), "late": (AUTOMATIC, AUTOMATIC)}


def test_an_instructors_plugin_sets_the_penalty(course, monkeypatch):
    configure(course, OWN, monkeypatch, penalty="total_seconds_late / 3600 / 12")
    grade(course)
    # A day late: 2 points of each notebook.
    assert scores(course) == {"early": (AUTOMATIC, 0), "late": (AUTOMATIC, 4)}


def test_a_penalty_is_removed_when_the_time_is_corrected(course, monkeypatch):
    configure(course, ZERO, monkeypatch)
    grade(course)
    hand_in(course, "late", EARLY)
    grade(course)
    assert scores(course)["late"] == (AUTOMATIC, 0)


def test_a_broken_plugin_is_reported_and_the_next_run_grades(course, monkeypatch):
    configure(course, OWN, monkeypatch, penalty="1 / 0")
    with pytest.raises(UsageError, match=r"late penalty of 'late'.*ZeroDivisionError"):
        grade(course)
    assert course.result("late") is None
    sys.modules.pop("penalties")
    configure(course, OWN, monkeypatch, penalty="1")
    grade(course)
    assert scores(course)["late"] == (AUTOMATIC, 2)
