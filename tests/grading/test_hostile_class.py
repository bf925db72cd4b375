"""The hostile cells as a class: one submission for each, and honest students between.

They pass through all steps: results, gradebook, graded notebooks, feedback pages.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from class_of_real_notebooks import (
    gradebook,
    hand_in,
    released,
    results,
    scores,
    solved_cells,
)
from hostile_bank import load_hostile
from outer_jail import outer_jail
from own_assignment import ASSIGNMENT, NOTEBOOKS, QUESTIONS, SECTION1, SECTION2
from sandbox_here import needs_sandbox

from autograder.assignment.limits import Limits
from autograder.cli.progress import Meter
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.write import GradebookWriter
from autograder.grading import whole_class, worker
from autograder.reports.student_page import write_feedback

pytestmark = [
    pytest.mark.slow,
    needs_sandbox,
]

BANK = load_hostile()
NAMES = [f"h{number:03}" for number in range(len(BANK))]
HONEST = [f"honest{number}" for number in range(8)]
SECRET = "SECRET" + "-WORD"
# Shorter time limits; other tests check the real ones.
LIMITS = Limits(processor_seconds=0.5, clock_seconds=1.0, grace_seconds=0.15)
AUTOMATIC = {
    name: sum(q.points for q in QUESTIONS if q.notebook == name and not q.by_hand)
    for name in NOTEBOOKS
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The graded class, with its feedback pages."""
    course_dir = released(tmp_path_factory.mktemp("class"))
    secret = course_dir.root / "secret.txt"
    secret.write_text(SECRET)
    for name, hostile in zip(NAMES, BANK, strict=True):
        hand_in(
            course_dir, name, with_cell(course_dir, hostile.aimed(secret, os.getpid()))
        )
    for name in HONEST:
        hand_in(course_dir, name, {n: solved_cells(n, course_dir) for n in NOTEBOOKS})
    with outer_jail():
        grade(course_dir)
    write_feedback(course_dir, ASSIGNMENT)
    return course_dir


def with_cell(course, source):
    """Section 1 blank but for the hostile first answer, Section 2 solved."""
    blank = tuple({q.cell for q in QUESTIONS if q.notebook == SECTION1})
    first = solved_cells(SECTION1, course, blank)
    cell = next(one for one in first["cells"] if one["id"] == "s1a")
    cell["source"] = source
    return {SECTION1: first, SECTION2: solved_cells(SECTION2, course)}


def grade(course):
    order = sorted([*NAMES, *HONEST], key=lambda name: name[::-1])  # mixes both kinds
    book = GradebookWriter(read_configuration(course).db_url, ASSIGNMENT)
    with book, ThreadPoolExecutor(1) as executor:
        run = whole_class.ClassRun(course, ASSIGNMENT, book, limits=LIMITS)
        whole_class.grade_class(run, order, executor, Meter(len(order)), window=2)
    worker.close_grading_thread()


def test_honest_students_keep_their_points(course):
    found = scores(course)
    assert {found[name] for name in HONEST} == {sum(AUTOMATIC.values())}


@pytest.mark.parametrize(
    ("name", "hostile"),
    [
        pytest.param(name, one, id=f"{one.kind}: {one.name}")
        for name, one in zip(NAMES, BANK, strict=True)
    ],
)
def test_a_hostile_cell_scores_0_and_affects_only_its_notebook(course, name, hostile):
    result = course.result(name)
    got = dict.fromkeys(NOTEBOOKS, 0.0)
    for question in QUESTIONS:
        got[question.notebook] += result.cells[question.grade_id].score or 0.0
    assert got == {SECTION1: 0.0, SECTION2: AUTOMATIC[SECTION2]}
    written = [course.autograded(name) / f"{n}.ipynb" for n in NOTEBOOKS]
    pages = list((course.root / "feedback" / name).rglob("*.html"))
    assert pages
    for path in [course.result_file(name), *written, *pages]:
        text = path.read_text()
        assert SECRET not in text
        assert len(text) < 12_000_000
    for page in pages:
        assert dangers(page.read_text()) == []


def test_the_gradebook_has_the_scores_of_the_results(course):
    sums: dict[str, float] = {}
    for student, _, score, _, _ in gradebook(course):
        sums[student] = sums.get(student, 0.0) + (score or 0.0)
    assert sums == scores(course)
    assert set(results(course)) == {*NAMES, *HONEST}


class Dangers(HTMLParser):
    """Tags and attributes of a page that could run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "object", "embed", "form", "base", "link"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or "javascript:" in (value or "").lower():
                self.found.append(f"{tag} {name}={value}")
            if name in ("src", "srcset") and not (value or "").startswith("data:"):
                self.found.append(f"{tag} {name}={value}")


def dangers(page: str) -> list[str]:
    parser = Dangers()
    parser.feed(page)
    return parser.found
