"""Students as a roster lists them, and who of them a platform means.

The ids of a person, by kind:

    id                    nbgrader's student id
    login, sis, number,   what the institution assigned: login name, id in the student
    sid                   information system, Moodle's ID number, Gradescope's SID
    canvas, lms           the user id in Canvas; nbgrader's lms_user_id
    moodle                Moodle's participant id, which differs between assignments
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from autograder.lms.names import squeezed

# The kinds of one value are compared with each other, never with another value's.
SAME = {
    "id": "own", "login": "own", "sis": "own", "number": "own", "sid": "own",
    "canvas": "canvas", "lms": "canvas",
    "moodle": "moodle",
    "email": "email",
}  # fmt: skip
FOLDER = ("id", "login", "sis", "number", "sid", "email", "canvas", "lms", "moodle")


@dataclass
class Person:
    """One student of the roster.

    Attributes:
        names: the full name, in the forms that platforms print.
        first, last: the parts of the name; `first` is "" and `last` the full name
            where the roster does not say which part is which.
        ids: by kind, see the module's docstring.
        groups: names of the groups that the student belongs to.
        time, late: the submission time and late mark, where the roster has them.
    """

    names: list[str] = field(default_factory=list)
    email: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    time: str = ""
    late: bool | None = None
    first: str = ""
    last: str = ""

    @property
    def student(self) -> str:
        """The id that names the student's folder; "" if there is nothing to take."""
        known = self.ids | {"email": self.email}
        return next((known[kind] for kind in FOLDER if known.get(kind)), self.name)

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return self.names[0] if self.names else ""

    def all_keys(self) -> set[tuple[str, str]]:
        """All that identifies this student, comparable with `key`.

        A login name that is an e-mail address counts as both.
        """
        found = {key(kind, value) for kind, value in self.ids.items() if value}
        addresses = [
            value for value in (self.email, *self.ids.values()) if "@" in value
        ]
        return found | {key("email", address) for address in addresses}

    def contradicts(self, ids: Mapping[str, str]) -> bool:
        """Whether the person has another id of one of these kinds."""
        own = self.ids | ({"email": self.email} if self.email else {})
        shared = own.keys() & ids.keys()
        return any(key(k, own[k]) != key(k, ids[k]) for k in shared if ids[k])


def key(kind: str, value: str) -> tuple[str, str]:
    """An id in the form in which ids are compared."""
    return SAME[kind], value.strip().casefold()


class Found(NamedTuple):
    """Who is meant: one person, or nobody and why.

    Attributes:
        by_name: nothing but the name says so.
    """

    person: Person | None
    reason: str = ""
    by_name: bool = False


class People:
    """The roster, indexed by ids, names and groups."""

    def __init__(self, persons: Iterable[Person] = ()) -> None:
        self.all: list[Person] = []
        self._by_key: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_group: dict[str, list[Person]] = defaultdict(list)
        for person in persons:
            self.add(person)

    def add(self, person: Person) -> None:
        """Add one more person."""
        self.all.append(person)
        self.index(person)

    def index(self, person: Person) -> None:
        """Make the person known under new ids, names and groups as well."""
        for one in person.all_keys():
            _append(self._by_key[one], person)
        for name in person.names:
            if squeezed(name):
                _append(self._by_name[squeezed(name)], person)
        for group in person.groups:
            _append(self._by_group[squeezed(group)], person)

    def by_ids(self, keys: Iterable[tuple[str, str]]) -> list[Person]:
        """Everybody who has one of these ids."""
        found: list[Person] = []
        for one in keys:
            for person in self._by_key.get(one, ()):
                _append(found, person)
        return found

    def by_name(self, name: str) -> list[Person]:
        """Everybody of this name."""
        return list(self._by_name.get(squeezed(name), ()))

    def group(self, name: str) -> list[Person]:
        """The members of the group of this name."""
        return list(self._by_group.get(squeezed(name), ()))

    def find(self, ids: Mapping[str, str], name: str) -> Found:
        """The one person with such an id, else the only one of this name.

        Nobody is found by name who has another id of the same kind.
        """
        matches = self.by_ids(key(kind, value) for kind, value in ids.items())
        if len(matches) == 1:
            return Found(matches[0])
        if matches:
            return Found(None, f"{len(matches)} students on the roster have this id")
        same = self.by_name(name)
        free = [person for person in same if not person.contradicts(ids)]
        if len(same) == 1 and free:
            return Found(free[0], by_name=True)
        if len(same) == 1:
            return Found(None, f"{same[0].name!r} on the roster has another id")
        if same:
            return Found(None, f"{len(same)} students on the roster have this name")
        return Found(None, "not on the roster" if self.all else "no roster was given")


def _append(persons: list[Person], person: Person) -> None:
    if not any(one is person for one in persons):
        persons.append(person)
