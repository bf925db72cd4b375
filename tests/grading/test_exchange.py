"""A course through nbgrader's exchange, with the real commands: there and back."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import exchange
import pytest
from class_of_real_notebooks import hand_in, solved_cells
from own_assignment import NOTEBOOKS, SECTION1, SECTION2
from sandbox_here import needs_sandbox

from autograder.assignment.course import Course

pytestmark = [pytest.mark.slow, needs_sandbox]
OTHERS = exchange.no_other_users("daemon", "nobody")
SECRET = "submission_secret.txt"


class Class:
    """An instructor, and ada, who has submitted through the exchange.

    Section 2 of ada is solved, and she has renamed Section 1. bob's files came by mail.
    """

    renamed = "my section 1"

    def __init__(self, folder: Path, teacher: str | None, student: str | None) -> None:
        self.teacher = exchange.instructor(folder, teacher)
        self.ada = exchange.student(folder, "ada", student)
        self.id = student or "ada"
        project = self.teacher.folder
        self.course = Course(project / "course", project / "notebooks")
        self.teacher.nbgrader("generate_assignment", "backprop")
        self.teacher.nbgrader("release_assignment", "backprop")
        self.submit()
        bob = {name: solved_cells(name, self.course) for name in NOTEBOOKS}
        hand_in(self.course, "bob", {SECTION2: bob[SECTION2]})
        exchange.give(self.teacher)
        self.teacher.nbgrader("collect", "backprop")

    def submit(self) -> None:
        self.ada.nbgrader("fetch_assignment", "backprop")
        folder = self.ada.folder / "backprop"
        solved = json.dumps(solved_cells(SECTION2, self.course))
        (folder / f"{SECTION2}.ipynb").write_text(solved)
        (folder / f"{SECTION1}.ipynb").rename(folder / f"{self.renamed}.ipynb")
        self.ada.nbgrader("submit", "backprop")

    def fetched(self) -> dict[str, str]:
        """Fetch feedback as ada; return the pages by the names of their files."""
        folder = self.ada.folder / "backprop" / "feedback"
        shutil.rmtree(folder, ignore_errors=True)
        self.ada.nbgrader("fetch_feedback", "backprop")
        return {path.stem: path.read_text() for path in folder.rglob("*.html")}

    def secrets(self) -> list[str]:
        """Ada's secret, in the three folders where nbgrader looks for it."""
        course = self.course
        places = (course.submission, course.autograded, course.feedback)
        return [(place(self.id) / SECRET).read_text() for place in places]


@pytest.fixture(scope="module")
def one_user(tmp_path_factory):
    return Class(tmp_path_factory.mktemp("exchange"), None, None)


def is_ours(page: str) -> bool:
    return "<h1>Backpropagation worksheet</h1>" in page


def test_our_pages_come_back_after_grade(one_user):
    teacher, course = one_user.teacher, one_user.course
    teacher.autograder("grade")
    notes = json.loads(course.result_file("ada").read_text())["notes"]
    assert not any(SECRET in note for note in notes)
    teacher.autograder("feedback")
    teacher.nbgrader("release_feedback", "backprop")
    pages = one_user.fetched()
    assert set(pages) == {one_user.renamed, SECTION2}
    own = (course.feedback("ada") / "feedback.html").read_text()
    assert pages[SECTION2] == pages[one_user.renamed] == own
    assert is_ours(own)
    assert len(set(one_user.secrets())) == 1
    first = (course.feedback("bob") / SECRET).read_text()
    teacher.autograder("feedback")
    assert (course.feedback("bob") / SECRET).read_text() == first


def test_feedback_comes_back_after_nbgraders_own_commands(one_user):
    """First nbgrader's pages, then ours."""
    teacher = one_user.teacher
    teacher.nbgrader("autograde", "backprop", "--force", "--student=ada")
    assert (one_user.course.autograded("ada") / SECRET).exists()
    teacher.nbgrader("generate_feedback", "backprop", "--force", "--student=ada")
    teacher.nbgrader("release_feedback", "backprop")
    pages = one_user.fetched()
    assert not is_ours(pages[SECTION2])
    teacher.autograder("grade")
    teacher.autograder("feedback")
    teacher.nbgrader("release_feedback", "backprop")
    assert is_ours(one_user.fetched()[SECTION2])
    assert len(set(one_user.secrets())) == 1


@pytest.mark.long
@pytest.mark.skipif(bool(OTHERS), reason=OTHERS)
def test_two_system_users_exchange_a_course_and_its_feedback():
    folder = Path(tempfile.mkdtemp(prefix="exchange-"))
    folder.chmod(0o755)
    try:
        pair = Class(folder, "daemon", "nobody")
        pair.teacher.autograder("grade", "--workers", "1")
        pair.teacher.autograder("feedback")
        pair.teacher.nbgrader("release_feedback", "backprop")
        pages = pair.fetched()
        assert set(pages) == {pair.renamed, SECTION2}
        assert all(is_ours(page) for page in pages.values())
        owners = {path.owner() for path in pair.course.root.rglob("*")}
        assert owners == {"daemon"}
    finally:
        shutil.rmtree(folder)
