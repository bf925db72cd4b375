"""One answer of a student: how it is checked, its known mistakes and its hints.

A part file lists its answers as rows, by the graded cell that judges them:

    QUESTIONS: Questions = {
        "q1a": (Answer("dl", check=..., mistakes=..., hints=(...)),),
    }

Several answers of one graded cell share its points evenly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograder.assignment.results import Outcome
from autograder.checks.mistakes import Mistakes
from autograder.values.student import Function, Reply, Student


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


class Ask(NamedTuple):
    """The student's code, with functions lent for the time of each call."""

    student: Student
    lend: Mapping[str, Function] = {}

    def call(self, name: str, *arguments: Any) -> Reply:
        return self.student.call(name, *arguments, lend=self.lend)

    def read(self, name: str) -> Reply:
        return self.student.read(name)


@dataclass(frozen=True)
class Answer:
    """One row of a part file.

    Attributes:
        id: the function or global that the student defines, and after a dot what is
            judged of it: `df`, `loss_gradients.x`, `d_sigmoid.stable`.
        check: calls the student's code, compares, and says what it found.
        mistakes: known wrong answers; the simplest one that fits gives the name.
        hints: a question, a pointer, almost the code; none of them is the answer.
        key: the key of the returned dict, where only that is judged.
        tolerance: how close every value must be, if not as usual; the check in the
            notebook follows.
    """

    id: str
    check: Check
    mistakes: Mistakes
    hints: tuple[str, str, str]
    key: str | None = None
    tolerance: float | None = None

    @property
    def function(self) -> str:
        """The name that the student defines."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """How the student knows the answer: `df`, or `"W1"`."""
        return self.function if self.key is None else f'"{self.key}"'

    def as_returned(self, wrong: Function) -> Function:
        """A function that gives this answer, in the form that students return."""
        if self.key is None:
            return wrong
        return lambda *arguments: {self.key: wrong(*arguments)}


class RubricLine(NamedTuple):
    """One thing that graders look for in a written answer.

    Attributes:
        code: what to write into the CSV of scores.
        points: what it adds to the score; 0 for a comment on a mistake.
        comment: what the student reads.
    """

    code: str
    points: float
    comment: str


Check = Callable[[Ask, Answer], Finding]
Questions = dict[str, tuple[Answer, ...]]  # by the id of the graded cell, in order
