"""Runs the commands: each function takes the options and returns the exit status."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment.assignment import (
    Assignment,
    notebooks_beside,
    read_assignment,
)
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.assignment.results import StudentResult, class_json
from autograder.grading.worker import check_sandbox, close_grading_thread

if TYPE_CHECKING:
    from autograder.cli.progress import Meter

HandScores = Mapping[str, Mapping[str, float]]  # student -> grade_id -> score


def release(options: argparse.Namespace) -> int:
    """Build and verify the student version."""
    from autograder.release.build import make_release

    check_parent(options.course)
    finished = make_release(course_at(options), options.sandbox)
    print("\n".join(finished.lines()))
    return 0


def grade(options: argparse.Namespace) -> int:
    """Grade new and changed submissions, or import scores of written answers."""
    course = existing_course(options)
    assignment = read_assignment(course.notebooks)
    if options.written is not None:
        from autograder.reports.written import take_scores

        return take_scores(course, assignment, options.written)
    from autograder.checks.companion_data import refresh
    from autograder.cli.class_table import print_class
    from autograder.cli.progress import Meter

    students = chosen_students(course, options.students)
    check_json(options.json)
    check_sandbox(options.sandbox)
    check_notebooks(assignment)
    assignment = refresh(assignment)
    with Meter(len(students)) as meter:
        by_hand = _grade_students(course, assignment, students, options, meter)
    if options.json is not None:
        results = recorded(course, students, by_hand)
        write_whole(options.json, class_json(results, assignment.name))
    rows = print_class(recorded(course, students, by_hand), assignment)
    print(meter.summary())
    return int(any(row.failed for row in rows))


def _grade_students(
    course: Course,
    assignment: Assignment,
    students: Sequence[str],
    options: argparse.Namespace,
    meter: Meter,
) -> HandScores:
    """Grade the students and return their scores by hand."""
    from autograder.gradebook.configuration import read_configuration
    from autograder.gradebook.late_penalties import penalize_late
    from autograder.gradebook.write import GradebookWriter
    from autograder.grading.cores import default_workers
    from autograder.grading.dask_cluster import cluster
    from autograder.grading.pool import Workers
    from autograder.grading.whole_class import ClassRun, grade_class
    from autograder.release.up_to_date import ensure_released

    configuration, limits = read_configuration(course), DEFAULT_LIMITS
    count = options.workers or default_workers()
    with ExitStack() as stack:
        ensure_released(course, assignment, configuration)
        gradebook = stack.enter_context(
            GradebookWriter(configuration.db_url, assignment)
        )
        if options.dask:
            executor, count = stack.enter_context(cluster(options.dask))
        else:
            timeout = limits.worker_seconds(len(assignment.notebooks))
            workers = Workers(count, timeout, limits.attempts, close_grading_thread)
            executor = stack.enter_context(workers)
        run = ClassRun(
            course,
            assignment,
            gradebook,
            options.sandbox,
            options.force,
            penalize_late(configuration, assignment),
            limits,
        )
        grade_class(run, students, executor, meter, window=2 * count)
        return gradebook.by_hand(students)


def recorded(
    course: Course, students: Sequence[str], by_hand: HandScores
) -> Iterator[StudentResult]:
    """Yield the stored results of the students, with scores by hand."""
    for student in sorted(students):
        result = course.result(student)
        if result is not None:
            yield result.with_scores(by_hand.get(student, {}))


def check(options: argparse.Namespace) -> int:
    """Grade notebooks without a course directory."""
    from autograder.checks.companion_data import refresh
    from autograder.cli.student_table import print_student
    from autograder.grading.loose_files import grade_all, submissions_of

    check_json(options.json)
    assignment = read_assignment(options.notebooks)
    check_notebooks(assignment)
    assignment = refresh(assignment)
    submissions = submissions_of(options.files, assignment)
    graded = grade_all(submissions, options.sandbox, assignment, options.notebooks)
    results = [one.result for one in graded]
    for result in results:
        print_student(result, assignment)
    if options.json is not None:
        ordered = sorted(results, key=lambda result: result.student)
        write_whole(options.json, class_json(ordered, assignment.name))
    return int(any(result.failed for result in results))


def report(options: argparse.Namespace) -> int:
    """Write the class page, or the pages of written answers."""
    course = existing_course(options)
    assignment = read_assignment(course.notebooks)
    if options.written is not None:
        from autograder.reports.written import write_pages

        return write_pages(course, assignment, options.written)
    from autograder.reports.class_page import write_report

    return write_report(course, assignment, anonymous=options.anonymous)


def feedback(options: argparse.Namespace) -> int:
    """Write a page for each student."""
    course = existing_course(options)
    from autograder.reports.student_page import write_feedback

    assignment = read_assignment(course.notebooks)
    return write_feedback(course, assignment, options.students)


def doctor(options: argparse.Namespace) -> int:
    """Print what this machine lacks and how to install it."""
    from autograder.cli.doctor import examine

    findings = examine(options.course)
    for finding in findings:
        print(finding.line())
    return 2 if any(finding.needed and not finding.ok for finding in findings) else 0


def existing_course(options: argparse.Namespace) -> Course:
    """Return the course in the directory `--course`.

    Raises:
        UsageError: the directory does not exist.
    """
    root: Path = options.course
    if not root.is_dir():
        raise UsageError(
            f"{root} does not exist. Run: python -m autograder release --course {root}"
        )
    return course_at(options)


def course_at(options: argparse.Namespace) -> Course:
    """Return the course directory with the instructor's notebooks that belong to it."""
    root: Path = options.course
    return Course(root, options.notebooks or notebooks_beside(root))


def check_notebooks(assignment: Assignment) -> None:
    """Make sure that the notebooks can be used for grading.

    Raises:
        UsageError: they have errors; the message says what to change.
    """
    from autograder.grading.loose_files import check_rows
    from autograder.release.validate import problems

    found = problems(assignment)
    if found:
        raise UsageError(
            f"{assignment.folder}: {'; '.join(found)}. Nothing was graded."
        )
    check_rows(assignment)


def check_parent(path: Path) -> None:
    """Make sure that the directory can be created."""
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is a file. Give a directory for the course.")


def check_json(path: Path | None) -> None:
    """Make sure, before grading, that the JSON file can be written.

    Raises:
        UsageError: its folder does not exist, or the path is a folder.
    """
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise UsageError(
            f"{path} cannot be written. Give a file in an existing folder."
        )


def chosen_students(course: Course, names: Sequence[str]) -> list[str]:
    """Return the students to grade.

    Raises:
        UsageError: there is no submission, or none for one of the names.
    """
    students = list(course.students())
    folder = course.submitted
    if not students:
        raise UsageError(
            f"There is no submission in {folder}. "
            f"Put each in {folder}/STUDENT/{course.assignment}/."
        )
    for name in names:
        if name not in students:
            similar = difflib.get_close_matches(name, students, n=1)
            hint = f" Did you mean {similar[0]}?" if similar else ""
            raise UsageError(
                f"{one_line(name, 80)!r} has no submission in {folder}.{hint}"
            )
    return list(dict.fromkeys(names)) or students
