"""One answer of a student's, asked case by case.

A check is a function of `Ask`: it calls what the student defined, compares with the
reference, and returns a `Finding`. It knows nothing of points or of lending.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.checks import feedback
from autograder.checks.answers import Finding
from autograder.checks.compare import MisfitError, as_shape, close, is_blank
from autograder.checks.naming import named
from autograder.values.student import Failure, Function, Reply, Student


class Ask(NamedTuple):
    """The student's code, with functions lent for the time of each call."""

    student: Student
    lend: Mapping[str, Function] = {}

    def call(self, name: str, *arguments: Any) -> Reply:
        return self.student.call(name, *arguments, lend=self.lend)

    def read(self, name: str) -> Reply:
        return self.student.read(name)


Check = Callable[[Ask], Finding]


class Case(NamedTuple):
    """Arguments and what a right answer gives back for them, within `tolerance`."""

    arguments: Sequence[Any]
    expected: np.ndarray
    tolerance: float


def failed(answer: str, name: str, failure: Failure) -> Finding:
    """What a call that gave no value says about an answer.

    Args:
        answer: how the student knows the answer (`df`, or `"W1"`).
        name: the function that was called.
    """
    if failure.kind == "undefined":
        return Finding(answer, "not attempted", feedback.undefined(name))
    if failure.kind == "raised" and failure.exception == "NotImplementedError":
        return Finding(answer, "not attempted", feedback.not_attempted(name))
    if failure.kind == "not callable":
        return Finding(answer, "not yet", feedback.not_callable(name))
    return Finding(answer, "not yet", feedback.raised(name, failure))


def unusable(answer: str, name: str, reply: Reply) -> Finding | None:
    """The finding about a reply that holds nothing to compare; None if it does."""
    if reply.failure is not None and reply.failure.kind == "not callable":
        blank = is_blank(reply.value)
        if blank:
            return Finding(answer, "not attempted", feedback.not_attempted(name))
    if reply.failure is not None:
        return failed(answer, name, reply.failure)
    if is_blank(reply.value):
        return Finding(answer, "not attempted", feedback.not_attempted(name))
    return None


def compare(
    answer: str, value: Any, case: Case, mistakes: str, also: str = ""
) -> Finding | None:
    """None if `value` is right; else what is wrong with it, and the mistake's name.

    Args:
        value: plain data, from the student.
        mistakes: the answer id in the catalogue.
        also: what to say of a wrong value instead of the plain words.
    """
    mistake = None
    shape = np.shape(case.expected)
    try:
        if close(as_shape(value, shape), case.expected, case.tolerance):
            return None
        said = also or feedback.wrong_value(answer)
        if close(as_shape(value, shape), case.expected, 1e-4):
            said = feedback.only_so_close(answer)
    except MisfitError as misfit:
        said = feedback.misfit(answer, str(misfit), feedback.of_shape(shape))
    mistake = named(mistakes, case.arguments, value)
    if mistake is None:
        return Finding(answer, "not yet", said)
    return Finding(answer, "not yet", said, mistake.name, mistake.hint)


def value_check(name: str, cases: Sequence[Case], also: str = "") -> Check:
    """A check of a function that returns one number or array."""

    def check(ask: Ask) -> Finding:
        for case in cases:
            reply = ask.call(name, *case.arguments)
            finding = unusable(name, name, reply) or compare(
                name, reply.value, case, name, also
            )
            if finding is not None:
                return finding
        return Finding(name, "passed")

    return check


def keyed_check(name: str, key: str, cases: Sequence[Case], also: str = "") -> Check:
    """A check of one key of the dict that a function returns, and of no other."""
    answer = f'"{key}"'

    def check(ask: Ask) -> Finding:
        for case in cases:
            reply = ask.call(name, *case.arguments)
            finding = unusable(answer, name, reply) or _of_key(reply.value, case)
            if finding is not None:
                return finding
        return Finding(answer, "passed")

    def _of_key(returned: Any, case: Case) -> Finding | None:
        if not isinstance(returned, dict):
            said = feedback.misfit(
                name, "does not return a dict", "the keys of the task"
            )
            return Finding(answer, "not yet", said)
        if key not in returned:
            return Finding(answer, "not yet", feedback.key_missing(name, key))
        if is_blank(returned[key]):
            return Finding(answer, "not attempted", feedback.not_attempted(answer))
        return compare(answer, returned[key], case, f"{name}.{key}", also)

    return check
