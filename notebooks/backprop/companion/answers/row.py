"""The rows of a part's file: all that the checks use, save the answers themselves.

A part has a table `QUESTIONS` with a row for each graded cell and answer id, and
perhaps `CHOICES` and `PUZZLES`, which are not graded. An answer id is the name of what
the student defines, where needed with what is asked of it: "dl", "loss_gradients.x" (an
entry of the returned dict), "d_tanh.stable".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Function = Callable[..., Any]
Test = Callable[[Any], object]  # its result is of no use
Lend = Callable[[Function], AbstractContextManager[None]]

# Grids of fingerprints: about as close as the worksheet asks.
EXACT, CLOSE = 2e-12, 1e-9

NOT_EXACT = (
    "`{name}` comes close, but is not exact to double precision, as a formula "
    "worked out on paper would be."
)


def ignores_derivative(argument: str) -> str:
    """Words for an answer that estimates a derivative that it receives as a function.

    Args:
        argument: the parameter's name, such as "dphi".
    """
    return (
        "`{name}` agrees with nudging for ordinary functions, but does not follow "
        f"the slope that is handed in. Where in your code is `{argument}` called, and "
        "at which point?"
    )


class Fingerprint(NamedTuple):
    """How a function is called for a fingerprint, and how finely its result counts."""

    call: Callable[[Function], Any]
    grid: float = CLOSE


class Borrowed(NamedTuple):
    """An earlier function that an answer may call, whose own errors are no fault here.

    is_right: whether the answer is right when a made-up function is lent instead.
    """

    name: str
    is_right: Callable[[Function, Lend], bool]


class BothWays(NamedTuple):
    """How a gradient is computed analytically and which function to differentiate.

    gradient: the analytic gradient, by the student's function.
    f, at: the function of the matrix `at` for `numerical_gradient`.
    """

    gradient: Callable[[Any], Any]
    f: Callable[[Any], float]
    at: Any


@dataclass(frozen=True)
class Answer:
    """The row of one answer.

    test: takes what the student defined, and raises `PropertyError`, with words that
        follow the answer's name, unless it has the properties of a right answer.
    question: what a student is asked after the same failure several times.
    fingerprint: how to recognise right and known wrong values; None without any.
    inexact: said when the test passes and the fingerprint is not the right one.
    stand_ins: functions that may replace earlier answers while this one is tested.
    borrowed: an earlier function that is lent in another form.
    after: the answer that must be right before this one can be.
    both_ways: how `compare` sets the gradient beside a numerical one.
    form_only: only the form is checked, since any verdict would tell the answer.
    """

    test: Test
    question: str
    fingerprint: Fingerprint | None = None
    inexact: str = NOT_EXACT
    stand_ins: Mapping[str, Function] = field(default_factory=dict)
    borrowed: Borrowed | None = None
    after: str = ""
    both_ways: Callable[[], BothWays] | None = None
    form_only: bool = False


class Choices(NamedTuple):
    """A question with choices; `right` is the letter of the right one."""

    question: str
    replies: Mapping[str, str]  # choice -> what a student who takes it is told
    right: str

    @property
    def by_letter(self) -> dict[str, tuple[str, str]]:
        """Letter -> a choice, and the reply to it."""
        return dict(zip("ABC", self.replies.items(), strict=True))


class Puzzle(NamedTuple):
    """A wrong derivative to break, and the function that it claims to differentiate."""

    function: Callable[[float], Any]
    wrong: Callable[[float], Any]
    kinks: tuple[float, ...] = ()


def function_of(answer_id: str) -> str:
    """The name of the function, or number, that the student defines."""
    return answer_id.split(".")[0]


def shown_name(answer_id: str) -> str:
    """The name that students read: `"x"` for an entry of a dict, else the function."""
    function, _, key = answer_id.partition(".")
    return f'"{key}"' if key and key != "stable" else function
