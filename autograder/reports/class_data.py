"""All that the pages tell, read once: results, scores and comments by hand, answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import read_assignment
from autograder.assignment.contract import ASSIGNMENT, QUESTIONS
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.results import StudentResult

WRITTEN = tuple(question.grade_id for question in QUESTIONS if question.by_hand)


class Classroom(NamedTuple):
    """One course as the pages see it.

    Attributes:
        results: by student, in alphabetical order, scores by hand included.
        comments: by student and graded cell, what a person wrote.
        titles: by notebook and part, the heading of the notebook.
    """

    course: Course
    results: dict[str, StudentResult]
    comments: dict[str, dict[str, str]]
    titles: dict[tuple[str, str], str]

    def sources(self, student: str) -> dict[str, str]:
        """The student's cells by `grade_id`, as they were graded; {} if unreadable."""
        cells: dict[str, str] = {}
        for path in sorted(self.course.autograded(student).glob("*.ipynb")):
            for name, source in _cells(path):
                cells[name] = f"{cells[name]}\n{source}" if name in cells else source
        return cells


def read_classroom(root: Path) -> Classroom:
    """The course in this directory.

    Raises:
        UsageError: nothing has been graded here.
    """
    course = Course(root)
    names = sorted(path.stem for path in course.results.glob("*.json"))
    read = {name: course.result(name) for name in names}
    results = {name: result for name, result in read.items() if result is not None}
    if not results:
        raise UsageError(
            f"No results in {course.results}. Run: python -m autograder grade "
            f"--course {root}"
        )
    scores, comments = _by_hand(course, results)
    graded = {
        name: result.with_scores(scores.get(name, {}))
        for name, result in results.items()
    }
    return Classroom(course, graded, comments, _titles(course))


def _by_hand(
    course: Course, results: dict[str, StudentResult]
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, str]]]:
    if not course.gradebook.exists():
        return {}, {}
    from autograder.gradebook.configuration import settings
    from autograder.gradebook.gradebook import Writer, find_alembic
    from autograder.gradebook.hand_scores import read_comments

    find_alembic()
    db_url = settings(course).db_url
    with Writer(db_url) as book:
        return book.by_hand(results), read_comments(db_url)


def _cells(path: Path) -> Iterator[tuple[str, str]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return
    for cell in cells:
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name:
            source = cell.get("source", "")
            yield name, source if isinstance(source, str) else "".join(source)


def _titles(course: Course) -> dict[tuple[str, str], str]:
    """Headings such as "(d) Derive the gradients" of each notebook's parts."""
    titles = {}
    for notebook, cells in read_assignment(course.notebooks).notebooks.items():
        for cell in cells:
            line = cell.source.lstrip().split("\n", 1)[0]
            if cell.cell_type == "markdown" and line.startswith("## ("):
                part = line[4:].split(")", 1)[0]
                titles[notebook, part] = line[3:].rsplit(" (", 1)[0]
    return titles


def assignment_folder(student: str, course: Course) -> Path:
    """Where the student's feedback goes."""
    return course.root / "feedback" / student / ASSIGNMENT
