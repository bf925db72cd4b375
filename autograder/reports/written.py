"""Written answers out to read, question by question, and their scores back in.

Answers stand in shuffled order, another one for each question, without names: the
order in which one reads, and who wrote, should not count. `scores.csv` is filled in by
hand and taken back whole or not at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.contract import BY_ID
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.reports.class_data import WRITTEN, Classroom, read_classroom
from autograder.reports.rendering import points, render
from autograder.reports.rubric import RUBRIC, words_of

TABLE = "scores.csv"
HEAD = ["question", "answer", "score", "codes", "comment"]


class Answer(NamedTuple):
    """One written answer, under a key instead of a name."""

    key: str
    text: str
    score: float | None
    attempted: bool


def write_pages(root: Path, folder: Path) -> int:
    """Write a page for each written question, and `scores.csv`, into the folder.

    Raises:
        UsageError: nothing was graded, or scores.csv is there and would be lost.
    """
    room = read_classroom(root)
    if (folder / TABLE).exists():
        raise UsageError(
            f"{folder / TABLE} is there already and may hold scores. Take it in with "
            f"grade --written {folder / TABLE}, or give another folder."
        )
    sources = {name: room.sources(name) for name in room.results}
    rows = []
    for grade_id in WRITTEN:
        answers = shuffled(room, grade_id, sources)
        page = render(
            "written.html",
            question=BY_ID[grade_id],
            title=room.titles.get((BY_ID[grade_id].notebook, BY_ID[grade_id].part), ""),
            rubric=RUBRIC[grade_id],
            answers=[answer for answer in answers if answer.attempted],
            blank=sum(not answer.attempted for answer in answers),
        )
        write_whole(folder / f"{grade_id}.html", page)
        rows += [
            [grade_id, a.key, "" if a.score is None else points(a.score), "", ""]
            for a in answers
            if a.attempted
        ]
    write_whole(folder / TABLE, _csv(rows))
    print(f"{len(rows)} answers to read in {folder}; enter scores in {folder / TABLE}")
    return 0


def shuffled(
    room: Classroom, grade_id: str, sources: dict[str, dict[str, str]]
) -> list[Answer]:
    """All answers to one question, in an order of its own."""
    answers = []
    for name, result in room.results.items():
        cell = result.cells[grade_id]
        text = sources[name].get(grade_id, "")
        attempted = cell.outcome != "not attempted" and result.status == "graded"
        answers.append(Answer(key_of(name), text, cell.score, attempted))
    random.Random(grade_id).shuffle(answers)
    return answers


def key_of(student: str) -> str:
    """What stands for a student's name while answers are read."""
    return hashlib.sha256(f"backprop {student}".encode()).hexdigest()[:8]


def take_scores(root: Path, file: Path) -> int:
    """Enter the scores of a filled `scores.csv` into the gradebook.

    Raises:
        UsageError: a row is wrong; nothing was entered.
    """
    from autograder.gradebook.configuration import settings
    from autograder.gradebook.gradebook import find_alembic
    from autograder.gradebook.hand_scores import MissingEntry, write_remarks

    room = read_classroom(root)
    rows, empty = _rows(file)
    remarks = list(_remarks(room, rows))
    find_alembic()
    try:
        count = write_remarks(settings(Course(root)).db_url, remarks)
    except MissingEntry as error:
        raise UsageError(
            f"{error}. Grade that student first; nothing was entered."
        ) from None
    left = f", {empty} rows without a score were left alone" if empty else ""
    print(f"{count} scores entered{left}.")
    return 0


def _rows(file: Path) -> tuple[list[tuple[int, dict[str, str]]], int]:
    """The rows with a score, by line number, and how many have none."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read ({error}).") from None
    dialect = ";" if text.split("\n", 1)[0].count(";") > 2 else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=dialect)
    missing = [name for name in HEAD[:3] if name not in (reader.fieldnames or [])]
    if missing:
        raise UsageError(
            f"{file} has no column {missing[0]!r}. Its first line should be: "
            f"{','.join(HEAD)}"
        )
    rows = [(n, {k: (v or "") for k, v in row.items() if k}) for n, row in
            enumerate(reader, 2)]  # fmt: skip
    filled = [(n, row) for n, row in rows if row["score"].strip()]
    return filled, len(rows) - len(filled)


def _remarks(room: Classroom, rows: list[tuple[int, dict[str, str]]]) -> Iterator:
    from autograder.gradebook.hand_scores import Remark

    names = {key_of(name): name for name in room.results}
    faults, remarks, seen = [], [], set()
    for line, row in rows:
        question, key = row["question"].strip(), row["answer"].strip()
        try:
            score = _score(row["score"], question)
            if key not in names:
                raise ValueError(f"there is no answer {one_line(key, 20)!r}")
            if (question, key) in seen:
                raise ValueError("this answer stands twice")
            seen.add((question, key))
            comment = _comment(question, row)
        except ValueError as fault:
            faults.append(f"line {line}: {fault}")
            continue
        remarks.append(Remark(names[key], question, score, comment))
    if faults:
        listed = "".join(f"\n  {fault}" for fault in faults[:20])
        raise UsageError(f"{len(faults)} rows are wrong; nothing was entered.{listed}")
    yield from remarks


def _score(text: str, question: str) -> float:
    if question not in RUBRIC:
        raise ValueError(f"{one_line(question, 20)!r} is no written question")
    full = BY_ID[question].points
    try:
        score = float(text.strip().replace(",", "."))
    except ValueError:
        raise ValueError(f"{one_line(text, 20)!r} is no number") from None
    if not 0 <= score <= full:
        raise ValueError(f"{score:g} is not between 0 and {full}")
    return score


def _comment(question: str, row: dict[str, str]) -> str:
    codes = row.get("codes", "").replace(",", " ").split()
    try:
        words = words_of(question, codes)
    except KeyError as error:
        raise ValueError(f"{error} is no code of {question}") from None
    return "\n".join([*words, *filter(None, [row.get("comment", "").strip()])])


def _csv(rows: list[list[str]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEAD, *rows])
    return stream.getvalue().encode()
