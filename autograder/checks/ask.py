"""Checks: call what the student defined, case by case, and compare.

A check knows nothing of points or of lending. `value_check` serves most answers,
`elementwise_check` functions of one number; a part file may add its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from autograder.checks import feedback
from autograder.checks.answers import Answer, Ask, Check, Finding
from autograder.checks.compare import (
    CLOSE,
    EXACT,
    MisfitError,
    as_array,
    as_scalar,
    as_shape,
    close,
    is_blank,
)
from autograder.checks.mistakes import Called, Mistake
from autograder.values.student import (
    Failure,
    Function,
    Reply,
    Student,
    StudentStoppedError,
)

Words = Callable[[str], str]  # from an answer's name to a sentence about it


class Case(NamedTuple):
    """Arguments and what a right answer gives back for them, within `tolerance`."""

    arguments: Sequence[Any]
    expected: np.ndarray
    tolerance: float


def passed(answer: Answer) -> Finding:
    return Finding(answer.name, "passed")


def not_attempted(answer: Answer, words: str) -> Finding:
    return Finding(answer.name, "not attempted", words)


def not_yet(answer: Answer, words: str, mistake: Mistake | None = None) -> Finding:
    if mistake is None:
        return Finding(answer.name, "not yet", words)
    return Finding(answer.name, "not yet", words, mistake.name, mistake.hint)


def failed(answer: Answer, failure: Failure) -> Finding:
    """What a call that gave no value says about the answer."""
    name = answer.function
    if failure.kind == "undefined":
        return not_attempted(answer, feedback.undefined(name))
    if failure.kind == "raised" and failure.exception == "NotImplementedError":
        return not_attempted(answer, feedback.not_attempted(name))
    if failure.kind == "not callable":
        return not_yet(answer, feedback.not_callable(name))
    return not_yet(answer, feedback.raised(name, failure))


def unusable(answer: Answer, reply: Reply) -> Finding | None:
    """The finding about a reply that holds nothing to compare; None if it does."""
    failure = reply.failure
    has_value = failure is None or failure.kind == "not callable"
    if has_value and is_blank(reply.value):
        return not_attempted(answer, feedback.not_attempted(answer.function))
    return None if failure is None else failed(answer, failure)


def compare(
    answer: Answer, value: Any, case: Case, wrong: Words = feedback.wrong_value
) -> Finding | None:
    """None if `value` is right, else what is wrong with it.

    Args:
        value: plain data, from the student.
        wrong: says that a value of the right form is wrong.
    """
    shape = np.shape(case.expected)
    try:
        if close(as_shape(value, shape), case.expected, case.tolerance):
            return None
        words = wrong(answer.name)
        if close(as_shape(value, shape), case.expected, 1e-4):
            words = feedback.only_so_close(answer.name)
    except MisfitError as misfit:
        words = feedback.misfit(answer.name, str(misfit), feedback.of_shape(shape))
    return not_yet(answer, words)


def value_check(
    reference: Function,
    inputs: Sequence[Sequence[Any]],
    wrong: Words = feedback.wrong_value,
) -> Check:
    """A check of a number or array that a function returns, or of one key's.

    Args:
        reference: the right function; it returns what students should return.
        inputs: the arguments of each call.
        wrong: says that a value of the right form is wrong.
    """

    def judge(answer: Answer, arguments: Sequence[Any], reply: Reply) -> Finding | None:
        expected = np.asarray(_part(reference(*arguments), answer))
        case = Case(arguments, expected, answer.tolerance or CLOSE)
        return compare(answer, _part(reply.value, answer), case, wrong)

    return lambda ask, answer: call_all(ask, answer, inputs, judge) or passed(answer)


Judge = Callable[[Answer, Sequence[Any], Reply], Finding | None]


def call_all(
    ask: Ask, answer: Answer, inputs: Iterable[Sequence[Any]], judge: Judge
) -> Finding | None:
    """The first finding of all calls, with the name of a mistake that fits them all.

    Args:
        inputs: the arguments of each call.
        judge: what is wrong with a reply that has a value; None if it is right.

    Raises:
        StudentStoppedError: a call stopped, and none before it was wrong.
    """
    first: Finding | None = None
    calls: list[Called] = []
    for arguments in inputs:
        try:
            reply = ask.call(answer.function, *arguments)
        except StudentStoppedError:
            if first is None:
                raise
            calls.append(Called(arguments, None))
            break  # wrong already; only the name of the mistake stays open
        finding = unusable(answer, reply) or _without_key(answer, reply.value)
        value = None if finding else _part(reply.value, answer)
        calls.append(Called(arguments, value))
        first = first or finding or judge(answer, arguments, reply)
    return first and with_name(first, answer, calls)


def with_name(finding: Finding, answer: Answer, calls: Sequence[Called]) -> Finding:
    """The finding, and the mistake that fits all calls if there is a known one."""
    if finding.outcome != "not yet":
        return finding
    mistake = answer.mistakes.named(calls)
    if mistake is None:
        return finding
    return replace(finding, misconception=mistake.name, hint=mistake.hint)


def _part(returned: Any, answer: Answer) -> Any:
    return returned if answer.key is None else returned[answer.key]


def _without_key(answer: Answer, returned: Any) -> Finding | None:
    if answer.key is None:
        return None
    name = answer.function
    if not isinstance(returned, dict):
        expected = "the keys of the task"
        words = feedback.misfit(name, "does not return a dict", expected)
        return not_yet(answer, words)
    if answer.key not in returned:
        return not_yet(answer, feedback.key_missing(name, answer.key))
    if is_blank(returned[answer.key]):
        return not_attempted(answer, feedback.not_attempted(answer.name))
    return None


def left_alone(answer: Answer, W: np.ndarray, after: Any) -> Finding | None:
    """None if the caller's W is as it was to within 1e-9, else the finding."""
    try:
        if close(as_array(after), W, CLOSE):
            return None
    except MisfitError:
        pass
    return Finding(answer.name, "not yet", *feedback.argument_changed(answer.name))


