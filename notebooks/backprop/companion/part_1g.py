"""Section 1 (g): grad_W, the gradient of f with respect to W, and gradient descent."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from .answers import row
from .answers.errors import ChangedError, NotAttemptedError, PropertyError
from .answers.fingerprint_inputs import (
    AT_ZEROS,
    FURTHER_UNITS,
    UNIT_CASES,
    ZERO_UNITS,
    several,
    units_with,
)
from .answers.returned import as_array, as_shape, ask, ask_uncopied, naming_case
from .display.figures import distinct_numbers, number
from .given import dwave, model, wave
from .properties.finite_differences import (
    TOLERANCE,
    along_directions,
    close,
    gradient_at,
)
from .properties.follows import require_following
from .properties.isolation import Names, Plan, isolate
from .properties.relations import common_factor
from .properties.unit_nodes import (
    ALONE,
    NODES,
    RESIDUALS,
    SIZES,
    UnitArguments,
    isolating_units,
    nodes,
    some_units,
)
from .properties.unit_nodes import (
    STEPS as STEPS_OF_UNITS,
)

UNCHANGED = 1e-9  # absolute tolerance for changes of the caller's W
LR = 0.01
FAR_LR = 2.0  # one step is so long that f rises


def _f(u: UnitArguments, W: np.ndarray) -> float:
    return model(W, u.x, u.y, u.b, u.phi)


def weight_gradient(answer: Any) -> None:
    """The test of grad_W."""
    for n, d in SIZES:
        u = some_units(n, d)

        def gradient(dphi: row.Function, u: UnitArguments = u) -> Any:
            with naming_case(f"for n = {len(u.b)}, d = {len(u.x)}"):
                return as_shape(ask(answer, *u._replace(dphi=dphi)), u.W.shape)

        along_directions(gradient(u.dphi), functools.partial(_f, u), u.W)
        require_following(gradient, u.dphi, "dphi")


def _measured(answer: Any, names: Names) -> tuple[Any, Any]:
    u = isolating_units(names)
    got = as_shape(ask(answer, *u), u.W.shape)
    return got, gradient_at(functools.partial(_f, u), u.W)


PLAN = Plan(ALONE, STEPS_OF_UNITS, _measured)


def gradient_with(answer: Any, replace: row.Replace) -> bool:
    """Whether `grad_W` is right apart from the `sensitivities` that it uses.

    Made-up sensitivities replace the student's. If `grad_W` uses those of one kind of
    node, its result must be the gradient with respect to W of that node's value,
    weighted by them; the test estimates it by nudging W.
    """
    u = some_units(3, 2)
    rng = np.random.default_rng(8)
    made_up = {key: rng.normal(size=np.shape(v)) for key, v in nodes(u).items()}
    with replace(lambda *_, **__: dict(made_up)):
        got = as_shape(ask(answer, *u), u.W.shape)
    return any(_is_weighted(got, u, key, made_up[key]) for key in NODES)


def _is_weighted(
    got: np.ndarray, u: UnitArguments, key: str, weight: np.ndarray
) -> bool:
    """Whether `got` is the gradient of a weighted sum of a node's entries."""

    def weighted(W: np.ndarray) -> float:
        return float(np.sum(weight * nodes(u._replace(W=W))[key]))

    try:
        along_directions(got, weighted, u.W)
    except PropertyError:
        return False
    return bool(np.max(np.abs(got)) > TOLERANCE)


class DescentRun:
    """One run of the student's descent on a copy of W, with its result validated."""

    def __init__(self, answer: Any, u: UnitArguments, lr: float, steps: int) -> None:
        given = u.W.copy()
        returned = ask_uncopied(answer, given, *u[1:], lr, steps)
        if not np.allclose(given, u.W, rtol=0, atol=UNCHANGED):
            raise ChangedError(
                "Write `W = W - …`, which makes a new array, instead of `W -= …`.",
            )
        self.end, history = end_and_history(returned, u.W)
        self.history = _numbers(history, steps)


def end_and_history(returned: Any, W: np.ndarray) -> tuple[np.ndarray, Any]:
    """Read what a descent from W returns; W_final gets the shape of W."""
    end, history = pair(returned)
    if _is_like(history, W) and not _is_like(end, W):
        raise PropertyError(
            "returns the history first and W_final second; expected the pair "
            "(W_final, history)",
            "Exchange the two values in your `return`.",
        )
    try:
        return as_shape(end, W.shape), history
    except PropertyError as error:
        raise PropertyError(f"returns a W_final that {error}") from None


