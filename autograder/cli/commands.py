"""Runs the commands: each function takes the options and returns the exit status."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from autograder.assignment.assignment import (
    Assignment,
    notebooks_beside,
    read_assignment,
)
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.assignment.results import (
    NOT_GRADED,
    StudentResult,
    class_json,
    not_graded,
)
from autograder.grading.worker import check_sandbox, close_grading_thread
from autograder.submissions.class_download import platform_of_folder

if TYPE_CHECKING:
    from autograder.cli.progress import Meter
    from autograder.gradebook.late_penalties import ClassLateness

HandScores = Mapping[str, Mapping[str, float]]  # student -> grade_id -> score


class Recorded(NamedTuple):
    """What the gradebook knows beside the results: scores by hand, and lateness."""

    by_hand: HandScores
    late: ClassLateness

    def about(self, student: str) -> bool:
        """Return whether there is anything about this student."""
        return student in self.by_hand or self.late.of(student).seconds > 0


def init(options: argparse.Namespace) -> int:
    """Create a course."""
    from autograder.cli.new_course import create_course

    print("\n".join(create_course(options.folder)))
    return 0


def release(options: argparse.Namespace) -> int:
    """Build and verify the student version, and copies for a browser."""
    from autograder.release.build import make_release
    from autograder.release.online import OnlineCopy
    from autograder.release.site import Site

    check_parent(options.course)
    course = course_at(options)
    copies: list[Site | OnlineCopy] = []
    if options.site is not None:
        copies.append(Site(options.site, options.pyodide))
    elif options.pyodide is not None:
        raise UsageError("--pyodide is an option of --site. Nothing was changed.")
    if options.url is not None:
        copies.append(OnlineCopy(options.url, course))
    for copy in copies:
        copy.check()
    finished = make_release(course, options.sandbox)
    print("\n".join(finished.lines()))
    for copy in copies:
        print("\n".join(copy.build(finished.folder, finished.assignment)))
    return 0


def grade(options: argparse.Namespace) -> int:
    """Grade new and changed submissions, or import scores of written answers."""
    course = existing_course(options)
    assignment = read_assignment(course.notebooks)
    if options.written is not None:
        from autograder.reports.written import take_scores

        return take_scores(course, assignment, options.written)
    from autograder.cli.class_table import StudentRow, print_class, row_of
    from autograder.cli.progress import Meter
    from autograder.release.companion_data import refresh

    students = chosen_students(course, options.students)
    if not options.students:
        warn_of_loose_notebooks(course, set(students))
    check_json(options.json)
    options.sandbox = check_sandbox(options.sandbox, [course.root])
    check_notebooks(assignment)
    assignment = refresh(assignment)
    unchanged: dict[str, StudentRow] = {}

    def keep(result: StudentResult) -> None:
        unchanged[result.student] = row_of(result, assignment)

    with Meter(len(students), unchanged=keep) as meter:
        known, failures = _grade_students(course, assignment, students, options, meter)
    if options.json is not None:
        failed = {s: not_graded(s, why, assignment) for s, why in failures.items()}
        results = recorded(course, students, known, failed)
        write_whole(options.json, class_json(results, assignment.name))
    # A result is read again only if it is new or the gradebook adds something to it.
    again = [s for s in students if s not in unchanged or known.about(s)]
    found = recorded(course, again, known)
    rows = unchanged | {one.student: row_of(one, assignment) for one in found}
    print_class(sorted(rows.values()), assignment)
    print(meter.summary())
    if failures:
        kept = "; their earlier results, if any, are unchanged"
        print(_failures_message("grade", failures, kept), file=sys.stderr)
        return 2
    return int(any(row.failed for row in rows.values()))


def _failures_message(command: str, failures: Mapping[str, str], kept: str) -> str:
    """Return the message about submissions on which the grader itself failed."""
    listed = [f"  {one_line(name)}: {why}" for name, why in sorted(failures.items())]
    noun = "submission was" if len(failures) == 1 else "submissions were"
    return (
        f"autograder {command}: {len(failures)} {noun} not graded because the grader "
        f"failed. This is not the students' fault{kept}. Run the same command again to "
        "retry.\n" + "\n".join(listed)
    )


def _grade_students(
    course: Course,
    assignment: Assignment,
    students: Sequence[str],
    options: argparse.Namespace,
    meter: Meter,
) -> tuple[Recorded, dict[str, str]]:
    """Grade the students, then set the late penalties of the class.

    Returns:
        What the gradebook knows beside the results, and why the grader failed, by
        student.
    """
    from autograder.gradebook.configuration import read_configuration
    from autograder.gradebook.late_penalties import update_late_penalties
    from autograder.gradebook.late_policy import read_policy
    from autograder.gradebook.write import GradebookWriter
    from autograder.grading.cores import default_workers
    from autograder.grading.dask_cluster import cluster
    from autograder.grading.pool import Workers
    from autograder.grading.whole_class import ClassRun, grade_class
    from autograder.release.up_to_date import ensure_released
    from autograder.submissions.import_record import platform_times

    configuration, limits = read_configuration(course), DEFAULT_LIMITS
    policy, times = read_policy(configuration.config), platform_times(course)
    count = options.workers or default_workers()
    with ExitStack() as stack:
        ensure_released(course, assignment, configuration)
        gradebook = stack.enter_context(
            GradebookWriter(configuration.db_url, assignment)
        )
        executor: Executor
        if options.dask:
            dask = stack.enter_context(
                cluster(options.dask, assignment, options.sandbox)
            )
            executor, count = dask.executor, dask.threads
        else:
            dask = None
            timeout = limits.worker_seconds(len(assignment.notebooks))
            executor = stack.enter_context(
                Workers(count, timeout, limits.attempts, close_grading_thread)
            )
        run = ClassRun(
            course,
            assignment,
            gradebook,
            options.sandbox,
            options.force,
            limits,
            times,
            remote=dask is not None,
            check_workers=None if dask is None else dask.check,
        )
        try:
            failures = grade_class(run, students, executor, meter, window=2 * count)
        finally:  # also if grading was stopped: some scores are new
            late = update_late_penalties(course, assignment, configuration, policy)
        return Recorded(gradebook.by_hand(students), late), failures


def recorded(
    course: Course,
    students: Sequence[str],
    known: Recorded,
    failed: Mapping[str, StudentResult] = MappingProxyType({}),
) -> Iterator[StudentResult]:
    """Yield the stored results of the students, with scores by hand and lateness.

    Args:
        failed: what to yield for students who have no stored result.
    """
    for student in sorted(students):
        result = course.result(student)
        if result is None and student in failed:
            yield failed[student]
        elif result is not None:
            result = result.with_scores(known.by_hand.get(student, {}))
            yield replace(result, late=known.late.of(student))


def check(options: argparse.Namespace) -> int:
    """Grade notebooks without a course directory."""
    from autograder.cli.student_table import print_student
    from autograder.grading.loose_files import grade_all, submissions_of
    from autograder.release.companion_data import refresh

    check_json(options.json)
    assignment = read_assignment(options.notebooks)
    check_notebooks(assignment)
    assignment = refresh(assignment)
    submissions = submissions_of(options.files, assignment)
    results = grade_all(submissions, options.sandbox, assignment, options.notebooks)
    for result in results:
        print_student(result, assignment)
    if options.json is not None:
        ordered = sorted(results, key=lambda result: result.student)
        write_whole(options.json, class_json(ordered, assignment.name))
    failures = {
        result.student: result.notes[0]
        for result in results
        if result.status == NOT_GRADED
    }
    if failures:
        print(_failures_message("check", failures, ""), file=sys.stderr)
        return 2
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


def import_submissions(options: argparse.Namespace) -> int:
    """Put a platform's class download in place."""
    from autograder.lms.importer import import_download
    from autograder.lms.times import zone

    course = existing_course(options)
    local = zone(options.timezone)
    assignment = read_assignment(course.notebooks)
    summary = import_download(
        course, assignment, options.download, options.platform, options.roster, local
    )
    print("\n".join(summary.lines()))
    return int(bool(summary.unknown or summary.attention))


