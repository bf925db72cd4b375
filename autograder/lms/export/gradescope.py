"""Gradescope: a `results.json` for each submission, after grading here or there.

gradescope/autograder_samples docs/specs.md, "Output format". The top-level score is the
gradebook's total and overrides the sum of the tests. An answer that a person still has
to grade has no score.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from autograder.assignment.assignment import Assignment
from autograder.assignment.questions import Question
from autograder.assignment.results import CellResult, StudentResult, automatic
from autograder.lms.tables import points

if TYPE_CHECKING:  # Gradescope's container has no database
    from autograder.gradebook.totals import Total
    from autograder.lms.export.entries import Entry

BY_HAND = "This answer is graded by hand."
MARKUP = re.compile(r"[\\`*_\[\]#]")  # of Markdown
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def submission_name(entry: Entry) -> str:
    """The folder for the results: Gradescope's name for the submission, else ours."""
    attempt = entry.imported.counting if entry.imported else None
    known = attempt is not None and attempt.platform == "gradescope"
    return attempt.label if attempt is not None and known else entry.student


def results_json(entry: Entry, assignment: Assignment) -> bytes:
    """The content of `results.json`."""
    cells = entry.result.cells if entry.result is not None else {}
    data = {
        "score": float(points(entry.figures.total)),
        "output": _summary(entry.figures, assignment),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "tests": [
            _test(question, cells[question.grade_id])
            for question in assignment.questions
            if question.grade_id in cells
        ],
    }
    return _encoded(data)


def automatic_results(
    result: StudentResult, assignment: Assignment, visibility: str
) -> bytes:
    """The content of `results.json` for a submission graded in Gradescope's container.

    Written answers get no points here: people grade them on the platform, which also
    knows who is late.
    """
    data = {
        "score": automatic(result, assignment),
        "output": "\n".join(_there(result, assignment)),
        "output_format": "text",
        "test_output_format": "md",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "tests": [
            _automatic_test(question, result.cells[question.grade_id], visibility)
            for question in assignment.questions
        ],
    }
    return _encoded(data)


def _encoded(data: dict[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "replace")


def _there(result: StudentResult, assignment: Assignment) -> list[str]:
    score, most = automatic(result, assignment), assignment.automatic_points
    lines = [f"{points(score)} of {points(most)} automatic points."]
    if assignment.written:
        lines.append(f"{len(assignment.written)} written answers are graded by hand.")
    return lines + list(result.notes)


def _automatic_test(
    question: Question, cell: CellResult, visibility: str
) -> dict[str, Any]:
    if question.by_hand:
        name = f"{question.title} [{question.grade_id}]"
        return {"name": name, "output": BY_HAND, "visibility": visibility}
    test = _test(question, cell) | {"visibility": visibility}
    return test | {"output": as_markdown(test["output"])}


def as_markdown(text: str) -> str:
    """Return Markdown that shows this text as it is, lines included."""
    text = MARKUP.sub(r"\\\g<0>", text)
    for character, entity in ENTITIES.items():
        text = text.replace(character, entity)
    return text.replace("\n", "  \n")


def _summary(figures: Total, assignment: Assignment) -> str:
    lines = [f"{points(figures.score)} of {points(assignment.max_score)} points."]
    if figures.penalty:
        lines.append(
            f"Late penalty: {points(figures.penalty)}. "
            f"Total: {points(figures.total)} points."
        )
    if figures.by_hand:
        lines.append(f"{figures.by_hand} answers are still to be graded by hand.")
    return "\n".join(lines)


def _test(question: Question, cell: CellResult) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": f"{question.title} [{question.grade_id}]",
        "max_score": cell.max_score,
        "output": cell.feedback.replace("\r\n", "\n"),
    }
    if cell.score is None:
        return test | {"output": cell.feedback or BY_HAND}
    passed = cell.score >= cell.max_score
    return test | {"score": cell.score, "status": "passed" if passed else "failed"}
