"""A student's code as the checks see it: names to read, functions to call, replies.

The sandbox implements `Student` over a socket, `NamespaceStudent` over the names of a
plain kernel. A check reaches a student's code in no other way.
"""

from __future__ import annotations

import linecache
import sysconfig
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

# The exceptions that feedback names. The name of any other class could carry a hidden
# input out.
EXCEPTIONS = (
    *("NameError", "UnboundLocalError", "AttributeError", "ImportError"),
    *("ModuleNotFoundError", "TypeError", "ValueError", "IndexError", "KeyError"),
    *("ZeroDivisionError", "OverflowError", "FloatingPointError", "LinAlgError"),
    *("RecursionError", "RuntimeError", "NotImplementedError", "StopIteration"),
    *("AssertionError", "MemoryError", "SyntaxError", "IndentationError", "TabError"),
)
OTHER_EXCEPTION = "an exception"

LONGEST_LINE = 160
_OTHERS = (
    sysconfig.get_paths()["stdlib"],
    str(Path(__file__).parents[2] / "autograder"),
)
_LIBRARIES = ("site-packages", "dist-packages", "<frozen", "<__array_function__")

FailureKind = Literal["undefined", "not callable", "raised"]
Function = Callable[..., Any]


@dataclass(frozen=True)
class Failure:
    """Why a call or a look-up returned no value."""

    kind: FailureKind
    exception: str = ""  # one of EXCEPTIONS or OTHER_EXCEPTION, if kind is "raised"
    message: str = ""  # never shown in feedback about a hidden test
    line: str = ""  # of the student's code, where it was raised; never shown then, too


@dataclass(frozen=True)
class Reply:
    """What came back, as plain data (`autograder.values.plain`), or why it failed."""

    value: Any = None
    failure: Failure | None = None
    arguments: tuple[Any, ...] = ()  # after the call; None for functions


class StudentStoppedError(Exception):
    """The code being judged crashed, hung or exceeded a limit: its judgement ends.

    `str(error)` is the reason, worded for the student ("took too long", …).
    """


class Student(Protocol):
    """One student's names at one place in the notebook."""

    def read(self, name: str) -> Reply:
        """Return the value of a global name; a function becomes `Opaque`."""

    def call(
        self, name: str, *arguments: Any, lend: Mapping[str, Function] | None = None
    ) -> Reply:
        """Call the student's function on copies of `arguments`.

        Args:
            name: the global name of the function.
            arguments: plain data, or functions that the student's code may call.
            lend: functions that replace the student's globals of these names
                during this call.

        Raises:
            StudentStoppedError: the code crashed or used up its time; the
                judgement of this graded cell ends.
        """
        return next(self.call_each(name, [arguments], lend))

    def call_each(
        self,
        name: str,
        inputs: Sequence[Sequence[Any]],
        lend: Mapping[str, Function] | None = None,
    ) -> Iterator[Reply]:
        """Yield the replies of one call for each of the inputs, in order.

        The calls are made before the first reply is yielded, or later. As `call`
        otherwise.
        """


def exception_name(kind: type[BaseException]) -> str:
    """Return the name of the first class in EXCEPTIONS that `kind` derives from."""
    names = (base.__name__ for base in kind.__mro__)
    return next((name for name in names if name in EXCEPTIONS), OTHER_EXCEPTION)


def source_line(error: BaseException) -> str:
    """Return the deepest line of the student's code in a traceback; "" if unknown.

    Lines of libraries and of this project do not count.
    """
    found = ""
    for frame, number in traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if not file.startswith(_OTHERS) and not any(
            part in file for part in _LIBRARIES
        ):
            line = linecache.getline(file, number, frame.f_globals).strip()
            found = line or found
    return found[:LONGEST_LINE]