def _is_like(value: Any, W: np.ndarray) -> bool:
    """Whether the value is an array of the shape of W, which is no history."""
    return isinstance(value, np.ndarray) and value.shape == W.shape


def pair(returned: Any) -> tuple[Any, Any]:
    """Read what a descent returns as the pair (W_final, history)."""
    if not isinstance(returned, tuple | list):
        got = f"a value of type {type(returned).__name__}"
    elif len(returned) != 2:
        got = "1 value" if len(returned) == 1 else f"{len(returned)} values"
    else:
        return returned[0], returned[1]
    raise PropertyError(
        f"returns {got}; expected the pair (W_final, history)",
        "Return both, with a comma between them.",
    )


def _numbers(history: Any, steps: int) -> np.ndarray:
    try:
        values = [as_shape(value, ()) for value in history]
    except TypeError:
        raise PropertyError("returns one number as history; expected a list") from None
    except PropertyError as error:
        raise PropertyError(
            f"returns a history with an entry that {error}",
            "Write down f, which is one number, not W or an array.",
        ) from None
    if len(values) == 2 < steps:
        raise PropertyError(
            f"returns a history of length 2 for steps = {steps}; expected {steps + 1}",
            RETURN_IN_LOOP,
        )
    if len(values) != steps + 1:
        raise PropertyError(
            f"returns a history of length {len(values)} for steps = {steps}; expected "
            f"{steps + 1}",
            "Record f before the first step and after every step, and return it all.",
        )
    return np.array(values)


def descent(answer: Any) -> None:
    """The test of gradient_descent: properties of every right descent."""
    u = some_units(3, 2)
    _require_all_steps(answer, u)
    require_history(answer, u)
    first = DescentRun(answer, u, LR, 1).history
    if not first[1] < first[0]:
        raise PropertyError(
            f"takes f from {number(first[0])} to {number(first[1])} in one step with "
            f"lr = {LR}; expected a decrease",
            "Check the sign of the step.",
        )
    require_equal_steps(answer, u)
    require_steps_everywhere(answer, u)
    one = some_units(1, 1)
    require_history(answer, one)
    flat = u._replace(x=np.zeros_like(u.x))
    with _where("where x is 0, so that the gradient is 0", TAKE_SMALL_STEPS):
        DescentRun(answer, flat, LR, 4)  # all steps count, even where f is flat


def _require_all_steps(answer: Any, u: UnitArguments) -> None:
    """Raise `PropertyError` if a `return` inside the loop ends it."""
    with contextlib.suppress(PropertyError):
        DescentRun(answer, u, LR, 1)
    try:
        DescentRun(answer, u, LR, 0)
    except NotAttemptedError:
        raise PropertyError(
            "returns nothing for steps = 0, but a value for steps = 1",
            RETURN_IN_LOOP,
        ) from None
    except PropertyError as error:
        case = "" if "steps = 0" in str(error) else " (steps = 0)"
        raise PropertyError(f"{error}{case}", error.next_step) from None


TAKE_EVERY_STEP = (
    "Take every step in full, also if f rises: don't stop early, limit a step or "
    "return an earlier W."
)
TAKE_SMALL_STEPS = (
    "Take every step, also where f or its gradient is 0 or nearly 0: don't stop early."
)
RETURN_IN_LOOP = "Is the `return` inside the loop? Return once, after the loop."


@contextlib.contextmanager
def _where(case: str, next_step: str) -> Iterator[None]:
    """Add the case to the message of a PropertyError; an ordinary one has passed."""
    try:
        yield
    except PropertyError as error:
        raise PropertyError(f"{error} ({case})", next_step) from None


