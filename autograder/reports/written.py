"""Writes pages of written answers for grading, and imports the scores.

Answers are anonymous and shuffled, differently for each question, so that neither order
nor author influences a score. The instructor fills in `scores.csv`, which is imported
completely or not at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.results import GRADED
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.late_penalties import update_late_penalties
from autograder.gradebook.read import is_released, manual_scores
from autograder.gradebook.schema import Database, student_id
from autograder.gradebook.write import GradebookWriter, HandScore
from autograder.reports.class_data import ClassData, read_class
from autograder.reports.rendering import csv_bytes, points, render
from autograder.reports.rubric import comments_of, rubric_of, rubric_warning

TABLE = "scores.csv"
COLUMNS = ["question", "answer", "score", "codes", "comment"]
REQUIRED = COLUMNS[:3]

Row = dict[str, str]  # column -> text


class Answer(NamedTuple):
    """One written answer, with a key instead of the student's name."""

    key: str
    text: str
    score: float | None
    attempted: bool


def write_pages(course: Course, assignment: Assignment, folder: Path) -> int:
    """Write a page for each written question, and `scores.csv`, into the folder.

    Raises:
        UsageError: nothing was graded, or scores.csv exists already.
    """
    data = read_class(course, assignment)
    if (folder / TABLE).exists():
        raise UsageError(
            f"{folder / TABLE} already exists and may contain scores. Import it with "
            f"grade --written {folder / TABLE}, or choose another folder."
        )
    sources = {name: data.sources(name) for name in data.results}
    scores = _scores_so_far(course, assignment)
    rows = []
    for grade_id in assignment.written:
        answers = shuffled(data, grade_id, sources, scores)
        attempted = [answer for answer in answers if answer.attempted]
        page = render(
            "written.html",
            question=assignment.by_id[grade_id],
            rubric=rubric_of(grade_id),
            answers=attempted,
            blank=len(answers) - len(attempted),
        )
        write_whole(folder / f"{grade_id}.html", page)
        print(rubric_warning(assignment.by_id[grade_id]), end="")
        for answer in attempted:
            score = "" if answer.score is None else points(answer.score)
            rows.append([grade_id, answer.key, score, "", ""])
    write_whole(folder / TABLE, csv_bytes([COLUMNS, *rows]))
    print(f"{len(rows)} answers to grade in {folder}; enter scores in {folder / TABLE}")
    return 0


def _scores_so_far(
    course: Course, assignment: Assignment
) -> dict[str, dict[str, float]]:
    """Return the scores in the gradebook, by student and question.

    Without extra credit, which stays beside a score that is entered.
    """
    url = read_configuration(course).db_url
    if not is_released(url, assignment):
        return {}
    with Database(url) as database:
        return manual_scores(database, assignment)


def shuffled(
    data: ClassData,
    grade_id: str,
    sources: dict[str, dict[str, str]],
    scores: Mapping[str, Mapping[str, float]],
) -> list[Answer]:
    """Return all answers to one question, in a random order fixed per question.

    Args:
        sources, scores: the answers, and the scores in the gradebook, by student and
            question.
    """
    answers = []
    for name, result in data.results.items():
        cell = result.cells[grade_id]
        attempted = cell.outcome != "not attempted" and result.status == GRADED
        text = sources[name].get(grade_id, "")
        key = key_of(name, data.assignment)
        score = scores.get(student_id(name), {}).get(grade_id)
        answers.append(Answer(key, text, score, attempted))
    random.Random(grade_id).shuffle(answers)
    return answers


def key_of(student: str, assignment: Assignment) -> str:
    """Return the key that replaces a student's name during grading."""
    # The name of a folder may contain bytes that are not UTF-8.
    text = f"{assignment.name} {student}".encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:8]


def take_scores(course: Course, assignment: Assignment, file: Path) -> int:
    """Enter the scores from a `scores.csv` into the gradebook.

    Raises:
        UsageError: a row has an error; nothing was entered.
    """
    data = read_class(course, assignment)
    rows, empty = _read_rows(file)
    scores = _hand_scores(data, rows)
    configuration = read_configuration(course)
    with GradebookWriter(configuration.db_url, assignment) as book:
        count = book.enter(scores)
    update_late_penalties(course, assignment, configuration)
    skipped = f"; {_counted(empty, 'row')} without a score skipped" if empty else ""
    print(f"{_counted(count, 'score')} entered{skipped}.")
    return 0


def _read_rows(file: Path) -> tuple[list[tuple[int, Row]], int]:
    """Return the rows with a score by line number, and the number of others."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({error}).") from None
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 2 else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or [])]
    if missing:
        raise UsageError(
            f"{file} has no column {missing[0]!r}. Its first line should be: "
            f"{','.join(COLUMNS)}"
        )
    rows = [{name: row.get(name) or "" for name in COLUMNS} for row in reader]
    filled = [(n, row) for n, row in enumerate(rows, 2) if row["score"].strip()]
    return filled, len(rows) - len(filled)


def _hand_scores(data: ClassData, rows: list[tuple[int, Row]]) -> list[HandScore]:
    """Return the scores of all rows.

    Raises:
        UsageError: rows have errors; the message lists the first 20.
    """
    names = {key_of(name, data.assignment): name for name in data.results}
    scores, errors = [], []
    seen: set[tuple[str, str]] = set()
    for line, row in rows:
        try:
            scores.append(_hand_score(row, names, data.assignment, seen))
        except ValueError as error:
            errors.append(f"line {line}: {error}")
    if errors:
        listed = "".join(f"\n  {error}" for error in errors[:20])
        count = _counted(len(errors), "error")
        raise UsageError(f"{count} in the table; nothing was entered.{listed}")
    return scores


def _hand_score(
    row: Row, names: dict[str, str], assignment: Assignment, seen: set[tuple[str, str]]
) -> HandScore:
    """Return the score of one row; add its question and answer to `seen`.

    Raises:
        ValueError: the row has an error.
    """
    grade_id, key = row["question"].strip(), row["answer"].strip()
    score = _score(row["score"], grade_id, assignment)
    if key not in names:
        raise ValueError(f"no answer has the key {one_line(key, 20)!r}")
    if (grade_id, key) in seen:
        raise ValueError("this answer appears twice")
    seen.add((grade_id, key))
    return HandScore(names[key], grade_id, score, _comment(grade_id, row))


def _score(text: str, grade_id: str, assignment: Assignment) -> float:
    if grade_id not in assignment.written:
        raise ValueError(f"{one_line(grade_id, 20)!r} is not a written question")
    full = assignment.by_id[grade_id].points
    try:
        score = float(text.strip().replace(",", "."))
    except ValueError:
        raise ValueError(f"{one_line(text, 20)!r} is not a number") from None
    if not 0 <= score <= full:
        raise ValueError(f"{score:g} is not between 0 and {full:g}")
    return score


def _comment(grade_id: str, row: Row) -> str:
    codes = row["codes"].replace(",", " ").split()
    try:
        comments = comments_of(grade_id, codes)
    except KeyError as error:
        raise ValueError(f"{error} is not a rubric code of {grade_id}") from None
    return "\n".join([*comments, *filter(None, [row["comment"].strip()])])


def _counted(number: int, noun: str) -> str:
    """Return "1 row", "2 rows"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
