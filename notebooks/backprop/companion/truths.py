"""Is an answer true? Tests that need no formula of the answer.

A derivative is held against what its function does under small nudges, a gradient
along random directions, a graph by evaluating it, a descent by its properties. Each
test raises `MisfitError` with words that follow the answer's name, or returns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from companion import given as worksheet
from companion.graph_truths import chain_graph, unit_graph
from companion.values import (
    BlankError,
    FailedError,
    MisfitError,
    as_array,
    as_shape,
    ask,
    ask_uncopied,
    is_blank,
)

H = 1e-5
NEAR = 2e-5  # what a nudge of size H can tell, with room
Namespace = Mapping[str, Any]
Truth = Callable[[Any, Namespace], None]

POINTS = (1.7, -0.3, 2.5, -1.9, 0.4)
TAME = (1.3, -0.7, 0.05, -0.05, 0.5, -0.5, 2.0, -2.0, 7.7, -9.6)
FAR = (30.0, -30.0, 400.0, -400.0, 720.0, -720.0, 1e4, -1e4)


def _rise(f: Callable[[float], Any], x: float) -> float:
    """How fast f rises at x, by a nudge to both sides."""
    return float(f(x + H) - f(x - H)) / (2 * H)


def _slope_of(
    f: Callable[[float], Any], points: Sequence[float], far: Sequence[float] = ()
) -> Truth:
    """The test of a derivative of one number."""

    def test(answer: Any, _: Namespace) -> None:
        expected = [_rise(f, x) for x in points] + [0.0 for _ in far]
        _each_right(answer, (*points, *far), np.array(expected))

    return test


def _each_right(answer: Any, points: Sequence[float], expected: np.ndarray) -> None:
    """Right at every point, asked by one array or number by number."""
    x = np.array(points)
    if not is_blank(answer):
        try:
            if _close(as_shape(ask(answer, x), x.shape), expected):
                return
        except (FailedError, MisfitError, BlankError):
            pass  # perhaps it works on numbers only
    for number, wanted in zip(points, expected, strict=True):
        got = as_shape(_any_way(answer, number), ())
        if not _close(got, wanted):
            raise MisfitError(_wrong_at(number, got))


def _any_way(answer: Any, number: float) -> Any:
    try:
        return ask(answer, number)
    except FailedError:
        try:
            return ask(answer, np.array([number]))
        except FailedError:
            return ask(answer, number)


def _wrong_at(number: float, got: Any) -> str:
    kind = "" if np.isfinite(got) else ": it gives no finite number"
    return f"is wrong at x = {number:g}{kind}"


def _close(got: Any, expected: Any) -> bool:
    bound = NEAR * np.maximum(1.0, np.abs(expected))
    return bool(np.all(np.abs(got - expected) <= bound))


def _pair(answer: Any, _: Namespace) -> None:
    for x1, x2 in ((1.7, -0.6), (-0.4, 2.3), (3.1, 0.8)):
        given = ask(answer, x1, x2)
        try:
            parts = [as_shape(part, ()) for part in given]
        except TypeError:
            raise MisfitError("is no pair: h has two inputs, so two slopes") from None
        if len(parts) != 2:
            raise MisfitError(f"has {len(parts)} entries, expected a pair")
        wanted = [
            _rise(lambda t, x2=x2: t**2 + x2**2, x1),
            _rise(lambda t, x1=x1: x1**2 + t**2, x2),
        ]
        for part, slope, which in zip(parts, wanted, ("first", "second"), strict=True):
            if not _close(part, slope):
                raise MisfitError(f"is wrong in its {which} entry at ({x1:g}, {x2:g})")


def _total(answer: Any, _: Namespace) -> None:
    for n in (3, 1, 4):
        rng = np.random.default_rng(n)
        A, c = rng.normal(size=(n, n)), rng.normal(size=n)
        f = lambda v, A=A, c=c: np.sum(np.sin(A @ v)) + c @ v  # noqa: E731
        gradient = lambda v, A=A, c=c: A.T @ np.cos(A @ v) + c  # noqa: E731
        g = lambda w, c=c: c * w**2 + np.exp(-w)  # noqa: E731
        slopes = lambda w, c=c: 2 * c * w - np.exp(-w)  # noqa: E731
        got = as_shape(ask(answer, gradient, g, slopes, 0.8), ())
        if not _close(got, _rise(lambda w, f=f, g=g: f(g(w)), 0.8)):
            raise MisfitError(f"is wrong for n = {n}")


def _layers(d: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(d)
    x, y, b = rng.normal(size=(3, d))
    W1, W2 = rng.normal(size=(2, d, d)) / 2
    return x, y, W1, W2, b, worksheet.mix, worksheet.dmix


_PLACE = {"x": 0, "W1": 2, "W2": 3, "b": 4}


def _loss_gradient(key: str) -> Truth:
    def test(answer: Any, _: Namespace) -> None:
        arguments = _layers(4)
        gradient = _of_key(ask(answer, *arguments), key, arguments[_PLACE[key]].shape)

        def moved(direction: np.ndarray, t: float) -> float:
            nudged = list(arguments[:6])
            nudged[_PLACE[key]] = nudged[_PLACE[key]] + t * direction
            return worksheet.loss(*nudged)

        _along_directions(gradient, moved)

    return test


def _of_key(given: Any, key: str, shape: tuple[int, ...]) -> np.ndarray:
    if not isinstance(given, Mapping):
        raise MisfitError(f"is missing: what comes back is a {type(given).__name__}")
    if key not in given:
        raise MisfitError("is missing from the dict that comes back")
    if is_blank(given[key]):
        raise BlankError
    return as_shape(given[key], shape)


def _along_directions(
    gradient: np.ndarray, moved: Callable[[np.ndarray, float], float]
) -> None:
    """A gradient tells how fast the function rises in every direction."""
    rng = np.random.default_rng(7)
    for _ in range(4):
        direction = rng.normal(size=gradient.shape)
        rise = (moved(direction, H) - moved(direction, -H)) / (2 * H)
        if not _close(np.sum(gradient * direction), rise):
            raise MisfitError("has the right shape and a wrong value")


def _units(n: int, d: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(10 * n + d)
    W, x, b = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n)
    return W, x, 2.0, b, worksheet.wave, worksheet.dwave


def _sensitivity(key: str) -> Truth:
    def test(answer: Any, _: Namespace) -> None:
        for n, d in ((3, 2), (2, 4)):
            arguments = _units(n, d)
            W, x, y, b, phi, _slope = arguments
            after = {  # f as a function of the node alone
                "r": lambda r: r**2,
                "s": lambda s, y=y: (y - s) ** 2,
                "p": lambda p, y=y: (y - np.sum(p)) ** 2,
                "z": lambda z, y=y, phi=phi: (y - np.sum(phi(z))) ** 2,
            }[key]
            z = W @ x + b
            node = {"z": z, "p": phi(z), "s": np.sum(phi(z)), "r": y - np.sum(phi(z))}
            at = np.asarray(node[key])
            gradient = _of_key(ask(answer, *arguments), key, at.shape)
            _along_directions(gradient, lambda v, t, f=after, at=at: float(f(at + t * v)))

    return test


def _weights(answer: Any, _: Namespace) -> None:
    for n, d in ((3, 2), (2, 4)):
        arguments = _units(n, d)
        W, x, y, b, phi, _slope = arguments
        gradient = as_shape(ask(answer, *arguments), W.shape)
        _along_directions(
            gradient,
            lambda v, t, W=W, x=x, y=y, b=b, phi=phi: worksheet.model(
                W + t * v, x, y, b, phi
            ),
        )


def _exponent(answer: Any, _: Namespace) -> None:
    if is_blank(answer):
        raise BlankError
    as_shape(answer, ())


def _numerical(answer: Any, _: Namespace) -> None:
    rng = np.random.default_rng(3)
    for shape in ((3, 2), (1, 4)):
        A, W = rng.normal(size=shape), rng.normal(size=shape)
        reach = []
        for eps in (0.5, 0.125):
            points: list[np.ndarray] = []

            def f(V: Any, A: np.ndarray = A, points: list = points) -> float:
                points.append(np.array(V, float))
                return float(np.sum(A * V) ** 2 + np.sum(V**2) + V[0, 0])

            kept = W.copy()
            gradient = as_shape(ask_uncopied(answer, f, kept, eps), shape)
            if not np.allclose(kept, W, atol=1e-9):
                raise MisfitError("changes the W that it is given")
            _along_directions(gradient, lambda v, t, f=f, W=W: f(W + t * v))
            steps = [p - W for p in points if p.shape == shape] or [np.zeros(shape)]
            reach.append((np.max(steps), -np.min(steps)))
        _steps_follow_eps(reach)


def _steps_follow_eps(reach: list[tuple[float, float]]) -> None:
    (up, down), (small_up, _) = reach
    if up == 0 or not np.isclose(up, 4 * small_up):
        raise MisfitError("steps equally far whatever eps is")
    if not np.isclose(up, down):
        raise MisfitError("does not step equally far to both sides")


def _descent(answer: Any, namespace: Namespace) -> None:
    arguments = _units(3, 2)
    W, x, y, b, phi, _slope = arguments
    f = lambda V: worksheet.model(V, x, y, b, phi)  # noqa: E731
    for steps in (0, 1, 4):
        kept = W.copy()
        given = ask_uncopied(answer, kept, *arguments[1:], 0.01, steps)
        if not np.allclose(kept, W, atol=1e-9):
            raise MisfitError("changes the W that it is given: work on a copy")
        end, history = _pair_of(given, W.shape, steps)
        if not _close(history[0], f(W)):
            raise MisfitError("has a history that does not begin with f at the start")
        if not _close(history[-1], f(end)):
            raise MisfitError("has a history that does not end with f at the last W")
        if steps and history[1] >= history[0]:
            raise MisfitError("goes up with its first small step" + _blame(namespace))
    _one_by_one(answer, arguments)


def _blame(namespace: Namespace) -> str:
    try:
        _weights(namespace.get("grad_W"), namespace)
    except (BlankError, FailedError, MisfitError):
        return ". Your grad_W is not right yet: mend it first, and check this again"
    return ""


def _pair_of(
    given: Any, shape: tuple[int, ...], steps: int
) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise MisfitError("does not return the pair (W_final, history)")
    end = as_shape(given[0], shape)
    history = as_array(given[1])
    if history.ndim == 0 or len(history) != steps + 1 or history.size != steps + 1:
        count = len(history) if history.ndim else 1
        raise MisfitError(
            f"has {count} values in its history after {steps} steps, expected {steps + 1}"
        )
    return end, history.ravel()


def _one_by_one(answer: Any, arguments: tuple[Any, ...]) -> None:
    """Two steps are one step after one step, and lr = 0 stays where it is."""
    rest = arguments[1:]
    once = _pair_of(ask(answer, *arguments, 0.01, 1), arguments[0].shape, 1)[0]
    again = _pair_of(ask(answer, once, *rest, 0.01, 1), once.shape, 1)[0]
    twice = _pair_of(ask(answer, *arguments, 0.01, 2), once.shape, 2)[0]
    if not _close(again, twice):
        raise MisfitError("takes a second step that differs from a first step from there")
    still = _pair_of(ask(answer, *arguments, 0.0, 1), once.shape, 1)[0]
    if not _close(still, arguments[0]):
        raise MisfitError("moves although lr is 0")
    half = _pair_of(ask(answer, *arguments, 0.005, 1), once.shape, 1)[0]
    if not _close(2 * (half - arguments[0]), once - arguments[0]):
        raise MisfitError("takes a step whose length does not follow lr")


def _kinked(f: Callable[[Any], Any]) -> Truth:
    return _slope_of(f, TAME)


TRUTHS: dict[str, Truth] = {
    "df": _slope_of(lambda x: x**2, POINTS),
    "dg": _slope_of(lambda x: x, POINTS),
    "dh": _pair,
    "dl": _slope_of(lambda x: (x**2) ** 2 + x**2, POINTS),
    "total_derivative": _total,
    "chain_rule_graph": chain_graph,
    "computation_graph": unit_graph,
    **{f"loss_gradients.{key}": _loss_gradient(key) for key in _PLACE},
    "analytic_exponent": _exponent,
    "numerical_exponent": _exponent,
    "numerical_gradient": _numerical,
    **{f"sensitivities.{key}": _sensitivity(key) for key in "rspz"},
    "grad_W": _weights,
    "gradient_descent": _descent,
    "d_sigmoid": _slope_of(worksheet.sigmoid, TAME),
    "d_sigmoid.stable": _slope_of(worksheet.sigmoid, TAME[:3], FAR),
    "d_relu": _kinked(worksheet.relu),
    "d_tanh": _slope_of(worksheet.tanh, TAME),
    "d_tanh.stable": _slope_of(worksheet.tanh, TAME[:3], FAR),
    "d_leaky_relu": _kinked(worksheet.leaky_relu),
}
