"""Tests the checks that students run in the notebook, before the release.

With the solution they must pass, in the blank notebook they must say "not attempted",
and they must name one known mistake of each answer.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from types import ModuleType

from autograder.assignment.assignment import Assignment
from autograder.assignment.isolation import Mode
from autograder.assignment.questions import Question
from autograder.assignment.results import GLYPHS
from autograder.checks import registry
from autograder.checks.answers import Answer
from autograder.grading.worker import open_engine
from autograder.release.companion_data import FILE, digest, fingerprints
from autograder.sandbox import Session

STUDENT_CHECK = """\
def _student_check(grade_id):
    points = worksheet.check(grade_id, globals())
    return [float(points), points.words]
"""


def missing_rows(assignment: Assignment) -> list[str]:
    """Return which files need a row for a question of the notebooks."""
    found = registry.without_row(assignment)
    if not has_companion(assignment):
        return found
    rows = _companion(assignment, "registry").QUESTIONS
    for question in _automatic(assignment):
        expected = [
            answer.id for answer in registry.QUESTIONS.get(question.grade_id, ())
        ]
        checked = list(rows.get(question.grade_id, {}))
        if expected and checked != expected:
            file = registry.FILES[question.grade_id].rsplit("/", 1)[1]
            found.append(
                f"{question.grade_id}: companion/{file} in the notebooks folder checks "
                f"{', '.join(checked) or 'nothing'}, expected {', '.join(expected)}"
            )
    return found


def has_companion(assignment: Assignment) -> bool:
    """Return whether students get checks."""
    return (assignment.folder / "companion").is_dir()


def failing_checks(assignment: Assignment, mode: Mode) -> list[str]:
    """Return which checks give a wrong result, one sentence each.

    Args:
        assignment: the copy to release, with its worksheet.json rebuilt.
    """
    if not has_companion(assignment):
        return []
    engine = open_engine(mode, assignment.folder)
    try:
        found = []
        for notebook in assignment.notebooks:
            for solved in (True, False):
                with engine.open() as session:
                    found += _check_notebook(assignment, notebook, session, solved)
        return found + _unnamed_mistakes(assignment)
    finally:
        engine.__exit__(None, None, None)


def _check_notebook(
    assignment: Assignment, notebook: str, session: Session, solved: bool
) -> list[str]:
    for cell in assignment.notebooks[notebook]:
        if cell.kind in ("locked", "solution"):
            session.run_cell(cell.source if solved else cell.released, cell.key)
    session.run_cell(STUDENT_CHECK, "student_check")
    return [
        f"{q.grade_id}: in the {'solution' if solved else 'blank notebook'} the check "
        f"says {message!r}, expected {expected}; see companion/ and {FILE}"
        for q in _automatic(assignment)
        if q.notebook == notebook
        for message, expected in _wrong_messages(q, session, solved)
    ]


def _wrong_messages(
    question: Question, session: Session, solved: bool
) -> Iterator[tuple[str, str]]:
    with session.graded(question.grade_id):
        reply = session.call("_student_check", question.grade_id)
    is_reply = isinstance(reply.value, list)
    earned, message = reply.value if is_reply else (None, str(reply))
    if solved and earned != question.points:
        yield message, f"all {question.points:g} points"
    blank = GLYPHS["not attempted"]
    if not solved and (earned != 0 or not message.startswith(blank)):
        yield message, "not attempted"


def _unnamed_mistakes(assignment: Assignment) -> list[str]:
    """Return the answers whose checks name no known mistake."""
    check = _companion(assignment, "check")
    found = []
    for question in _automatic(assignment):
        for answer in registry.QUESTIONS[question.grade_id]:
            if check.registry.ANSWERS[answer.id].form_only:
                continue  # only grading checks its value
            name, wrong = _one_mistake(assignment, answer)
            points = check.check(question.grade_id, {answer.function: wrong})
            if name not in points.words:
                found.append(
                    f"{question.grade_id}: the check does not name a known mistake in "
                    f"{answer.name} ({name}); it says {points.words!r}"
                )
    return found


def _one_mistake(assignment: Assignment, answer: Answer) -> tuple[str, object]:
    """Return a mistake that the notebook can name, and a function that makes it."""
    module = fingerprints(assignment.folder)
    data = json.loads((assignment.folder / FILE).read_text(encoding="utf-8"))
    wrong = data["answers"].get(answer.id, {}).get("wrong", {})
    for mistake in answer.mistakes if wrong else ():
        function = answer.as_returned(mistake.wrong)
        numbers = wrong.get(digest(module, answer.id, function), ())
        if mistake.name == "; ".join(data["mistakes"][n][0] for n in numbers):
            return mistake.name, function
    return "", answer.as_returned(lambda *arguments: "no number")


def _automatic(assignment: Assignment) -> list[Question]:
    return [question for question in assignment.questions if not question.by_hand]


def _companion(assignment: Assignment, name: str) -> ModuleType:
    package = fingerprints(assignment.folder).__package__
    return importlib.import_module(f"{package}.{name}")
