"""What every platform's download is turned into: attempts, and who handed them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from autograder.lms.downloads.archive import Member


@dataclass(frozen=True)
class Owner:
    """Who handed something in, in the words of the platform.

    Attributes:
        name: as the platform prints it.
        ids: by kind, as in `lms/people.py`; "email" too.
        group: it may be the name of a group.
        submission: tells apart two owners of whom the platform gives a name only.
    """

    name: str
    ids: dict[str, str] = field(default_factory=dict)
    group: bool = False
    submission: str = ""

    def label(self) -> str:
        """What to call the student who is on no roster."""
        known = [self.ids[kind] for kind in ("sid", "email") if self.ids.get(kind)]
        numbers = [n for kind, n in self.ids.items() if kind not in ("sid", "email")]
        parts = [self.name, *numbers, self.submission]
        return known[0] if known else "_".join(filter(None, parts))

    def identity(self) -> tuple[tuple[str, str], ...]:
        """Differs for two people, as far as the platform tells."""
        ids = tuple(sorted(self.ids.items()))
        return ids or (("name", self.name), ("submission", self.submission))


@dataclass
class Attempt:
    """One attempt of one student, or of a group.

    Attributes:
        label: the platform's name for it.
        members: its files, under the names that the student gave them.
        order: grows from attempt to attempt of one student; None if unknown.
        late: the platform's mark; None if it makes none.
        attachment: Canvas: the id of one of the files.
    """

    platform: str
    label: str
    owners: list[Owner]
    members: list[Member] = field(default_factory=list)
    order: int | None = None
    time: datetime | None = None
    late: bool | None = None
    attachment: str = ""


@dataclass
class Download:
    """A download sorted into attempts.

    Attributes:
        stray: the names of files that belong to no attempt.
    """

    attempts: list[Attempt]
    stray: list[str] = field(default_factory=list)