# Functions of one number: x is a number or an array of any shape. An answer may work
# on numbers only or on arrays only, so each way of asking is tried until one gives all
# values right.

Way = Callable[[Sequence[float]], list[Any]]  # how points are handed over

WAYS: tuple[Way, ...] = (
    lambda points: [np.array(points)],
    lambda points: list(points),
    lambda points: [np.array(x) for x in points],
)


def elementwise_check(
    reference: Function,
    *batches: tuple[Sequence[float], float],
    kink: tuple[float, float] | None = None,
) -> Check:
    """A check of a function of one number.

    Args:
        batches: points x, and how close the values there must be.
        kink: the slopes between which the value at exactly 0 may lie; nan or an
            exception will do there as well.
    """

    def by(way: Way, ask: Ask, answer: Answer) -> Finding | None:
        first: Finding | None = None
        calls: list[Called] = []
        for xs, tolerance in batches:
            for x in way(xs):
                case = Case((x,), np.asarray(reference(x), float), tolerance)
                reply = ask.call(answer.function, x)
                finding = unusable(answer, reply)
                calls.append(Called((x,), None if finding else reply.value))
                first = first or finding or compare(answer, reply.value, case)
            if first is not None and calls[-1].value is None:
                break
        if first is not None:
            return with_name(first, answer, [_one_call(calls)])
        return _at_kink(ask, answer, next(iter(way([0.0]))), kink)

    def check(ask: Ask, answer: Answer) -> Finding:
        findings: list[Finding] = []
        for way in WAYS:
            finding = by(way, ask, answer)
            if finding is None:
                return passed(answer)
            findings.append(finding)
        return _most_telling(findings)

    return check


def _one_call(calls: Sequence[Called]) -> Called:
    """Calls at single points as one call at all of them."""
    points = np.concatenate([np.ravel(call.arguments[0]) for call in calls])
    try:
        values = [as_array(call.value).ravel() for call in calls]
    except MisfitError:
        return Called((points,), None)
    joined = np.concatenate(values)
    return Called((points,), joined if joined.shape == points.shape else None)


def _most_telling(findings: list[Finding]) -> Finding:
    """Of several ways to fail, the one whose mistake has a name, else the numbers'.

    Numbers are what a student tries first; an array may fail for reasons that the
    worksheet does not ask about.
    """
    return next((f for f in findings if f.misconception), findings[1])


def _at_kink(
    ask: Ask, answer: Answer, zero: Any, kink: tuple[float, float] | None
) -> Finding | None:
    if kink is None or _is_slope(ask.call(answer.function, zero), kink):
        return None
    words = feedback.misfit(answer.name, feedback.AT_KINK, f"{kink} or nan")
    return not_yet(answer, words)


def _is_slope(reply: Reply, kink: tuple[float, float]) -> bool:
    if reply.failure is not None or reply.value is None:
        return True  # no derivative at a kink: to raise, or to give none, is right
    try:
        value = as_scalar(reply.value)
    except MisfitError:
        return False
    if np.isnan(value):
        return True
    return bool(kink[0] - EXACT <= value.real <= kink[1] + EXACT and value.imag == 0)


class Memoized:
    """A student whose replies to equal calls are remembered.

    Valid until a cell of the student's runs: then `forget`. Equal calls have the same
    objects as arguments and nothing lent; the parts of one returned dict are judged
    one after the other, and ask for the same calls.
    """

    def __init__(self, student: Student) -> None:
        self._student = student
        self.forget()

    def forget(self) -> None:
        # With the arguments themselves: an id is unique only while its object lives.
        self._replies: dict[tuple[Any, ...], tuple[tuple[Any, ...], Reply]] = {}

    def read(self, name: str) -> Reply:
        return self._student.read(name)

    def call(
        self, name: str, *arguments: Any, lend: Mapping[str, Function] | None = None
    ) -> Reply:
        if lend:
            return self._student.call(name, *arguments, lend=lend)
        question = (name, *map(id, arguments))
        if question not in self._replies:
            reply = self._student.call(name, *arguments)
            self._replies[question] = (arguments, reply)
        return self._replies[question][1]