def export_grades(options: argparse.Namespace) -> int:
    """Write grades and feedback in the form of a platform."""
    from autograder.lms.exporter import Request, export

    course = existing_course(options)
    assignment = read_assignment(course.notebooks)
    request = Request(
        options.platform, options.out, options.template, options.column or ""
    )
    summary = export(course, assignment, request)
    print("\n".join(summary.lines()))
    return int(bool(summary.attention))


def gradescope(options: argparse.Namespace) -> int:
    """Write the zip file of an autograder for Gradescope."""
    from autograder.lms.gradescope.package import write_package
    from autograder.release.companion_data import refresh

    check_json(options.out)
    assignment = read_assignment(course_at(options).notebooks)
    check_notebooks(assignment)
    lines = write_package(refresh(assignment), options.out, options.visibility)
    print("\n".join(lines))
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Print what this machine lacks and how to install it."""
    from autograder.cli.doctor import examine

    findings = examine(options.course, options.dask)
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
        UsageError: there is no submission, or none for one of the names, or a folder
            contains a whole class.
    """
    students = list(course.students())
    folder = course.submitted
    _refuse_class_downloads(course, students)
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


def _refuse_class_downloads(course: Course, students: Sequence[str]) -> None:
    """Make sure that no folder contains the submissions of several students.

    They would be graded as one student, and the others would get nothing.
    """
    root = str(course.submitted)
    for folder in (root, *(os.path.join(root, student) for student in students)):
        for place in (folder, os.path.join(folder, course.assignment)):
            platform = platform_of_folder(place)
            if platform is not None:
                raise UsageError(
                    f"{one_line(place)} contains submissions of several students, "
                    f"as {platform.capitalize()} packs them. Move it out of "
                    f"{root}, then run: python -m autograder import "
                    f"{one_line(os.path.basename(place))} --from {platform} "
                    f"--course {course.root}"
                )


def warn_of_loose_notebooks(course: Course, students: Collection[str]) -> None:
    """Name the folders whose notebooks are not graded, because nobody may be lost."""
    if not course.submitted.is_dir():
        return
    for name in sorted({entry.name for entry in os.scandir(course.submitted)}):
        if name in students or name.startswith("."):
            continue
        loose = course.loose_notebooks(name)
        if loose:
            print(
                f"not graded: {one_line(name)}/{one_line(loose[0])} is not in "
                f"{one_line(name)}/{course.assignment}/",
                file=sys.stderr,
            )
