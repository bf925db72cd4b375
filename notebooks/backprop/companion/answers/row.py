"""The rows of a part's file: everything the checks use except the answers.

A part has a table `QUESTIONS` with one row per graded cell and answer id. Some parts
also have `CHOICES`, `PUZZLES` and `OPTIONAL`, which are not graded. An answer id is the
name that the student defines, with a suffix where one name has several answers: "dl",
"loss_gradients.x" (an entry of the returned dict), "d_tanh.stable".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Function = Callable[..., Any]
Test = Callable[[Any], object]  # raises, or passes; the result is ignored
Replace = Callable[[Function], AbstractContextManager[None]]

# Grids of fingerprints: about the tolerance of the graded checks.
EXACT, CLOSE = 2e-12, 1e-9

NOT_EVERYWHERE = "`{name}` is right at the other inputs of the check, but not {case}."
NOT_EXACT = (
    "`{name}` is close, but not exact to double precision. Use an exact formula, "
    "without rounding, clipping or finite differences."
)


class Fingerprint(NamedTuple):
    """How to call a function for a fingerprint, and the rounding grid of its value.

    further: calls at awkward inputs, by what is special about them, such as "at x = 0".
        Each has a fingerprint of its own, so that large values hide no small ones.
    """

    call: Callable[[Function], Any]
    grid: float = CLOSE
    further: Mapping[str, Callable[[Function], Any]] = {}


class Dependency(NamedTuple):
    """An earlier function that an answer may call; its mistakes cost nothing here.

    is_right: whether the answer is right when a made-up function replaces it.
    """

    name: str
    is_right: Callable[[Function, Replace], bool]


class Comparison(NamedTuple):
    """What `compare` needs to compute one gradient analytically and numerically.

    gradient: computes the analytic gradient with the student's function.
    f, at: the arguments of `numerical_gradient`; `at` is a matrix.
    """

    gradient: Callable[[Any], Any]
    f: Callable[[Any], float]
    at: Any


@dataclass(frozen=True)
class Answer:
    """The row of one answer.

    test: takes what the student defined; raises `PropertyError` with a message that
        follows the answer's name unless it has the properties of a right answer.
    question: shown when the same failure occurs several times.
    next_step: what to try when the value is wrong and no known mistake matches.
    fingerprint: how to recognise right and known wrong values, if at all.
    isolate: says where a wrong value is still right, or how it relates to the right
        one; "" if it finds nothing. It never raises anything but `AnswerError`.
    inexact: the message when the test passes but the fingerprint is not right.
    stand_ins: functions that may replace earlier answers while this one is tested.
    dependency: an earlier function that a made-up one replaces in a second test.
    requires: the answer that must be right before this one can be.
    comparison: how `compare` computes this gradient by formula and by nudging.
    form_only: check the form only, because any verdict would reveal the answer.
    """

    test: Test
    question: str
    next_step: str = ""
    fingerprint: Fingerprint | None = None
    isolate: Callable[[Any], str] = lambda answer: ""
    inexact: str = NOT_EXACT
    stand_ins: Mapping[str, Function] = field(default_factory=dict)
    dependency: Dependency | None = None
    requires: str = ""
    comparison: Callable[[], Comparison] | None = None
    form_only: bool = False


class OptionalCheck(NamedTuple):
    """A check without points.

    check: takes the student's names; returns what is right, as sentences, or raises
        `AnswerError`.
    hints: three, from a question to almost the code.
    """

    check: Callable[[Mapping[str, Any]], list[str]]
    hints: tuple[str, str, str]


class Choices(NamedTuple):
    """A question with choices; `right` is the letter of the right one."""

    question: str
    replies: Mapping[str, str]  # choice -> the reply to a student who picks it
    right: str

    @property
    def by_letter(self) -> dict[str, tuple[str, str]]:
        """Letter -> a choice and its reply."""
        return dict(zip("ABC", self.replies.items(), strict=True))


class Puzzle(NamedTuple):
    """A wrong derivative for students to refute, and the function it belongs to."""

    function: Callable[[float], Any]
    wrong: Callable[[float], Any]
    kinks: tuple[float, ...] = ()


def function_of(answer_id: str) -> str:
    """The name that the student defines: a function or a number."""
    return answer_id.split(".")[0]


def shown_name(answer_id: str) -> str:
    """The name in messages: `"x"` for an entry of a dict, otherwise the function."""
    function, _, key = answer_id.partition(".")
    return f'"{key}"' if key and key != "stable" else function
