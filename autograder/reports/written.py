"""Written answers out for reading, question by question, and their scores back in.

Answers are shuffled, differently for each question, and have no names, so that neither
the order nor the author influences a score. `scores.csv` is filled in by hand and taken
back whole or not at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.results import GRADED
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.write import GradebookWriter, HandScore
from autograder.reports.class_data import ClassData, read_class
from autograder.reports.rendering import csv_bytes, points, render
from autograder.reports.rubric import comments_of, rubric_of, rubric_warning

TABLE = "scores.csv"
HEAD = ["question", "answer", "score", "codes", "comment"]
REQUIRED = HEAD[:3]

Row = dict[str, str]  # of the CSV, by column


class Answer(NamedTuple):
    """One written answer, under a key instead of a name."""

    key: str
    text: str
    score: float | None
    attempted: bool


def write_pages(course: Course, assignment: Assignment, folder: Path) -> int:
    """Write a page for each written question, and `scores.csv`, into the folder.

    Raises:
        UsageError: nothing was graded, or scores.csv is there and would be lost.
    """
    data = read_class(course, assignment)
    if (folder / TABLE).exists():
        raise UsageError(
            f"{folder / TABLE} is there already and may hold scores. Take it in with "
            f"grade --written {folder / TABLE}, or give another folder."
        )
    sources = {name: data.sources(name) for name in data.results}
    rows = []
    for grade_id in assignment.written:
        answers = shuffled(data, grade_id, sources)
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
    write_whole(folder / TABLE, csv_bytes([HEAD, *rows]))
    print(f"{len(rows)} answers to read in {folder}; enter scores in {folder / TABLE}")
    return 0


def shuffled(
    data: ClassData, grade_id: str, sources: dict[str, dict[str, str]]
) -> list[Answer]:
    """All answers to one question, in an order that depends on the question."""
    answers = []
    for name, result in data.results.items():
        cell = result.cells[grade_id]
        attempted = cell.outcome != "not attempted" and result.status == GRADED
        text = sources[name].get(grade_id, "")
        key = key_of(name, data.assignment)
        answers.append(Answer(key, text, cell.score, attempted))
    random.Random(grade_id).shuffle(answers)
    return answers


def key_of(student: str, assignment: Assignment) -> str:
    """What replaces a student's name while answers are read."""
    # The name of a folder may hold bytes that are not UTF-8.
    text = f"{assignment.name} {student}".encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:8]


def take_scores(course: Course, assignment: Assignment, file: Path) -> int:
    """Enter the scores of a filled `scores.csv` into the gradebook.

    Raises:
        UsageError: a row is wrong or a student unknown; nothing was entered.
    """
    data = read_class(course, assignment)
    rows, empty = _read_rows(file)
    scores = _hand_scores(data, rows)
    with GradebookWriter(read_configuration(course).db_url, assignment) as book:
        count = book.enter(scores)
    left = f", {empty} rows without a score were left alone" if empty else ""
    print(f"{count} scores entered{left}.")
    return 0


def _read_rows(file: Path) -> tuple[list[tuple[int, Row]], int]:
    """The rows with a score, by line number, and how many have none."""
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
            f"{','.join(HEAD)}"
        )
    rows = [{name: row.get(name) or "" for name in HEAD} for row in reader]
    filled = [(n, row) for n, row in enumerate(rows, 2) if row["score"].strip()]
    return filled, len(rows) - len(filled)


def _hand_scores(data: ClassData, rows: list[tuple[int, Row]]) -> list[HandScore]:
    """The scores of all rows.

    Raises:
        UsageError: rows are wrong; each of the first is named.
    """
    names = {key_of(name, data.assignment): name for name in data.results}
    scores, faults = [], []
    seen: set[tuple[str, str]] = set()
    for line, row in rows:
        try:
            scores.append(_hand_score(row, names, data.assignment, seen))
        except ValueError as fault:
            faults.append(f"line {line}: {fault}")
    if faults:
        listed = "".join(f"\n  {fault}" for fault in faults[:20])
        raise UsageError(f"{len(faults)} rows are wrong; nothing was entered.{listed}")
    return scores


def _hand_score(
    row: Row, names: dict[str, str], assignment: Assignment, seen: set[tuple[str, str]]
) -> HandScore:
    """The score of one row; its question and answer are added to `seen`.

    Raises:
        ValueError: the row is wrong.
    """
    grade_id, key = row["question"].strip(), row["answer"].strip()
    score = _score(row["score"], grade_id, assignment)
    if key not in names:
        raise ValueError(f"there is no answer {one_line(key, 20)!r}")
    if (grade_id, key) in seen:
        raise ValueError("this answer stands twice")
    seen.add((grade_id, key))
    return HandScore(names[key], grade_id, score, _comment(grade_id, row))


def _score(text: str, grade_id: str, assignment: Assignment) -> float:
    if grade_id not in assignment.written:
        raise ValueError(f"{one_line(grade_id, 20)!r} is no written question")
    full = assignment.by_id[grade_id].points
    try:
        score = float(text.strip().replace(",", "."))
    except ValueError:
        raise ValueError(f"{one_line(text, 20)!r} is no number") from None
    if not 0 <= score <= full:
        raise ValueError(f"{score:g} is not between 0 and {full:g}")
    return score


def _comment(grade_id: str, row: Row) -> str:
    codes = row["codes"].replace(",", " ").split()
    try:
        comments = comments_of(grade_id, codes)
    except KeyError as error:
        raise ValueError(f"{error} is no code of {grade_id}") from None
    return "\n".join([*comments, *filter(None, [row["comment"].strip()])])
