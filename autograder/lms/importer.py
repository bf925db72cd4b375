"""The command `import`: a class download put in place, under the ids of a roster."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import tzinfo
from pathlib import Path

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UnreadableError, one_line
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.people import Named, enter_students
from autograder.gradebook.read import is_released
from autograder.gradebook.schema import Database
from autograder.lms.attempts import digest_of, place
from autograder.lms.downloads.attempt import Attempt
from autograder.lms.downloads.contents import Contents, read_contents
from autograder.lms.downloads.read import read_downloads
from autograder.lms.earlier_imports import (
    add_recorded_ids,
    index,
    other_folders,
    recorded_people,
)
from autograder.lms.import_summary import Summary
from autograder.lms.match import Match, Matcher
from autograder.lms.people import People
from autograder.lms.roster import read_rosters
from autograder.lms.times import read_time, timestamp
from autograder.submissions.import_record import (
    ImportedAttempt,
    ImportedStudent,
    late_without_time,
    read_record,
    write_record,
)

SAVE_EVERY = 200  # attempts


def import_download(
    course: Course,
    assignment: Assignment,
    path: Path,
    platform: str,
    rosters: Sequence[Path],
    local: tzinfo,
) -> Summary:
    """Put every attempt of the download in place.

    Args:
        local: the zone of times that name none.

    Raises:
        UsageError: the download, the roster or the record cannot be read, or the
            gradebook cannot be written.
    """
    record = read_record(course)
    people = _people(rosters, record)
    summary = Summary()
    with ExitStack() as stack:
        groups = {group for person in people.all for group in person.groups}
        downloads, notes = read_downloads(
            path, platform, assignment.notebooks, stack, groups
        )
        summary.attention += notes
        attempts = [attempt for one in downloads for attempt in one.attempts]
        stray = [name for one in downloads for name in one.stray]
        summary.attention += [
            f"{one_line(name, 120)}: belongs to no submission" for name in stray
        ]
        matcher, earlier = Matcher(people, attempts), index(record)
        try:
            for number, attempt in enumerate(attempts, 1):
                matches = matcher.students(attempt)
                for match in matches:
                    summary.attention += other_folders(course, earlier, match)
                _import(course, record, attempt, matches, local, summary)
                if number % SAVE_EVERY == 0:
                    write_record(course, record)
        finally:
            write_record(course, record)
    if not people.all:
        summary.unknown.clear()  # without a roster nobody can be missing from it
    summary.late_without_time = late_without_time(course)
    if rosters:
        summary.named = _enter_names(course, assignment, people)
    return summary


def _enter_names(course: Course, assignment: Assignment, people: People) -> int | None:
    """Enter the roster in the gradebook; None if nothing has been released yet."""
    url = read_configuration(course).db_url
    if not is_released(url, assignment):
        return None
    with Database(url) as database:
        return enter_students(
            database, (Named(p.student, p.first, p.last, p.email) for p in people.all)
        )


def _people(rosters: Sequence[Path], record: dict[str, ImportedStudent]) -> People:
    """Everybody on the rosters; without one, everybody of earlier imports."""
    if not rosters:
        return recorded_people(record)
    people = read_rosters(rosters)
    add_recorded_ids(people, record)
    return people


def _import(
    course: Course,
    record: dict[str, ImportedStudent],
    attempt: Attempt,
    matches: list[Match],
    local: tzinfo,
    summary: Summary,
) -> None:
    """Put one attempt in place for everybody who handed it in."""
    contents = read_contents(attempt.members)
    group = sorted(match.student for match in matches) if len(matches) > 1 else []
    for match in matches:
        student = match.student
        made = _attempt(attempt, match, contents, group, local)
        entry = record.setdefault(student, ImportedStudent(match.person is not None))
        _describe(entry, match)
        try:
            change = place(course, student, entry, made, contents.files)
        except UnreadableError as error:
            summary.attention.append(f"{student}: {error}")
            continue
        summary.changes[change] += 1
        if match.person is None:
            summary.unknown[student] = match.reason
        if made.late:
            summary.late.add(student)
        summary.timeless += made.time is None
        summary.attention += [f"{student}: {note}" for note in contents.notes]
        if not contents.files:
            summary.attention.append(f"{student}: no file that can be read")


def _attempt(
    attempt: Attempt,
    match: Match,
    contents: Contents,
    group: list[str],
    local: tzinfo,
) -> ImportedAttempt:
    time, late = attempt.time, attempt.late
    if match.person is not None and attempt.platform == "moodle":
        time = time or read_time(match.person.time, local)
        late = match.person.late if late is None else late
    return ImportedAttempt(
        digest_of(contents.files),
        attempt.platform,
        attempt.label,
        attempt.order,
        None if time is None else timestamp(time),
        late,
        group,
        notes=contents.notes,
        attachment=attempt.attachment,
    )


def _describe(entry: ImportedStudent, match: Match) -> None:
    """Add what is known of the student to the entry."""
    person, owner = match.person, match.owner
    if person is None:
        entry.name = entry.name or owner.name
        entry.email = entry.email or owner.ids.get("email", "")
        entry.ids |= {k: v for k, v in owner.ids.items() if k != "email"}
        return
    entry.known = True
    entry.name, entry.email = person.name or entry.name, person.email or entry.email
    entry.ids |= {kind: value for kind, value in person.ids.items() if kind != "id"}
    if not match.group:
        entry.ids |= {k: v for k, v in owner.ids.items() if k != "email"}
