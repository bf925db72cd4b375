"""Rows: how one answer is checked, its known mistakes and its hints.

A part file lists its answers as rows, by the graded cell that judges them:

    QUESTIONS: Questions = {
        "q1a": (Answer("dl", check=..., mistakes=..., hints=(...)),),
    }

Several answers of one graded cell share its points evenly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograder.assignment.results import Outcome
from autograder.mutations.mistakes import Mistakes
from autograder.values.student import Function, Reply, Student


@dataclass(frozen=True)
class Finding:
    """The result of checking one answer.

    Attributes:
        answer: the name that the student reads (`df`, or `"W1"`).
        outcome: "passed", "not yet" or "not attempted".
        message: one or two sentences for the student, empty if the answer passed.
        misconception: the name of the mistake, if it is a known one.
        hint: one next step for the student; it belongs to the mistake.
        advice: one next step, shown if the mistake is not a known one.
        uses: earlier functions of the student that this one calls.
        general: whether the misconception only says which rule is broken, so that the
            advice, if there is one, says more.
    """

    answer: str
    outcome: Outcome
    message: str = ""
    misconception: str | None = None
    hint: str = ""
    advice: str = ""
    uses: tuple[str, ...] = ()
    general: bool = False


class Ask(NamedTuple):
    """The student's code; `lend` replaces some globals during each call.

    If `only_verdict`, nothing needs to be called after a wrong value.
    """

    student: Student
    lend: Mapping[str, Function] = {}
    only_verdict: bool = False

    def call(self, name: str, *arguments: Any) -> Reply:
        return self.student.call(name, *arguments, lend=self.lend)

    def call_each(self, name: str, inputs: Sequence[Sequence[Any]]) -> Iterator[Reply]:
        """The replies, in order."""
        if not self.only_verdict:
            return self.student.call_each(name, inputs, self.lend)
        return (self.call(name, *arguments) for arguments in inputs)

    def read(self, name: str) -> Reply:
        return self.student.read(name)


@dataclass(frozen=True)
class Answer:
    """One row of a part file.

    Attributes:
        id: the function or global that the student defines, and after a dot the part
            that is judged: `df`, `loss_gradients.x`, `d_sigmoid.stable`.
        check: calls the student's code and compares the result with the reference.
        mistakes: known wrong answers; the simplest one with the same values is named.
        hints: three steps: a question, a pointer, and almost the code. None of them
            gives the answer.
        key: the key of the returned dict, if only that key is judged.
        tolerance: how close every value must be, if not 1e-9. The check in the
            notebook uses it too.
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
        """The name that the student reads: `df`, or `"W1"`."""
        return self.function if self.key is None else f'"{self.key}"'

    def as_returned(self, wrong: Function) -> Function:
        """A function that returns `wrong` in the form that students return it."""
        if self.key is None:
            return wrong
        return lambda *arguments: {self.key: wrong(*arguments)}


Check = Callable[[Ask, Answer], Finding]
Questions = dict[
    str, tuple[Answer, ...]
]  # from the id of a graded cell to its answers, in order
