"""Which students an attempt belongs to: from the roster, or unknown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from autograder.lms.downloads.attempt import Attempt, Owner
from autograder.lms.names import folded, safe_id, squeezed
from autograder.lms.people import People, Person


class Match(NamedTuple):
    """One student who handed in an attempt.

    Attributes:
        student: the id that names the folder.
        person: from the roster; None for an unknown student.
        reason: why the student is unknown, or "".
        group: the owner is a group that the student belongs to.
    """

    student: str
    owner: Owner
    person: Person | None
    reason: str = ""
    group: bool = False


class Matcher:
    """Finds the students of attempts, and keeps the labels of unknown ones apart."""

    def __init__(self, people: People, attempts: Iterable[Attempt]) -> None:
        self._people = people
        self._taken = {folded(person.student) for person in people.all}
        owners = [owner for attempt in attempts for owner in attempt.owners]
        self._claims: dict[int, set[object]] = defaultdict(set)
        for owner in owners:
            person = people.find(owner.ids, owner.name).person
            self._claims[id(person)].add(owner.identity())
        names = Counter(squeezed(owner.name) for owner in owners)
        repeated = [name for name, count in names.items() if count > 1]
        # Blind marking: everybody is called "Participant".
        self._blind = repeated[0] if len(names) == 1 and repeated else None

    def students(self, attempt: Attempt) -> list[Match]:
        """Everybody who handed in this attempt."""
        matches = [m for owner in attempt.owners for m in self._owner(owner)]
        return list({match.student: match for match in matches}.values())

    def _owner(self, owner: Owner) -> list[Match]:
        found = self._people.find(owner.ids, owner.name)
        if owner.group:
            members = self._people.group(owner.name)
            if members and not self._is_named(found.person, owner):
                return [Match(p.student, owner, p, group=True) for p in members]
        if found.person is None:
            return [self._unknown(owner, found.reason)]
        if found.by_name and len(self._claims[id(found.person)]) > 1:
            reason = f"another student is {found.person.name!r} on the roster too"
            return [self._unknown(owner, reason)]
        if "moodle" in owner.ids and not self._is_named(found.person, owner):
            # The number alone proves little: teams are numbered too, and participants
            # anew in every assignment.
            reason = f"{owner.ids['moodle']} is {found.person.name!r} on the roster"
            return [self._unknown(owner, reason)]
        return [Match(found.person.student, owner, found.person)]

    def _is_named(self, person: Person | None, owner: Owner) -> bool:
        """Whether the person has the name that the platform printed."""
        if person is None:
            return False
        name = squeezed(owner.name)
        names = {squeezed(one) for one in person.names}
        return not names or name in names or name == self._blind

    def _unknown(self, owner: Owner, reason: str) -> Match:
        label = safe_id(owner.label())
        if folded(label) in self._taken:  # never another student's folder
            label = safe_id(f"unknown_{label}")
        return Match(label, owner, None, reason)
