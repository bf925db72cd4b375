"""The checks that students run in the notebook, run before they receive it.

On the solution they pass, on the blank notebook they say "not attempted", and a known
mistake of each answer gets its name.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType

from autograder.assignment.assignment import Assignment
from autograder.assignment.questions import Question
from autograder.assignment.results import GLYPHS
from autograder.checks import registry
from autograder.checks.answers import Answer
from autograder.checks.companion_data import FILE, digest, fingerprints
from autograder.grading.worker import Mode, open_engine
from autograder.sandbox import Session

STUDENT_CHECK = """\
def _student_check(grade_id):
    points = worksheet.check(grade_id, globals())
    return [float(points), points.words]
"""


def missing_rows(assignment: Assignment) -> list[str]:
    """The files that need a row for a question that the notebooks ask."""
    found = registry.without_row(assignment)
    if not has_companion(assignment):
        return found
    rows = _companion(assignment, "registry").QUESTIONS
    for question in _automatic(assignment):
        ours = [answer.id for answer in registry.QUESTIONS.get(question.grade_id, ())]
        theirs = list(rows.get(question.grade_id, {}))
        if ours and theirs != ours:
            file = registry.FILES[question.grade_id].rsplit("/", 1)[1]
            found.append(
                f"{question.grade_id}: companion/{file} beside the notebooks checks "
                f"{', '.join(theirs) or 'nothing'}, expected {', '.join(ours)}"
            )
    return found


def has_companion(assignment: Assignment) -> bool:
    """Whether students get checks at all."""
    return (assignment.folder / "companion").is_dir()


def failing_checks(assignment: Assignment, mode: Mode) -> list[str]:
    """What students would be told wrongly, a sentence each.

    Args:
        assignment: the copy that is to be released, with its worksheet.json rebuilt.
    """
    if not has_companion(assignment):
        return []
    engine = open_engine(mode, assignment.folder)
    try:
        found = []
        for notebook in assignment.notebooks:
            for solved in (True, False):
                with engine.open() as session:
                    found += _of_notebook(assignment, notebook, session, solved)
        return found + _unnamed_mistakes(assignment)
    finally:
        engine.__exit__(None, None, None)


def _of_notebook(
    assignment: Assignment, notebook: str, session: Session, solved: bool
) -> list[str]:
    for cell in assignment.notebooks[notebook]:
        if cell.kind in ("locked", "solution"):
            session.run_cell(cell.source if solved else cell.released, cell.key)
    session.run_cell(STUDENT_CHECK, "student_check")
    return [
        f"{q.grade_id}: on the {'solution' if solved else 'blank notebook'} the check "
        f"in the notebook says {said!r}, expected {wanted}; see companion/ and {FILE}"
        for q in _automatic(assignment)
        if q.notebook == notebook
        for said, wanted in _wrong_words(q, session, solved)
    ]


def _wrong_words(
    question: Question, session: Session, solved: bool
) -> Iterator[tuple[str, str]]:
    with session.graded(question.grade_id):
        reply = session.call("_student_check", question.grade_id)
    earned, said = reply.value if isinstance(reply.value, list) else (None, str(reply))
    if solved and earned != question.points:
        yield said, f"all {question.points:g} points"
    if not solved and (earned != 0 or not said.startswith(GLYPHS["not attempted"])):
        yield said, "not attempted"


def _unnamed_mistakes(assignment: Assignment) -> list[str]:
    """Answers of which no known mistake is refused, or none gets its name."""
    check = _companion(assignment, "check")
    found = []
    for question in _automatic(assignment):
        for answer in registry.QUESTIONS[question.grade_id]:
            if check.registry.ANSWERS[answer.id].form_only:
                continue  # its value is judged after handing in
            name, wrong = _one_mistake(assignment, answer)
            points = check.check(question.grade_id, {answer.function: wrong})
            if name not in points.words:
                found.append(
                    f"{question.grade_id}: the notebook's check does not name a known "
                    f"mistake in {answer.name} ({name}): it says {points.words!r}"
                )
    return found


def _one_mistake(assignment: Assignment, answer: Answer) -> tuple[str, object]:
    """The first known mistake that has a fingerprint, and a function that makes it."""
    module = fingerprints(assignment.folder)
    known = answer.id in module.ANSWERS
    for mistake in answer.mistakes:
        wrong = answer.as_returned(mistake.wrong)
        if known and digest(module, answer.id, wrong) is not None:
            return mistake.name, wrong
    return "", answer.as_returned(lambda *arguments: "no number")


def _automatic(assignment: Assignment) -> list[Question]:
    return [question for question in assignment.questions if not question.by_hand]


def _companion(assignment: Assignment, name: str) -> ModuleType:
    package = fingerprints(assignment.folder).__package__
    return importlib.import_module(f"{package}.{name}")
