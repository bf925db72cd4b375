"""Checks: call the student's code case by case and compare with the reference.

A check does not know about points, or which functions are lent. Most answers use
`value_check`, functions of one number use `elementwise_check`; a part file may define
its own check.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from autograder.checks import feedback
from autograder.checks.answers import Answer, Ask, Check, Finding
from autograder.checks.compare import CLOSE, EXACT, close
from autograder.mutations.mistakes import Called
from autograder.values.arrays import (
    MisfitError,
    as_array,
    as_scalar,
    as_shape,
    is_blank,
)
from autograder.values.student import (
    Failure,
    Function,
    Reply,
    StudentStoppedError,
)

NEARLY = 1e-4  # a value this close suggests an approximation


class Case(NamedTuple):
    """Arguments of one call, and the value that a right answer returns for them."""

    arguments: Sequence[Any]
    expected: np.ndarray
    tolerance: float


def passed(answer: Answer) -> Finding:
    return Finding(answer.name, "passed")


def not_attempted(answer: Answer, message: str) -> Finding:
    return Finding(answer.name, "not attempted", message)


def not_yet(answer: Answer, message: str, advice: str = "") -> Finding:
    return Finding(answer.name, "not yet", message, advice=advice)


def failed(answer: Answer, failure: Failure) -> Finding:
    """The finding about a call that returned no value."""
    name = answer.function
    if failure.kind == "undefined":
        return not_attempted(answer, feedback.undefined(name))
    if failure.kind == "raised" and failure.exception == "NotImplementedError":
        return not_attempted(answer, feedback.not_attempted(name))
    if failure.kind == "not callable":
        return not_yet(answer, feedback.not_callable(name))
    return not_yet(answer, feedback.raised(name, failure))


def unusable(answer: Answer, reply: Reply) -> Finding | None:
    """The finding about a reply without a value to compare; None if it has one."""
    failure = reply.failure
    has_value = failure is None or failure.kind == "not callable"
    if has_value and is_blank(reply.value):
        return not_attempted(answer, feedback.not_attempted(answer.function))
    return None if failure is None else failed(answer, failure)


def compare(
    answer: Answer, value: Any, case: Case, advice: str = feedback.BY_HAND
) -> Finding | None:
    """None if `value` is right, else what is wrong with it.

    Args:
        value: plain data that the student's code returned.
        advice: the next step if the value is wrong and the mistake is not known.
    """
    shape = np.shape(case.expected)
    try:
        got = as_shape(value, shape)
    except MisfitError as misfit:
        got_shape = str(misfit)
        if answer.key is None:  # the function itself returns it
            got_shape = got_shape.replace("has shape", "returns shape", 1)
        message = feedback.misfit(answer.name, got_shape, feedback.of_shape(shape))
        return not_yet(answer, message)
    if close(got, case.expected, case.tolerance):
        return None
    if close(got, case.expected, NEARLY):
        return not_yet(answer, feedback.nearly(answer.name), feedback.INEXACT)
    return not_yet(answer, feedback.wrong(answer.name), advice)


def value_check(
    reference: Function,
    inputs: Sequence[Sequence[Any]],
    advice: str = feedback.BY_HAND,
) -> Check:
    """A check of a function that returns a number, an array, or a dict of them.

    Args:
        reference: the right function; students should return what it returns.
        inputs: the arguments of each call.
        advice: the next step if a value is wrong and the mistake is not known.
    """

    known: dict[int, Any] = {}  # what the reference returns, by the place of the input
    places = {id(arguments): place for place, arguments in enumerate(inputs)}

    def judge(answer: Answer, arguments: Sequence[Any], reply: Reply) -> Finding | None:
        place = places[id(arguments)]
        if place not in known:  # once in each process, not once for each student
            known[place] = reference(*arguments)
        expected = np.asarray(_part(known[place], answer))
        case = Case(arguments, expected, answer.tolerance or CLOSE)
        return compare(answer, _part(reply.value, answer), case, advice)

    return lambda ask, answer: call_all(ask, answer, inputs, judge) or passed(answer)


Judge = Callable[[Answer, Sequence[Any], Reply], Finding | None]


def call_all(
    ask: Ask, answer: Answer, inputs: Sequence[Sequence[Any]], judge: Judge
) -> Finding | None:
    """The first finding of all calls, with the name of a mistake that fits them all.

    Args and Raises: as `first_finding`.
    """
    first, calls = first_finding(ask, answer, inputs, judge)
    return first if first is None or ask.lend else with_name(first, answer, calls)


def first_finding(
    ask: Ask, answer: Answer, inputs: Sequence[Sequence[Any]], judge: Judge
) -> tuple[Finding | None, list[Called]]:
    """The first finding of all calls, and the values of the calls.

    Args:
        inputs: the arguments of each call.
        judge: what is wrong with a reply that has a value; None if it is right.

    Raises:
        StudentStoppedError: a call stopped, and none before it was wrong.
    """
    first: Finding | None = None
    calls: list[Called] = []
    replies = ask.call_each(answer.function, inputs)
    for arguments in inputs:
        try:
            reply = next(replies)
        except StudentStoppedError:
            if first is None:
                raise
            calls.append(Called(arguments, None))
            break  # wrong already; only the name of the mistake stays open
        finding = unusable(answer, reply) or _without_key(answer, reply.value)
        value = None if finding else _part(reply.value, answer)
        calls.append(Called(arguments, value))
        first = first or finding or judge(answer, arguments, reply)
        if first is not None and ask.only_verdict:
            break
    return _with_returns(first, answer, calls), calls


def with_name(finding: Finding, answer: Answer, calls: Sequence[Called]) -> Finding:
    """The finding, and the mistake that fits all calls if there is a known one."""
    if finding.outcome != "not yet":
        return finding
    mistake = answer.mistakes.named(calls)
    if mistake is None:
        return finding
    return replace(
        finding, misconception=mistake.name, hint=mistake.hint, general=False
    )


def _with_returns(
    finding: Finding | None, answer: Answer, calls: Sequence[Called]
) -> Finding | None:
    """The finding; if some calls returned a value, the answer was attempted."""
    if finding is None or finding.outcome != "not attempted":
        return finding
    if all(call.value is None for call in calls):
        return finding
    return not_yet(answer, *feedback.sometimes_nothing(answer.function))


def _part(returned: Any, answer: Answer) -> Any:
    return returned if answer.key is None else returned[answer.key]


def _without_key(answer: Answer, returned: Any) -> Finding | None:
    if answer.key is None:
        return None
    name = answer.function
    if not isinstance(returned, dict):
        expected = "a dict with the keys of the task"
        message = feedback.misfit(name, "does not return a dict", expected)
        return not_yet(answer, message)
    if answer.key not in returned:
        return not_yet(answer, feedback.key_missing(name, answer.key))
    if is_blank(returned[answer.key]):
        return not_attempted(answer, feedback.no_value(answer.name))
    return None


def argument_unchanged(answer: Answer, W: np.ndarray, after: Any) -> Finding | None:
    """None if the call left W unchanged to within 1e-9; else the finding."""
    try:
        if close(as_array(after), W, CLOSE):
            return None
    except MisfitError:
        pass
    said = feedback.argument_changed(answer.name)
    return Finding(answer.name, "not yet", *said, general=True)


# Functions of one number: x is a number or an array of any shape. An answer may accept
# only numbers or only arrays, so the check tries one call style after the other until
# all values are right.

CallStyle = Callable[[Sequence[float]], list[Any]]  # from points to arguments of calls

CALL_STYLES: tuple[CallStyle, ...] = (
    lambda points: [np.array(points)],
    lambda points: list(points),
    lambda points: [np.array(x) for x in points],
)


def elementwise_check(
    reference: Function,
    *batches: tuple[Sequence[float], float],
    kink: tuple[float, float] | None = None,
    advice: str = feedback.BY_HAND,
) -> Check:
    """A check of a function of one number.

    Args:
        batches: points x, and the tolerance of the values there.
        kink: the least and the greatest value accepted at exactly 0; nan or an
            exception is accepted there too.
        advice: as in `value_check`.
    """

    def checked_with(style: CallStyle, ask: Ask, answer: Answer) -> Finding | None:
        first: Finding | None = None
        calls: list[Called] = []
        for points, tolerance in batches:
            inputs = [(x,) for x in style(points)]
            replies = ask.call_each(answer.function, inputs)
            for (x,), reply in zip(inputs, replies, strict=True):
                case = Case((x,), np.asarray(reference(x), float), tolerance)
                finding = unusable(answer, reply)
                calls.append(Called((x,), None if finding else reply.value))
                first = first or finding or compare(answer, reply.value, case, advice)
                if first is not None and ask.only_verdict:
                    return first
            if first is not None and calls[-1].value is None:
                break
        first = _with_returns(first, answer, calls)
        if first is not None:
            return first if ask.lend else with_name(first, answer, [_one_call(calls)])
        return _at_kink(ask, answer, next(iter(style([0.0]))), kink)

    def check(ask: Ask, answer: Answer) -> Finding:
        findings: list[Finding] = []
        for style in CALL_STYLES:
            finding = checked_with(style, ask, answer)
            if finding is None:
                return passed(answer)
            findings.append(finding)
        return _most_helpful(findings)

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


def _most_helpful(findings: list[Finding]) -> Finding:
    """Of several ways to fail, the numbers' if it is wrong or has a name.

    Students try numbers first, and messages show values for numbers. A call with an
    array may fail for reasons that the worksheet does not ask about.
    """
    by_array, by_number, _ = findings
    unnamed = by_number.misconception is None and by_number.advice == ""
    return by_array if unnamed and by_array.misconception else by_number


def _at_kink(
    ask: Ask, answer: Answer, zero: Any, kink: tuple[float, float] | None
) -> Finding | None:
    if kink is None or _is_slope(ask.call(answer.function, zero), kink):
        return None
    expected = f"a value from {kink[0]:g} to {kink[1]:g}, or nan"
    return not_yet(answer, feedback.misfit(answer.name, feedback.AT_KINK, expected))


def _is_slope(reply: Reply, kink: tuple[float, float]) -> bool:
    if reply.failure is not None or reply.value is None:
        return True  # there is no derivative at a kink: raising is right
    try:
        value = as_scalar(reply.value)
    except MisfitError:
        return False
    if np.isnan(value):
        return True
    return bool(kink[0] - EXACT <= value.real <= kink[1] + EXACT and value.imag == 0)
