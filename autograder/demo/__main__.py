"""`make demo`: grades a sample class in a separate course folder.

The demo releases the assignment, writes the submissions, grades them, and writes the
class page and the students' pages. Then it compares every score with the expected one.
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
from autograder.assignment.isolation import MODES
from autograder.demo.build import build_class
from autograder.demo.students import Student, sample_class

console = Console()


def main(arguments: list[str] | None = None) -> int:
    """Run the demo. The exit status is 0 if all scores are as expected."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--course", type=Path, default=Path("course/demo"))
    parser.add_argument("--sandbox", choices=MODES, default="auto")
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

    console.print("[bold]1. Release the student version[/bold]")
    status = autograder(["release", *common, *sandbox])
    if status:
        return status
    console.print(
        f"\n[bold]2. Write the submissions of {len(students)} sample students[/bold]"
    )
    build_class(course.release, course.submitted, students, assignment)
    console.print("\n[bold]3. Grade[/bold]")
    status = autograder(["grade", *common, *sandbox])
    if status == 2:
        return status
    console.print("\n[bold]4. Write the class page and the students' pages[/bold]")
    for page in ("report", "feedback"):
        autograder([page, *common])
    return _verdict(course, students, assignment)


def _verdict(course: Course, students: list[Student], assignment: Assignment) -> int:
    """Print which attacks were stopped and whether all scores are as expected."""
    wrong = [
        line for student in students for line in mismatches(course, student, assignment)
    ]
    hostile = [student.name for student in students if student.attack]
    if hostile:
        console.print(
            f"\nAttempts to tamper, stopped by the sandbox: {', '.join(hostile)}. They "
            "tried to replace the checks, stop or block the interpreter, read answers "
            "and grades, and flood the output. None gained a point, and their right "
            "answers kept their points."
        )
    for line in wrong:
        console.print(f"[bold]✗ {line}[/bold]")
    if not wrong:
        points = assignment.automatic_points
        by_hand = assignment.max_score - points
        full = sum(student.total(assignment) == points for student in students)
        console.print(
            f"✓ All {len(students)} scores are as expected; {full} students have all "
            f"{points:g} automatic points. {by_hand:g} points each are graded by hand."
        )
    return int(bool(wrong))


def mismatches(course: Course, student: Student, assignment: Assignment) -> list[str]:
    """One line for each score of a student that differs from the expected one."""
    result = course.result(student.name)
    if result is None:
        return [f"{student.name} has no result"]
    return [
        f"{student.name}, {grade_id}: got {result.cells[grade_id].score}, "
        f"expected {expected:g}"
        for grade_id, expected in student.expected(assignment).items()
        if abs((result.cells[grade_id].score or 0.0) - expected) > 1e-3
    ]


if __name__ == "__main__":
    sys.exit(main())
