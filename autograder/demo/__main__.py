"""`make demo`: the whole course on an invented class, in a folder of its own.

Release, submissions, grading with a progress bar, a table, the class page. At the end
the scores are held against those that each invented student must get.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from rich.console import Console

from autograder.__main__ import main as autograder
from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.course import Course
from autograder.demo.build import build_class
from autograder.demo.students import Student, sample_class

console = Console()


def main(arguments: list[str] | None = None) -> int:
    """Run the demo; the exit status is 0 when every student got what is due."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--course", type=Path, default=Path("course/demo"))
    parser.add_argument("--sandbox", choices=("auto", "none"), default="auto")
    options = parser.parse_args(arguments)
    course = Course(options.course)
    shutil.rmtree(course.root, ignore_errors=True)
    common = ["--course", str(course.root)]
    sandbox = ["--sandbox", options.sandbox]
    assignment = read_assignment()
    students = [
        student
        for student in sample_class(assignment)
        if options.sandbox == "auto" or not student.attack
    ]

    console.print("[bold]1. The student version[/bold]")
    status = autograder(["release", *common, *sandbox])
    if status:
        return status
    console.print(f"\n[bold]2. {len(students)} invented students hand in[/bold]")
    build_class(course.release, course.submitted, students, assignment)
    console.print("\n[bold]3. Grading[/bold]")
    status = autograder(["grade", *common, *sandbox])
    if status == 2:
        return status
    console.print("\n[bold]4. The pages[/bold]")
    for page in ("report", "feedback"):
        autograder([page, *common])
    return _verdict(course, students, assignment)


def _verdict(course: Course, students: list[Student], assignment: Assignment) -> int:
    """Say what was stopped, and whether everybody got the points that are due."""
    wrong = [
        words
        for student in students
        for words in departures(course, student, assignment)
    ]
    hostile = [student.name for student in students if student.attack]
    if hostile:
        console.print(
            f"\nHostile, and held in the sandbox: {', '.join(hostile)}. They tried to "
            "replace the checks, to end or hang the interpreter, to read answers and "
            "grades, and to flood the output. Nobody gained a point by it, and their "
            "right answers kept theirs."
        )
    for words in wrong:
        console.print(f"[bold]✗ {words}[/bold]")
    if not wrong:
        points = assignment.automatic_points
        by_hand = assignment.max_score - points
        full = sum(student.total(assignment) == points for student in students)
        console.print(
            f"✓ All {len(students)} got exactly what is due; {full} of them all "
            f"{points:g} automatic points. {by_hand:g} points each wait for a person."
        )
    return int(bool(wrong))


def departures(course: Course, student: Student, assignment: Assignment) -> list[str]:
    """Where a student's results differ from what is due."""
    result = course.result(student.name)
    if result is None:
        return [f"{student.name} has no result"]
    return [
        f"{student.name}, {grade_id}: got {result.cells[grade_id].score}, due {due:g}"
        for grade_id, due in student.expected(assignment).items()
        if abs((result.cells[grade_id].score or 0.0) - due) > 1e-3
    ]


if __name__ == "__main__":
    sys.exit(main())
