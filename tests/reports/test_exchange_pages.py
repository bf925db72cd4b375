"""What `nbgrader release_feedback` finds in the feedback folders."""

import os
from dataclasses import replace

import pytest
from sample_results import result_of, store_results
from toy_course import NAME, NUMBERS, WORDS

from autograder.assignment.course import write_whole
from autograder.reports.student_page import write_feedback
from autograder.submissions.exchange_files import SECRET, TIMESTAMP

TIME = "2026-03-01 12:00:00.000000 UTC"


@pytest.fixture
def course(course):
    return replace(course, assignment=NAME)


@pytest.fixture
def graded(course, assignment):
    """A course with ada, from the exchange, and bob, whose files came another way."""
    store_results(course, *(result_of(assignment, name) for name in ("ada", "bob")))
    for folder in (course.submission("ada"), course.autograded("ada")):
        write_whole(folder / SECRET, b"8f3a")
        write_whole(folder / TIMESTAMP, TIME.encode())
    write_whole(course.submission("ada") / f"{NUMBERS}.ipynb", b"{}")
    return course


def files(course, student):
    return {path.name: path.read_text() for path in course.feedback(student).iterdir()}


def test_a_page_per_notebook_has_the_secret_and_the_time_beside_it(graded, assignment):
    write_feedback(graded, assignment)
    found = files(graded, "ada")
    assert set(found) == {
        *(SECRET, TIMESTAMP, "feedback.html"),
        *(f"{NUMBERS}.html", f"{WORDS}.html"),
    }
    assert (found[SECRET], found[TIMESTAMP]) == ("8f3a", TIME)
    assert found[f"{NUMBERS}.html"] == found["feedback.html"]


def test_renamed_notebooks_have_a_page_under_their_name(graded, assignment):
    folder = graded.submission("ada")
    for name in ("Müller's copy (1)", ".hidden", "line\nbreak", os.fsdecode(b"\xff")):
        (folder / f"{name}.ipynb").write_bytes(b"{}")
    write_feedback(graded, assignment)
    pages = {name for name in files(graded, "ada") if name.endswith(".html")}
    assert pages == {
        *("feedback.html", f"{NUMBERS}.html", f"{WORDS}.html"),
        "Müller's copy (1).html",
    }


def test_other_students_do_not_stop_nbgrader_and_their_secret_stays(graded, assignment):
    write_feedback(graded, assignment)
    before = files(graded, "bob")
    assert set(before) == {SECRET, TIMESTAMP, "feedback.html"}
    assert len(before[SECRET]) == 128
    assert before[TIMESTAMP] == ""
    write_feedback(graded, assignment)
    assert files(graded, "bob") == before


def test_students_can_read_the_pages_whatever_the_umask(graded, assignment):
    old = os.umask(0o077)
    try:
        write_feedback(graded, assignment)
    finally:
        os.umask(old)
    page = graded.feedback("ada") / f"{NUMBERS}.html"
    assert page.stat().st_mode & 0o777 == 0o644


def test_a_course_without_the_exchange_gets_no_further_files(course, assignment):
    store_results(course, result_of(assignment, "bob"))
    write_feedback(course, assignment)
    assert set(files(course, "bob")) == {"feedback.html"}


def test_the_page_belongs_to_the_submission_that_was_graded(graded, assignment):
    """A newer one may have been collected meanwhile."""
    write_whole(graded.submission("ada") / SECRET, b"newer")
    write_feedback(graded, assignment)
    assert files(graded, "ada")[SECRET] == "8f3a"
