"""A student's `numerical_gradient` as the checker of the analytic gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .answers.returned import (
    NotAttemptedError,
    PropertyError,
    RaisedError,
    as_shape,
    ask,
)
from .display.cards import Shown, card, plain_text
from .given import dmix, dwave, loss, mix, model, wave

AGREE = 1e-6  # relative; right answers stay far below


def compare(name: str, namespace: Mapping[str, Any]) -> Shown:
    """Hold an analytic gradient against the student's own `numerical_gradient`.

    Args:
        name: "loss_gradients", for its "W1", or "grad_W".
        namespace: where both functions are; `globals()` in a notebook.
    """
    sides = {"loss_gradients": _of_loss, "grad_W": _of_model}.get(name)
    if sides is None:
        return _to_come('the name is "loss_gradients" or "grad_W"')
    try:
        analytic, numerical = sides(namespace)
    except NotAttemptedError:
        return _to_come(f"`{name}` and `numerical_gradient` both give something back")
    except RaisedError as failed:
        return _to_come(f"both run; now one stops with {failed}")
    except PropertyError as misfit:
        return _to_come(f"both give arrays of W's shape; now one {misfit}")
    told = '"W1" of `loss_gradients`' if name == "loss_gradients" else f"`{name}`"
    return _told(told, np.real(analytic), np.real(numerical))


def _of_loss(namespace: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    x, y, b = rng.normal(size=(3, 4))
    W1, W2 = rng.normal(size=(2, 4, 4)) / 2
    given = ask(namespace.get("loss_gradients"), x, y, W1, W2, b, mix, dmix)
    if not isinstance(given, Mapping) or "W1" not in given:
        raise PropertyError('has no "W1"')
    f = lambda W: loss(x, y, W, W2, b, mix)  # noqa: E731
    return as_shape(given["W1"], W1.shape), _nudged(namespace, f, W1)


def _of_model(namespace: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(6)
    W, x, b, y = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=3), 1.5
    given = ask(namespace.get("grad_W"), W, x, y, b, wave, dwave)
    f = lambda V: model(V, x, y, b, wave)  # noqa: E731
    return as_shape(given, W.shape), _nudged(namespace, f, W)


def _nudged(namespace: Mapping[str, Any], f: Any, W: np.ndarray) -> np.ndarray:
    return as_shape(ask(namespace.get("numerical_gradient"), f, W), W.shape)


def _told(name: str, analytic: np.ndarray, numerical: np.ndarray) -> Shown:
    apart = np.abs(analytic - numerical)
    relative = apart / np.maximum(1e-8, np.abs(analytic) + np.abs(numerical))
    where = np.unravel_index(int(np.argmax(apart)), apart.shape)
    entry = ", ".join(map(str, where))
    beside = f"{analytic[where]:.8g} by the formula, {numerical[where]:.8g} by nudging"
    words = f"Farthest apart at entry [{entry}]: {beside}."
    agree = bool(np.all((relative < AGREE) | (apart < AGREE)))
    verdict = (
        "They agree: two ways that share no step have come to the same."
        if agree
        else "They do not agree, so at least one of the two is wrong. Which?"
    )
    title = f"{name} beside your `numerical_gradient`"
    told = ("noted" if agree else "think", title, [verdict, words])
    return Shown(card(*told), plain_text(*told))


def _to_come(why: str) -> Shown:
    told = ("to come", "the comparison", [f"It comes when {why}."])
    return Shown(card(*told), plain_text(*told))