def require_steps_everywhere(answer: Any, u: UnitArguments) -> None:
    """Raise `PropertyError` if a step is left out where f rises or is nearly 0."""
    small = DescentRun(answer, u, LR, 1).end - u.W
    with _where(f"for lr = {FAR_LR}, where f rises", TAKE_EVERY_STEP):
        moved = DescentRun(answer, u, FAR_LR, 1).end - u.W
    if not close(moved * LR / FAR_LR, small):
        raise PropertyError(
            f"changes W by {_largest(moved)} for lr = {FAR_LR}, where f rises, and by "
            f"{_largest(small)} for lr = {LR}; expected a change proportional to lr",
            TAKE_EVERY_STEP,
        )
    s = u.y - RESIDUALS[0]
    with _where("where y − s is 0.00002, so that f is nearly 0", TAKE_SMALL_STEPS):
        near, nearer = (
            np.abs(DescentRun(answer, u._replace(y=s + r), LR, 1).end - u.W)
            for r in (2e-5, 1e-5)
        )
    if not np.max(np.abs(near - 2 * nearer)) <= 1e-3 * np.max(near) or not near.any():
        raise PropertyError(
            f"changes W by {_largest(near)} where y − s is 0.00002 and by "
            f"{_largest(nearer)} where it is half of that; expected half as much",
            "Take only lr · gradient off W: what else does your step contain?"
            if near.any()
            else TAKE_SMALL_STEPS,
        )


def require_history(answer: Any, u: UnitArguments) -> None:
    """Raise `PropertyError` unless the history starts and ends with the right f."""
    for steps in (0, 1, 4):
        run = DescentRun(answer, u, LR, steps)
        if not close(run.history[0], _f(u, u.W)):
            got, expected = distinct_numbers(np.real(run.history[0]), _f(u, u.W))
            raise PropertyError(
                f"returns a history that starts with {got}; f at the start is "
                f"{expected}",
                "Compare your formula for f with the question, and record f before the "
                "first step.",
            )
        if not steps and not close(run.end, u.W):
            raise PropertyError(
                f"changes W by {_largest(run.end - u.W)} for steps = 0; expected no "
                "change",
                _about_no_steps(answer, u, run.end),
            )
        if not close(run.history[-1], _f(u, run.end)):
            got, expected = distinct_numbers(np.real(run.history[-1]), _f(u, run.end))
            raise PropertyError(
                f"returns a history that ends with {got}; f at W_final is {expected}",
                "Record f after each step, with one formula, at the W that you return.",
            )


def _about_no_steps(answer: Any, u: UnitArguments, end: np.ndarray) -> str:
    """What to try if W changes for steps = 0: is it by a step of the loop?"""
    once = DescentRun(answer, u, LR, 1).end
    if close(DescentRun(answer, u._replace(W=end), LR, 0).end, once):
        return "Count how often your loop runs for steps = 0, and for steps = 1."
    return "Start from the W that is passed: which line outside of the loop changes it?"


def require_equal_steps(answer: Any, u: UnitArguments) -> None:
    """Raise `PropertyError` unless all steps follow the same rule, scaled by lr."""
    once, twice = DescentRun(answer, u, LR, 1), DescentRun(answer, u, LR, 2)
    again = DescentRun(answer, u._replace(W=once.end), LR, 1)
    if not close(again.end, twice.end):
        times = common_factor(twice.end - once.end, again.end - once.end)
        if times is not None:
            raise PropertyError(
                f"takes a second step that is {number(times)} times a first step from "
                "the same W; expected the same step",
                "Use lr as it is passed, in every step.",
            )
        raise PropertyError(
            f"takes a second step that differs by {_largest(again.end - twice.end)} "
            "from a first step at the same W; expected the same step",
            "Compute the gradient again in every step, at the current W, and keep lr "
            "as it is.",
        )
    if not close(twice.history[:2], once.history):
        got, expected = distinct_numbers(*np.real((twice.history[1], once.history[1])))
        raise PropertyError(
            f"records f = {got} after the first of two steps; expected {expected}, as "
            "for steps = 1",
            "Print f and W after each step.",
        )
    still = DescentRun(answer, u, 0.0, 1).end - u.W
    if not close(still, 0.0):
        raise PropertyError(
            f"changes W by {_largest(still)} although lr is 0; expected no change",
            "Multiply the gradient by `lr`.",
        )
    half = DescentRun(answer, u, LR / 2, 1).end
    if not close(2 * (half - u.W), once.end - u.W):
        raise PropertyError(
            f"changes W by {_largest(once.end - u.W)} for lr = {LR} and by "
            f"{_largest(half - u.W)} for lr = {LR / 2}; expected half as much",
            "One step subtracts lr times the gradient, once: check each line of your "
            "loop.",
        )


def _largest(change: np.ndarray) -> str:
    return number(np.max(np.abs(change)), 2)


