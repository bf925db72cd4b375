"""What an import did, in lines for the terminal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from autograder.assignment.errors import one_line
from autograder.lms.attempts import Change

LATE_ADVICE = (
    "the platform states no time. Write the time into timestamp.txt beside the "
    'student\'s notebooks, such as "2026-03-02 23:59:00 Europe/Rome", and grade again; '
    "or let the platform take off points from the grades that you upload."
)


@dataclass
class Summary:
    """What an import did.

    Attributes:
        changes: how many attempts came to what.
        unknown: the students who are not on the roster, and why.
        attention: files and students that need a look, and why.
        late: whom the platform marked as late.
        timeless: how many attempts have no submission time.
        late_without_time: the students of all imports whose late penalty is therefore
            unknown.
        named: how many students were added to the gradebook, or got a name or an
            address there; None if there is no gradebook yet.
    """

    changes: Counter[Change] = field(default_factory=Counter)
    unknown: dict[str, str] = field(default_factory=dict)
    attention: list[str] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    timeless: int = 0
    late_without_time: list[str] = field(default_factory=list)
    named: int | None = 0

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
        if self.late_without_time:
            count = len(self.late_without_time)
            lines.append(f"late, but nothing is taken off ({count}): {LATE_ADVICE}")
            lines += [one_line(f"  {name}") for name in self.late_without_time]
        if self.named is None:
            lines.append(
                "names were not entered in the gradebook: nothing has been released. "
                "Run: python -m autograder release; then import again"
            )
        elif self.named:
            lines.append(f"names and e-mail entered in the gradebook: {self.named}")
        if self.unknown:
            lines.append(f"not on the roster ({len(self.unknown)}), put in place all "
                         "the same:")  # fmt: skip
            unknown = sorted(self.unknown.items())
            lines += [one_line(f"  {name}: {why}") for name, why in unknown]
        if self.attention:
            lines.append(f"need a look ({len(self.attention)}):")
            lines += [one_line(f"  {note}") for note in self.attention]
        return lines
