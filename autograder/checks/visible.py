"""What the check in the notebook says about an answer, for the feedback after grading.

The companion's own tests call the student's function through `Student`, in an
interpreter that never saw a hidden input. So their sentences may contain numbers, the
student's own lines and Python's messages, and are the same as in the notebook. They
never decide about points.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assignment.companion import load_companion
from autograder.assignment.errors import UsageError, one_line
from autograder.checks.answers import Answer, Finding
from autograder.mutations.mistakes import sentence
from autograder.values.plain import Opaque
from autograder.values.student import (
    Failure,
    Function,
    Reply,
    Student,
    StudentStoppedError,
)

LONGEST = 700  # characters of a sentence about an answer
_ONE_AT_A_TIME = threading.Lock()  # the companion redirects stdout of the process


class Visible:
    """The tests of a notebook's checks, for one student.

    Args:
        folder: the assignment's folder, with the companion.
        student: the student's names, in an interpreter without hidden calls.
    """

    def __init__(self, folder: Path, student: Student) -> None:
        self._folder = folder
        self._student = student

    def explained(self, answer: Answer, finding: Finding) -> Finding:
        """The finding in the words of the notebook, if its tests fail there too."""
        try:
            check = load_companion(self._folder, "check")
        except (UsageError, OSError):
            return finding  # an assignment without a companion
        if answer.id not in check.registry.ANSWERS:
            return finding
        try:
            is_named = bool(finding.misconception) and not finding.general
            said = self._explain(check, answer, is_named)
            if said is None:
                return finding
            problem, cause = (one_line(text, LONGEST) for text in said)
            finding = replace(finding, message=problem, advice=cause)
            uses = () if check.is_its_own(problem) else finding.uses
            if wrong := [one for one in uses if self._is_wrong(check, one)]:
                first = check.helpers_first(wrong)
                return replace(finding, misconception=None, advice=first)
            if check.comes_first(problem):
                return replace(finding, general=True)
            if is_named:
                return self._with_hint(check, answer, finding)
        except (StudentStoppedError, _StoppedError):
            pass
        return finding

    def _is_wrong(self, check: Any, function: str) -> bool:
        """Whether an earlier function of the student is wrong."""
        rows = [one for one in check.registry.ANSWERS if one.split(".")[0] == function]
        with _ONE_AT_A_TIME, check.silence():
            return not all(check.usual(row, self._function(function)) for row in rows)

    def _with_hint(self, check: Any, answer: Answer, finding: Finding) -> Finding:
        """The finding, with the hint for what else is right."""
        name = sentence(finding.misconception or "")
        with _ONE_AT_A_TIME, check.silence():
            cause: str = check.next_step_for(
                answer.id, self._function(answer.function), f"{name} {finding.hint}"
            )
        return replace(finding, hint=cause.removeprefix(name).strip())

    def _explain(
        self, check: Any, answer: Answer, is_named: bool
    ) -> tuple[str, str] | None:
        """What the notebook says; None where it says nothing."""
        row = check.registry.ANSWERS[answer.id]
        if row.form_only:
            return None
        reply = self._student.read(answer.function)
        if reply.failure is not None:
            return None
        value = reply.value
        if isinstance(value, Opaque) and value.type_name not in ("ellipsis",):
            value = self._function(answer.function)
        try:
            with _ONE_AT_A_TIME:
                said: tuple[str, str] | None = check.explain(
                    answer.id, value, named=is_named
                )
        except check.NotAttemptedError:
            return None
        except _StoppedError as stopped:
            raise StudentStoppedError(str(stopped)) from None
        if said and row.requires and self._wrong(check, row.requires, value):
            return said[0], check.FIX_FIRST
        return said

    def _wrong(self, check: Any, answer: str, value: Any) -> bool:
        """Whether an answer that another one requires is wrong."""
        try:
            with _ONE_AT_A_TIME:
                return check.explain(answer, value, named=True) is not None
        except (check.NotAttemptedError, _StoppedError):
            return True

    def _function(self, name: str) -> Function:
        """A function that calls the student's and behaves like it."""

        def function(*arguments: Any) -> Any:
            raised: list[Exception] = []
            passed = [_noting(a, raised) if callable(a) else a for a in arguments]
            try:
                reply = self._student.call(name, *passed)
            except StudentStoppedError as stopped:
                raise _StoppedError(str(stopped)) from None
            if reply.failure is not None:
                raise _exception(reply.failure, raised)
            _take_over(arguments, reply)
            return _as_returned(reply.value)

        return function


class _StoppedError(BaseException):
    """The student's code stopped. Not an Exception: no test may handle it."""


def _noting(function: Function, raised: list[Exception]) -> Function:
    """The function; its own exceptions are noted, since the student passes them on."""

    def noting(*arguments: Any, **named: Any) -> Any:
        try:
            return function(*arguments, **named)
        except Exception as error:
            raised.append(error)
            raise

    return noting


def _exception(failure: Failure, raised: list[Exception]) -> Exception:
    """The exception of the student's function, of the same class, line and message."""
    for error in raised:
        if str(error) and str(error) in failure.message:
            return error
    kind = failure.exception
    name = kind if kind.isidentifier() else "Exception"
    kinds: type[Exception] = type(name, (Exception,), {"source_line": failure.line})
    return kinds(failure.message)


def _take_over(arguments: tuple[Any, ...], reply: Reply) -> None:
    """Change the caller's arrays as the student's function changed its copies."""
    for mine, after in zip(arguments, reply.arguments, strict=False):
        if not isinstance(mine, np.ndarray) or not isinstance(after, np.ndarray):
            continue
        if mine.shape == after.shape and after.dtype.kind in "biuf":
            mine[...] = after


def _as_returned(value: Any) -> Any:
    """The value as the student's function returned it, as far as it is known."""
    if not isinstance(value, Opaque):
        return value
    if value.type_name in ("ellipsis", "NoneType"):
        return ...
    # A class may have any text as its name; a sentence names only what is a name.
    name = value.type_name
    return type(name if name.isidentifier() else "object", (), {})()
