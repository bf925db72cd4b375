"""The command `export`: grades and feedback in the form of one platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.lms.export.canvas import fill_canvas
from autograder.lms.export.entries import Entry, read_entries
from autograder.lms.export.feedback_zip import canvas_pages, moodle_pages, write_zip
from autograder.lms.export.gradescope import results_json, submission_name
from autograder.lms.export.moodle import fill_moodle
from autograder.lms.export.rows import Filled
from autograder.lms.export.spreadsheet import spreadsheet
from autograder.lms.names import safe_name
from autograder.lms.tables import read_table

WHERE = {
    "canvas": "In Canvas open Grades and choose Export",
    "moodle": "In Moodle open the assignment and choose Download grading worksheet",
}


class Request(NamedTuple):
    """What to export.

    Attributes:
        platform: "canvas", "moodle", "gradescope" or "csv".
        out: a folder; or a .csv or .zip file for the grades or the feedback alone.
        template: the platform's own file, to be filled in.
        column: the title of the column to fill; "" to find it.
    """

    platform: str
    out: Path
    template: Path | None = None
    column: str = ""


@dataclass
class Summary:
    """What an export did.

    Attributes:
        written: what was written where.
        attention: what needs a person, and why.
        by_hand: how many students still have answers to be graded by hand.
    """

    written: list[str] = field(default_factory=list)
    attention: list[str] = field(default_factory=list)
    by_hand: int = 0

    def lines(self) -> list[str]:
        """The summary for the terminal."""
        lines = list(self.written)
        if self.by_hand:
            lines.append(
                f"not final: {self.by_hand} students still have answers to be graded "
                "by hand, which count 0 so far"
            )
        if self.attention:
            lines.append(f"need a look ({len(self.attention)}):")
            lines += [f"  {one_line(note)}" for note in self.attention]
        return lines


def export(course: Course, assignment: Assignment, request: Request) -> Summary:
    """Write grades and feedback.

    Raises:
        UsageError: nothing was graded, or the template does not fit; nothing was
            written.
    """
    entries = read_entries(course, assignment)
    by_hand = sum(entry.figures.by_hand > 0 for entry in entries.values())
    summary = Summary(by_hand=by_hand)
    if request.platform == "gradescope":
        _write_gradescope(request.out, entries, assignment, summary)
    elif request.platform == "csv":
        out = _grades_file(request, "grades.csv")
        if out is None:
            raise UsageError(f"--to csv writes no ZIP. Give a CSV file, not {out}.")
        write_whole(out, spreadsheet(entries.values(), assignment))
        summary.written.append(f"{len(entries)} grades in {out}")
    else:
        _write_filled(course, assignment, request, entries, summary)
    return summary


def _write_filled(
    course: Course,
    assignment: Assignment,
    request: Request,
    entries: Mapping[str, Entry],
    summary: Summary,
) -> None:
    """Fill in the platform's own file, and pack the feedback pages."""
    filled = _filled(assignment, request, entries)
    summary.attention += filled.attention
    grades = _grades_file(request, f"{request.platform}-grades.csv")
    if grades is not None:
        write_whole(grades, filled.content)
        summary.written.append(f"{filled.count} grades in {grades}")
    pack = _feedback_file(request)
    if pack is None:
        return
    if request.platform == "canvas":
        pages = canvas_pages(course, entries)
    else:
        pages = moodle_pages(course, filled.rows)
    summary.attention += pages.attention
    if pages.files:
        write_zip(pack, pages.files)
        summary.written.append(f"{len(pages.files)} feedback pages in {pack}")


def _filled(
    assignment: Assignment, request: Request, entries: Mapping[str, Entry]
) -> Filled:
    if request.template is None:
        raise UsageError(
            f"--to {request.platform} needs the platform's own file, so that every "
            f"student is found there again. {WHERE[request.platform]}; then add: "
            "--template FILE"
        )
    grades = _grades_file(request, "")
    if grades is not None and grades.absolute() == request.template.absolute():
        raise UsageError(
            f"{grades} is the template. Give another file with --out, so that the "
            "platform's own stays as it is."
        )
    table = read_table(request.template)
    fill = fill_canvas if request.platform == "canvas" else fill_moodle
    return fill(table, entries, assignment, request.column)


def _grades_file(request: Request, name: str) -> Path | None:
    """Where the grades go; None if only feedback is wanted."""
    ending = request.out.suffix.lower()
    if ending == ".zip":
        return None
    return request.out if ending == ".csv" else request.out / name


def _feedback_file(request: Request) -> Path | None:
    """Where the feedback goes; None if only grades are wanted."""
    ending = request.out.suffix.lower()
    if ending == ".csv":
        return None
    name = f"{request.platform}-feedback.zip"
    return request.out if ending == ".zip" else request.out / name


def _write_gradescope(
    out: Path, entries: Mapping[str, Entry], assignment: Assignment, summary: Summary
) -> None:
    written: dict[str, Entry] = {}
    for student, entry in entries.items():
        name = safe_name(submission_name(entry))
        first = written.setdefault(name, entry)
        if first.figures.total != entry.figures.total:
            summary.attention.append(
                f"{student}: {entry.figures.total:g} points, but {first.student} of "
                f"the same group has {first.figures.total:g}, which {name} says"
            )
        if first is entry:
            file = out / name / "results.json"
            write_whole(file, results_json(entry, assignment))
    summary.written.append(f"{len(written)} results.json in {out}")
