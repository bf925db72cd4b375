"""A student's code as its judge sees it: names to read, functions to call, replies.

The sandbox implements `Student` over a pipe, `autograder.checks.kernel` over the
namespace of a plain kernel. A check never holds anything else of a student's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

FailureKind = Literal["undefined", "not callable", "raised"]
Function = Callable[..., Any]


@dataclass(frozen=True)
class Failure:
    """Why a call or a look-up gave no value."""

    kind: FailureKind
    exception: str = ""  # class name of what was raised, where kind is "raised"
    message: str = ""  # for the student's own eyes only: never into a hidden verdict


@dataclass(frozen=True)
class Reply:
    """What came back, as plain data (`autograder.values.plain`), or why nothing did."""

    value: Any = None
    failure: Failure | None = None
    arguments: tuple[Any, ...] = ()  # as the call left them; None for functions


class StudentStoppedError(Exception):
    """The code under judgement died, hung or flooded: nothing more will come of it.

    `str(error)` is the reason in words for the student ("took too long", …).
    """


class Student(Protocol):
    """One student's names, at one place in the notebook."""

    def read(self, name: str) -> Reply:
        """The value of a global name; a function comes back as `Opaque`."""

    def call(
        self, name: str, *arguments: Any, lend: Mapping[str, Function] | None = None
    ) -> Reply:
        """Call the student's function on copies of `arguments`.

        Args:
            name: the global that holds the function.
            arguments: plain data, or functions that the student's code may call.
            lend: functions that stand in for the student's globals of these
                names during this call.

        Raises:
            StudentStoppedError: the code died or used up its time; the judgement
                of this graded cell ends.
        """
