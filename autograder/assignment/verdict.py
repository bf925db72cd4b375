"""What a judgement says: points, words, and the mistake's name where it is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["passed", "partly", "not yet", "not attempted", "by hand"]

GLYPHS: dict[Outcome, str] = {
    "passed": "✓",
    "partly": "✗",
    "not yet": "✗",
    "not attempted": "○",
    "by hand": "○",
}


@dataclass(frozen=True)
class Finding:
    """What was found about one answer of a graded cell (`df`, or `"W1"`).

    Attributes:
        answer: the name or key that was judged.
        outcome: "passed", "not yet" or "not attempted".
        words: one or two plain sentences to the student, empty where passed.
        misconception: the mistake's name in the catalogue, where it is known.
        hint: one question that leads on, from the catalogue.
    """

    answer: str
    outcome: Outcome
    words: str = ""
    misconception: str | None = None
    hint: str = ""


@dataclass(frozen=True)
class Verdict:
    """The result of one graded cell.

    Attributes:
        score: points earned; None for a written answer that waits for a person.
        feedback: plain text for the student, never an expected hidden value.
        misconception: the name of the (first) known mistake, else None.
        findings: one for each answer of the cell.
    """

    grade_id: str
    score: float | None
    max_score: float
    outcome: Outcome
    feedback: str
    misconception: str | None = None
    findings: tuple[Finding, ...] = ()
