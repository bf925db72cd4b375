"""Section 1 (a) and Section 2: derivatives of functions of one number.

An answer may work on numbers only or on arrays only, so each way of asking is tried
until one gives all values right. x: a number or an array of any shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Finding
from autograder.checks.ask import Ask, Case, Check, compare, unusable
from autograder.checks.compare import (
    CLOSE,
    EXACT,
    MisfitError,
    as_array,
    as_items,
    as_scalar,
)
from autograder.values.student import Reply

MODERATE = (1.7, -0.3, 2.5, -1.9, 0.4, 3.0, -2.2)
LARGE = (1e6, -1e6)  # a difference quotient loses its digits here
PLAIN = (
    1.3,
    -0.7,
    0.05,
    -0.05,
    0.5,
    -0.5,
    2.0,
    -2.0,
    3.1,
    -4.2,
    7.7,
    -9.6,
    13.0,
    -20.0,
)
NEAR_KINK = (1e-9, -1e-9, 0.09, -0.09)
FAR = (30.0, 37.5, 90.0, 354.9, 355.1, 700.0, 709.5, 710.5, 744.0, 746.0, 1e3, 1e4)
STABLE = (0.3, -1.1, *FAR, *(-x for x in FAR), 5.5, -8.0)

Shaped = Callable[[Any], Any]  # how x is handed over


def one_number_checks() -> tuple[Check, ...]:
    """df, dg and dh of part (a)."""
    return (_one("df"), _one("dg"), _pair_check)


def path_checks() -> tuple[Check, ...]:
    """dl of part (a)."""
    return (_one("dl"),)


def plain_checks(name: str, kink: tuple[float, float] | None = None) -> tuple[Check]:
    """A derivative of Section 2 at |x| ≤ 20.

    Args:
        kink: the slopes between which the value at exactly 0 may lie; nan or an
            exception will do there as well.
    """
    points = PLAIN + (NEAR_KINK if kink else (0.0, 20.0))
    return (_elementwise(name, [(points, EXACT)], kink=kink),)


def stable_checks(name: str) -> tuple[Check]:
    """A derivative of Section 2, right and finite up to |x| = 10⁴."""
    return (_elementwise(name, [(STABLE, EXACT)], mistakes=f"{name}.stable"),)


def _one(name: str) -> Check:
    return _elementwise(name, [(MODERATE, EXACT), (LARGE, CLOSE)])


def _elementwise(
    name: str,
    batches: Sequence[tuple[Sequence[float], float]],
    kink: tuple[float, float] | None = None,
    mistakes: str | None = None,
) -> Check:
    reference = getattr(solutions, name)

    def cases(shaped: Shaped) -> Iterator[Case]:
        for points, tolerance in batches:
            for x in shaped(points):
                yield Case((x,), np.asarray(reference(x), float), tolerance)

    def by(shaped: Shaped, ask: Ask) -> Finding | None:
        for case in cases(shaped):
            reply = ask.call(name, *case.arguments)
            finding = unusable(name, name, reply) or compare(
                name, reply.value, case, mistakes or name
            )
            if finding is not None:
                return finding
        return _at_kink(ask, name, next(iter(shaped([0.0]))), kink)

    def check(ask: Ask) -> Finding:
        findings = [by(WAYS[0], ask)]
        for way in WAYS[1:]:
            if findings[-1] is None:
                break
            findings.append(by(way, ask))
        if findings[-1] is None:
            return Finding(name, "passed")
        return _most_telling([finding for finding in findings if finding])

    return check


def _as_one_array(points: Sequence[float]) -> list[Any]:
    return [np.array(points)]


def _as_numbers(points: Sequence[float]) -> list[Any]:
    return list(points)


def _as_small_arrays(points: Sequence[float]) -> list[Any]:
    return [np.array(x) for x in points]


WAYS: tuple[Shaped, ...] = (_as_one_array, _as_numbers, _as_small_arrays)


def _most_telling(findings: list[Finding]) -> Finding:
    """Of several ways to fail, the one whose mistake has a name, else the numbers'.

    Numbers are what a student tries first; an array may fail for reasons that the
    worksheet does not ask about.
    """
    for finding in findings:
        if finding.misconception:
            return finding
    return findings[1] if findings[1:] else findings[0]


def _at_kink(
    ask: Ask, name: str, zero: Any, kink: tuple[float, float] | None
) -> Finding | None:
    if kink is None or _is_slope(ask.call(name, zero), kink):
        return None
    return Finding(name, "not yet", feedback.misfit(name, AT_KINK, f"{kink} or nan"))


AT_KINK = "gives at exactly 0 a value that is no slope of the graph on either side"


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


PAIRS = ((1.7, -0.6), (-0.4, 2.3), (3.1, 0.8), (1e6, -2e6), (-3e6, 1e6))


def _pair_check(ask: Ask) -> Finding:
    """dh: a pair of partial derivatives, asked by numbers and by arrays."""
    by_numbers = [tuple(float(x) for x in pair) for pair in PAIRS]
    by_arrays = [tuple(np.array(column) for column in zip(*PAIRS, strict=True))]
    finding = _pairs_at(by_numbers, ask)
    if finding is None or _pairs_at(by_arrays, ask) is None:
        return Finding("dh", "passed")
    return finding


def _pairs_at(inputs: Sequence[tuple[Any, ...]], ask: Ask) -> Finding | None:
    for arguments in inputs:
        reply = ask.call("dh", *arguments)
        expected = np.array(solutions.dh(*arguments))
        case = Case(arguments, expected, _pair_tolerance(arguments))
        finding = unusable("dh", "dh", reply) or compare(
            "dh", _paired(reply.value), case, "dh"
        )
        if finding is not None:
            return finding
    return None


def _pair_tolerance(arguments: tuple[Any, ...]) -> float:
    return EXACT if np.max(np.abs(arguments)) < 1e3 else CLOSE


def _paired(value: Any) -> Any:
    """Two things of size 1 as two numbers; everything else as it came."""
    try:
        return [as_scalar(item) for item in as_items(value, 2)]
    except MisfitError:
        try:
            return as_array(value)
        except MisfitError:
            return value
