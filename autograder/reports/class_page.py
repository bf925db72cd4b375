"""Writes the class page: statistics, common mistakes, and what is left to grade."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.lateness import Lateness, duration
from autograder.reports import history
from autograder.reports.anonymity import Names, without_comments
from autograder.reports.class_data import ClassData, read_class
from autograder.reports.class_statistics import (
    EXAMPLE,
    ClassTable,
    RankedMistake,
    failing_together,
    histogram,
    question_statistics,
    ranked_mistakes,
    read_table,
)
from autograder.reports.heat_map import LEGEND, listed_students, picture
from autograder.reports.rendering import csv_bytes, points, render
from autograder.reports.similarity import SHOWN, Alike, Similarity
from autograder.submissions.import_record import late_without_time

SEVERAL = 2  # students who made a mistake before the lecture sees one's code
PAGE, TABLE = "report.html", "report.csv"
AFTER_CELLS = ("late", "penalty", "total")  # columns after those of the graded cells
ANONYMOUS_PAGE = "report-anonymous.html"
FORMULAS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
)  # a spreadsheet evaluates text that starts with one


def write_report(
    course: Course, assignment: Assignment, *, anonymous: bool = False
) -> int:
    """Write `report.html` and `report.csv` into the course.

    Args:
        anonymous: write `report-anonymous.html` instead, for the lecture: nothing on it
            identifies a person.

    Raises:
        UsageError: nothing was graded.
    """
    data = read_class(course, assignment)
    table = read_table(data)
    past = history.update(course, table)
    page = course.root / (ANONYMOUS_PAGE if anonymous else PAGE)
    write_whole(page, class_page(data, table, past, anonymous))
    print(f"class page: {page}")
    if not anonymous:
        write_whole(course.root / TABLE, class_table(table))
        print(f"table of scores: {course.root / TABLE}")
    return 0


def class_page(
    data: ClassData, table: ClassTable, past: history.History, anonymous: bool
) -> bytes:
    """Return the page as HTML, for staff or without anything about persons."""
    scores = np.sort(table.automatic)
    bars = histogram(table)
    examples = Examples(data, table, anonymous)
    return render(
        "class.html",
        staff=not anonymous,
        count=len(scores),
        full=data.assignment.automatic_points,
        median=scores[len(scores) // 2],
        mean=scores.mean(),
        bars=bars,
        most=max(bar.students for bar in bars),
        picture=picture(table),
        legend=LEGEND,
        statistics=question_statistics(data, table, examples=False),
        mistakes=[(one, *examples.of(one)) for one in ranked_mistakes(table)],
        pairs=failing_together(table),
        snapshots=past.snapshots,
        marks=sorted(table.marks),
        ungraded=int(np.isnan(table.scores).any(axis=1).sum()),
        unreadable=table.unreadable,
        **({} if anonymous else _for_staff(data, table)),
    )


def _for_staff(data: ClassData, table: ClassTable) -> dict[str, Any]:
    """Return what only the staff's page shows: everything with names."""
    alike = similar_submissions(data, table)
    return {
        "names": data.names,
        "students": table.students,
        "questions": data.assignment.questions,
        "listed": listed_students(table),
        "alike": alike[:SHOWN],
        "more_alike": max(0, len(alike) - SHOWN),
        "noted": table.noted,
        "late_without_time": late_without_time(data.course),
    }


class Examples:
    """Chooses an example answer for a mistake."""

    def __init__(self, data: ClassData, table: ClassTable, anonymous: bool) -> None:
        self.data, self.anonymous = data, anonymous
        persons = [*table.students, *data.names.values()] if anonymous else []
        self.names = Names(persons)

    def of(self, mistake: RankedMistake) -> tuple[str, str]:
        """Return the question and the code of an example; empty if there is none.

        For the lecture it has no comments, no name of anybody in the class, and the
        mistake was made by `SEVERAL` students at least.
        """
        if self.anonymous and mistake.students < SEVERAL:
            return "", ""
        for grade_id in mistake.questions:
            cell = self.data.assignment.by_id[grade_id].cell
            for student in mistake.made[grade_id]:
                code = self.data.sources(student).get(cell, "").strip("\n")
                if self.anonymous:
                    code = without_comments(code)
                if code and not (self.anonymous and self.names.occur_in(code)):
                    return grade_id, code[:EXAMPLE]
        return "", ""


def similar_submissions(data: ClassData, table: ClassTable) -> list[Alike]:
    """Return the pairs of similar submissions."""
    released = {
        cell.key: cell.released
        for cells in data.assignment.notebooks.values()
        for cell in cells
        if cell.kind == "solution"
    }
    found = Similarity(released)
    for student in table.students:
        found.add(student, data.sources(student))
    return found.pairs()


def class_table(table: ClassTable) -> bytes:
    """Return CSV with one line per student and one column per question.

    `score` is the sum of the questions; `total` is the score after the late penalty.
    """
    names = [question.grade_id for question in table.assignment.questions]
    full = points(table.assignment.max_score)
    rows = [["student", "status", "score", "max_score", *names, *AFTER_CELLS]]
    totals = np.nansum(table.scores, axis=1).tolist()
    for n, student in enumerate(table.students):
        cells = table.scores[n].tolist()
        scores = ["" if math.isnan(score) else points(score) for score in cells]
        row = [_not_a_formula(student), table.statuses[n], points(totals[n]), full]
        rows.append([*row, *scores, *_after_penalty(table.late[n], totals[n])])
    return csv_bytes(rows)


def _after_penalty(late: Lateness, score: float) -> list[str]:
    """Return how late the submission is, its penalty, and the score after it."""
    words = duration(late.seconds) if late.seconds > 0 else ""
    return [words, points(late.penalty), points(max(0.0, score - late.penalty))]


def _not_a_formula(name: str) -> str:
    """Return the name, quoted if a spreadsheet would evaluate it."""
    return f"'{name}" if name.startswith(FORMULAS) else name