def descent_with(answer: Any, replace: row.Replace) -> bool:
    """Whether the descent is right apart from the `grad_W` that it uses.

    A made-up gradient replaces the student's; one step must be minus lr times it.
    """
    u = some_units(3, 2)

    def made_up(W: Any, *_: Any, **__: Any) -> Any:
        return np.cos(np.asarray(W)) + np.asarray(W) / 3

    with replace(made_up):
        require_history(answer, u)
        require_equal_steps(answer, u)
        moved = u.W - DescentRun(answer, u, LR, 1).end
    return close(moved / LR, made_up(u.W))


# A plain descent, starts at and near f = 0, steps in which f rises, and n = d = 1.
DESCENT_CASES = tuple(
    ((*UNIT_CASES[i][0], lr, steps), scale)
    for i, lr, steps, scale in (
        (0, 0.3, 4, 1.0), (1, 0.05, 3, 1.0), (2, 0.1, 3, 1.0), (3, 0.02, 6, 1.0),
        (0, 1.1, 2, 1.0), (5, 0.04, 2, 1.0),
    )
)  # fmt: skip


def _end_and_history(returned: Any, largest: float = 1.0) -> Any:
    """W at the end, and the values of f divided by `largest`."""
    W, history = returned
    end = as_array(W)
    values = (as_array(f).item() / largest for f in history)
    return [*end.shape, *end.ravel(), *values]


def _descents(*cases: tuple[Any, ...], largest: float = 1.0) -> Any:
    pick = functools.partial(_end_and_history, largest=largest)
    return several([(case, 1.0) for case in cases], pick)


def _enlarged(returned: Any, start: np.ndarray) -> Any:
    """How far W moved, and the values of f, enlarged so that tiny ones count."""
    W, history = returned
    values = [as_array(f).item() * 1e3 for f in history]
    return [*np.ravel((as_array(W) - start) * 1e5), *values]


TINY_F = (*units_with(2, 3, 3e-4), 0.05, 3)
NEARLY_0 = (*units_with(3, 2, 8e-8), 0.1, 3)
_WIDE = units_with(2, 2, 0.8)
FURTHER_DESCENTS = {
    AT_ZEROS: _descents((*ZERO_UNITS, 0.02, 3)),
    "where f is large": _descents(
        *((*units_with(2, 3, r), 1e-5, 3) for r in (2.3e3, -2.3e3)), largest=1e7
    ),
    "where f is tiny": several(
        [(TINY_F, 1.0)], functools.partial(_enlarged, start=TINY_F[0])
    ),
    "where f is nearly 0": several(
        [(NEARLY_0, 1.0)], functools.partial(_enlarged, start=NEARLY_0[0])
    ),
    "for 30 steps": _descents((*units_with(3, 2, -1.4), 0.002, 30)),
    "where entries of W are larger than 3": _descents(
        (9 * _WIDE[0], *_WIDE[1:], 0.01, 3)
    ),
}


def _comparison_of() -> row.Comparison:
    rng = np.random.default_rng(6)
    W, x, b, y = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=3), 1.5
    return row.Comparison(
        lambda grad_W: ask(grad_W, W, x, y, b, wave, dwave),
        lambda V: model(V, x, y, b, wave),
        W,
    )


QUESTIONS = {
    ("q1g_grad", "grad_W"): row.Answer(
        test=weight_gradient,
        question="Take d = 2 and x = (1, 0). Which entries of the gradient must be 0?",
        next_step="Take n = d = 1 and compute the derivative by hand.",
        isolate=functools.partial(isolate, PLAN),
        fingerprint=row.Fingerprint(
            several(UNIT_CASES),
            further={case: several(calls) for case, calls in FURTHER_UNITS.items()},
        ),
        dependency=row.Dependency("sensitivities", gradient_with),
        comparison=_comparison_of,
    ),
    ("q1g_descent", "gradient_descent"): row.Answer(
        test=descent,
        question="Take steps = 1 and go through your code line by line. What are W "
        "and `history` after each line?",
        next_step="Take steps = 1 and compare W_final with one step by hand.",
        fingerprint=row.Fingerprint(
            several(DESCENT_CASES, _end_and_history), further=FURTHER_DESCENTS
        ),
        inexact="`{name}` decreases f and records it correctly, but ends at another "
        "W. Check what you subtract from W in each step.",
        dependency=row.Dependency("grad_W", descent_with),
    ),
}
