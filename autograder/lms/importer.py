"""The command `import`: a class download put in place, under the ids of a roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UnreadableError, one_line
from autograder.lms.attempts import Change, digest_of, place
from autograder.lms.downloads.attempt import Attempt
from autograder.lms.downloads.contents import Contents, read_contents
from autograder.lms.downloads.read import read_downloads
from autograder.lms.match import Match, Matcher
from autograder.lms.people import People, Person, key
from autograder.lms.roster import read_rosters
from autograder.lms.times import read_time, timestamp
from autograder.submissions.import_record import (
    ImportedAttempt,
    ImportedStudent,
    read_record,
    write_record,
)

SAVE_EVERY = 200  # attempts
Earlier = dict[tuple[str, str], set[str]]  # an id, and the students who have it


@dataclass
class Summary:
    """What an import did.

    Attributes:
        changes: how many attempts came to what.
        unknown: the students who are not on the roster, and why.
        attention: files and students that need a look, and why.
    """

    changes: Counter[Change] = field(default_factory=Counter)
    unknown: dict[str, str] = field(default_factory=dict)
    attention: list[str] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    timeless: int = 0

    def lines(self) -> list[str]:
        """The summary for the terminal."""
        words: dict[Change, str] = {
            "new": "new",
            "newer": "replaced by a later attempt",
            "older": "earlier attempts kept aside",
            "updated": "with a time or late mark added",
            "unchanged": "unchanged",
        }
        counts = [f"{self.changes[c]} {w}" for c, w in words.items() if self.changes[c]]
        lines = ["submissions: " + ", ".join(counts)]
        if self.late:
            lines.append(f"marked late by the platform: {len(self.late)}")
        if self.timeless:
            lines.append(
                f"without a submission time: {self.timeless} (no late penalty can be "
                "computed for them)"
            )
        if self.unknown:
            lines.append(f"not on the roster ({len(self.unknown)}), put in place all "
                         "the same:")  # fmt: skip
            unknown = sorted(self.unknown.items())
            lines += [one_line(f"  {name}: {why}") for name, why in unknown]
        if self.attention:
            lines.append(f"need a look ({len(self.attention)}):")
            lines += [one_line(f"  {note}") for note in self.attention]
        return lines


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
        UsageError: the download, the roster or the record cannot be read.
    """
    record = read_record(course)
    people = _recorded_people(record)
    if rosters:
        people = read_rosters(rosters)
        _add_recorded_ids(people, record)
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
        matcher, earlier = Matcher(people, attempts), _index(record)
        try:
            for number, attempt in enumerate(attempts, 1):
                matches = matcher.students(attempt)
                for match in matches:
                    summary.attention += _twice(course, earlier, match)
                _import(course, record, attempt, matches, local, summary)
                if number % SAVE_EVERY == 0:
                    write_record(course, record)
        finally:
            write_record(course, record)
    if not people.all:
        summary.unknown.clear()  # without a roster nobody can be missing from it
    return summary


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


def _twice(course: Course, earlier: Earlier, match: Match) -> list[str]:
    """A note for each other folder that the same student has from earlier imports."""
    return [
        f"{match.student}: was imported before as {other}; compare the two, then "
        f"remove {course.submission(other).parent}"
        for other in _other_names(earlier, match)
        if course.submission(other).exists()
    ]


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


def _recorded_people(record: dict[str, ImportedStudent]) -> People:
    """The roster of earlier imports."""
    return People(
        Person([entry.name], entry.email, entry.ids | {"id": name})
        for name, entry in record.items()
        if entry.known
    )


def _add_recorded_ids(people: People, record: dict[str, ImportedStudent]) -> None:
    """Let persons be known by the platform's ids that earlier imports found out."""
    for person in people.all:
        entry = record.get(person.student)
        if entry is not None and entry.known:
            person.ids = entry.ids | person.ids
            people.index(person)


def _index(record: dict[str, ImportedStudent]) -> Earlier:
    """The students of earlier imports by everything that identifies them."""
    earlier: Earlier = {}
    for name, entry in record.items():
        for one in Person(email=entry.email, ids=entry.ids).all_keys():
            earlier.setdefault(one, set()).add(name)
    return earlier


def _other_names(earlier: Earlier, match: Match) -> list[str]:
    """The names under which the same student was imported before."""
    if match.group:
        return []
    keys = [key(kind, value) for kind, value in match.owner.ids.items()]
    names = {name for one in keys for name in earlier.get(one, ())}
    return sorted(names - {match.student})
