"""Rosters: CSV files as Canvas, Moodle, Gradescope and nbgrader export them.

Several files complete each other: rows that share an id or an e-mail address, or else
a name that is unique, are the same student.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.assignment.errors import UsageError, one_line
from autograder.lms.names import folded, why_unsafe_id
from autograder.lms.people import People, Person
from autograder.lms.roster_columns import read_roster
from autograder.lms.tables import read_table


def read_rosters(paths: Sequence[Path]) -> People:
    """Everybody on these rosters.

    Raises:
        UsageError: a file is no roster, or two students would share a folder.
    """
    people = People()
    for path in paths:
        earlier = set(map(id, people.all))
        for person in read_roster(read_table(path)):
            _join(people, person, earlier)
    _check_folders(people, paths)
    return people


def _join(people: People, person: Person, earlier: set[int]) -> None:
    """Add what this row says to the person that it is about.

    Args:
        earlier: identities of the persons of earlier files. A student may have another
            e-mail address there; two addresses in one file are two students.
    """
    ids = person.ids | {"email": person.email}
    matches = [
        one
        for one in people.by_ids(person.all_keys())
        if id(one) in earlier or not one.contradicts(ids)
    ]
    if not matches:
        same = people.by_name(person.name)
        matches = [one for one in same if not one.contradicts(ids)]
    if len(matches) != 1:
        people.add(person)
        return
    [known] = matches
    known.names = list(dict.fromkeys([*known.names, *person.names]))
    if person.first and not known.first:  # this file tells the parts of the name
        known.first, known.last = person.first, person.last
    known.last = known.last or person.last
    known.email = known.email or person.email
    known.ids = person.ids | known.ids
    known.groups |= person.groups
    known.time = person.time or known.time
    known.late = known.late if person.late is None else person.late
    people.index(known)


def _check_folders(people: People, paths: Iterable[Path]) -> None:
    files = ", ".join(map(str, paths))
    seen: dict[str, Person] = {}
    for person in people.all:
        student = person.student
        why = why_unsafe_id(student)
        other = seen.setdefault(folded(student), person)
        if other is not person:
            why = f"{other.name or other.student!r} has the same, upper case aside"
        if why:
            raise UsageError(
                f"{files}: the id {one_line(student, 80)!r} of "
                f"{one_line(person.name, 60) or 'a student'} cannot be used: {why}. "
                "Change it in the roster; nothing was imported."
            )
