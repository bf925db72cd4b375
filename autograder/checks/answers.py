"""One answer of a student and what a check finds out about it."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.assignment.results import Outcome


@dataclass(frozen=True)
class Finding:
    """What a check found out about one answer.

    Attributes:
        answer: how the student knows the answer (`df`, or `"W1"`).
        outcome: "passed", "not yet" or "not attempted".
        words: one or two plain sentences to the student, empty where passed.
        misconception: the name of the mistake, where it is a known one.
        hint: one question that leads on; it belongs to the mistake.
    """

    answer: str
    outcome: Outcome
    words: str = ""
    misconception: str | None = None
    hint: str = ""
