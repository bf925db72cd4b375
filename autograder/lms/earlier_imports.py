"""What earlier imports found out: who the students are, and their platform ids."""

from __future__ import annotations

from autograder.assignment.course import Course
from autograder.lms.match import Match
from autograder.lms.people import People, Person, key
from autograder.submissions.import_record import ImportedStudent

Earlier = dict[tuple[str, str], set[str]]  # an id, and the students who have it


def recorded_people(record: dict[str, ImportedStudent]) -> People:
    """The roster of earlier imports."""
    return People(
        Person([entry.name], entry.email, entry.ids | {"id": name})
        for name, entry in record.items()
        if entry.known
    )


def add_recorded_ids(people: People, record: dict[str, ImportedStudent]) -> None:
    """Let persons be known by the platform's ids that earlier imports found out.

    Their folders keep the names that they have.
    """
    for person in people.all:
        student = person.student
        entry = record.get(student)
        if entry is not None and entry.known:
            person.ids = entry.ids | person.ids | {"id": student}
            people.index(person)


def index(record: dict[str, ImportedStudent]) -> Earlier:
    """The students of earlier imports by everything that identifies them."""
    earlier: Earlier = {}
    for name, entry in record.items():
        for one in Person(email=entry.email, ids=entry.ids).all_keys():
            earlier.setdefault(one, set()).add(name)
    return earlier


def other_folders(course: Course, earlier: Earlier, match: Match) -> list[str]:
    """A note for each other folder that the same student has from earlier imports."""
    return [
        f"{match.student}: was imported before as {other}; compare the two, then "
        f"remove {course.submission(other).parent}"
        for other in _other_names(earlier, match)
        if course.submission(other).exists()
    ]


def _other_names(earlier: Earlier, match: Match) -> list[str]:
    """The names under which the same student was imported before."""
    if match.group:
        return []
    keys = [key(kind, value) for kind, value in match.owner.ids.items()]
    names = {name for one in keys for name in earlier.get(one, ())}
    return sorted(names - {match.student})
