"""All rows of the part files, by graded cell and by answer."""

from __future__ import annotations

import re

from autograder.assignment.assignment import Assignment
from autograder.assignment.questions import Question
from autograder.checks import (
    part_1a,
    part_1b,
    part_1c,
    part_1d,
    part_1e,
    part_1f,
    part_1g,
    section_2,
)
from autograder.checks.answers import Answer, Questions

PARTS = (part_1a, part_1b, part_1c, part_1d, part_1e, part_1f, part_1g, section_2)
QUESTIONS: Questions = {
    grade_id: answers for part in PARTS for grade_id, answers in part.QUESTIONS.items()
}
ANSWERS: dict[str, Answer] = {
    answer.id: answer for answers in QUESTIONS.values() for answer in answers
}
FILES: dict[str, str] = {
    grade_id: f"{part.__name__.replace('.', '/')}.py"
    for part in PARTS
    for grade_id in part.QUESTIONS
}


def functions(grade_id: str) -> tuple[str, ...]:
    """The functions and globals that a graded cell judges; empty if it has no row."""
    return tuple(dict.fromkeys(a.function for a in QUESTIONS.get(grade_id, ())))


def without_row(assignment: Assignment) -> list[str]:
    """One sentence for each question without a row; it names the file to edit."""
    return [
        f"{question.grade_id}: no row in {_file_for(question)}"
        for question in assignment.questions
        if not question.by_hand and question.grade_id not in QUESTIONS
    ]


def _file_for(question: Question) -> str:
    """The file for a question's part, from the number in its notebook's name."""
    section = "".join(re.findall(r"\d+", question.notebook)[:1])
    names = (f"section_{section}", f"part_{section}{question.part}")
    files = [f"autograder/checks/{name}.py" for name in names]
    return next((file for file in files if file in FILES.values()), files[-1])
