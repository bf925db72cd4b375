"""Mistakes in Section 1 (e), (f) and (g): nudging, sensitivities, the gradient by W.

z = W x + b, p = φ(z), r = y − Σ p; W (n, d), x (d,), b (n,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograder.checks.mistake import Mistake, table

EPS = 1e-6


class Units(NamedTuple):
    """The arguments of `sensitivities`, and what is computed on the way."""

    W: np.ndarray
    x: np.ndarray
    y: float
    b: np.ndarray
    phi: Callable[[Any], Any]
    dphi: Callable[[Any], Any]
    z: np.ndarray
    p: np.ndarray
    r: float

    @property
    def back(self) -> np.ndarray:
        """How f changes with each z."""
        return -2 * self.r * self.dphi(self.z)


def on(formula: Callable[[Units], Any]) -> Callable[..., Any]:
    """A formula in the units as a function of `sensitivities`' arguments."""

    def wrong(*arguments: Any) -> Any:
        W, x, y, b, phi, dphi = arguments
        z = W @ x + b
        p = phi(z)
        return formula(Units(W, x, y, b, phi, dphi, z, p, y - np.sum(p)))

    return wrong


def _bumps(shape: tuple[int, ...]) -> np.ndarray:
    size = int(np.prod(shape))
    return np.eye(size).reshape(-1, *shape)


def _each(formula: Callable[..., float]) -> Callable[..., np.ndarray]:
    """A formula (f, W, bump, eps) for one entry, carried out for all entries."""

    def wrong(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
        rates = [formula(f, W, bump, eps) for bump in _bumps(W.shape)]
        return np.array(rates).reshape(W.shape)

    return wrong


def _central(f: Any, W: np.ndarray, bump: np.ndarray, eps: float) -> float:
    return (f(W + eps * bump) - f(W - eps * bump)) / (2 * eps)


def _together(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
    return (f(W + eps) - f(W - eps)) / (2 * eps) * np.ones_like(W)


def _rows(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
    rows = np.eye(len(W))[:, :, np.newaxis]
    rates = [_central(f, W, row * np.ones_like(W), eps) for row in rows]
    return np.repeat(np.array(rates)[:, np.newaxis], W.shape[1], axis=1)


def _columns(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
    return _rows(lambda V: f(V.T), W.T, eps).T


def _transposed(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
    return _each(_central)(f, W, eps).T


def _flat(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
    return _each(_central)(f, W, eps).ravel()


# fmt: off
NUDGES = table(
    ("a difference to one side only", "Your estimate leans to one side. What if you "
     "stepped both ways?", _each(lambda f, W, e, h: (f(W + h * e) - f(W)) / h)),
    ("a difference to one side only", "Your estimate leans to one side. What if you "
     "stepped both ways?", _each(lambda f, W, e, h: (f(W) - f(W - h * e)) / h)),
    ("the width of the step counted once", "How far apart are the two points at which "
     "you evaluate f?", _each(lambda f, W, e, h: 2 * _central(f, W, e, h))),
    ("brackets missing in the denominator", "Read your quotient as Python does, from "
     "left to right.", _each(lambda f, W, e, h: _central(f, W, e, h) * h * h)),
    ("all entries moved at once", "You measured what all entries do together. How do "
     "you single one out?", _together),
    ("the difference the wrong way round", "If f rises with this entry, which of your "
     "two values is the larger?", _each(lambda f, W, e, h: -_central(f, W, e, h))),
    ("whole rows moved", "Every entry of a row has the same number. Did you move one "
     "entry?", _rows),
    ("whole columns moved", "Every entry of a column has the same number. Did you move "
     "one entry?", _columns),
    ("not divided at all", "You have a difference. What makes it a rate?",
     _each(lambda f, W, e, h: 2 * h * _central(f, W, e, h))),
    ("divided by 2 only", "How wide is the step, in terms of eps?",
     _each(lambda f, W, e, h: h * _central(f, W, e, h))),
    ("divided by the square of the step", "What is a rate: a difference over what?",
     _each(lambda f, W, e, h: _central(f, W, e, h) / h)),
    ("the result transposed", "What shape has W, and what shape has yours?", _transposed),
    ("the result flattened", "What shape has W, and what shape has yours?", _flat),
    ("the difference divided by four steps", "How far apart are the two points?",
     _each(lambda f, W, e, h: _central(f, W, e, h) / 2)),
)

MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "numerical_gradient": NUDGES,
    "sensitivities.r": table(
        ("the value instead of the derivative", "That is f. How fast does it change "
         "with r?", on(lambda u: u.r**2)),
        ("a factor 2 lost", "Differentiate r² once more.", on(lambda u: u.r)),
        ("a sign from a later link", "Between r and f there is only a square: where "
         "would a minus come from?", on(lambda u: -2 * u.r)),
        ("the derivative by itself", "Which node is nudged, and which is watched?",
         on(lambda u: 1.0)),
        ("y left out of the residual", "What is r?", on(lambda u: -2 * np.sum(u.p))),
        ("a plus in the residual", "Which sign stands in r = y − s?",
         on(lambda u: 2 * (u.y + np.sum(u.p)))),
        ("the bias left out", "What exactly goes into φ?",
         on(lambda u: 2 * (u.y - np.sum(u.phi(u.W @ u.x))))),
        ("second derivative", "How often did you differentiate?", on(lambda u: 2.0)),
    ),
    "sensitivities.s": table(
        ("the minus of y − s forgotten", "When s rises, does r rise or fall?",
         on(lambda u: 2 * u.r)),
        ("only the local derivative", "That is the link from s to r. What comes after r?",
         on(lambda u: -1.0)),
        ("the square taken of s", "Which number is squared?",
         on(lambda u: -2 * np.sum(u.p))),
        ("the square taken of s", "Which number is squared?",
         on(lambda u: 2 * np.sum(u.p))),
        ("a factor 2 lost", "Differentiate r² once more.", on(lambda u: -u.r)),
        ("the value instead of the derivative", "That is s. How fast does f change with "
         "it?", on(lambda u: np.sum(u.p))),
        ("divided among the units", "How many nodes s are there?",
         on(lambda u: -2 * u.r / len(u.p))),
    ),
    "sensitivities.p": table(
        ("one number for n nodes", "There is p₁ … pₙ. How many numbers is that, even if "
         "they agree?", on(lambda u: -2 * u.r)),
        ("the effect divided among the inputs of a sum", "When p₁ alone rises by 0.01, "
         "by how much does s rise?", on(lambda u: np.full(len(u.p), -2 * u.r / len(u.p)))),
        ("the value of the node multiplied in", "A sum passes each change on. Does it "
         "ask how large pᵢ is?", on(lambda u: -2 * u.r * u.p)),
        ("only the local derivative", "That is ∂s/∂p. What does the rest of the graph do "
         "with s?", on(lambda u: np.ones(len(u.p)))),
        ("the minus of y − s forgotten", "When p₁ rises, does r rise or fall?",
         on(lambda u: np.full(len(u.p), 2 * u.r))),
        ("a factor 2 lost", "Differentiate r² once more.",
         on(lambda u: np.full(len(u.p), -u.r))),
        ("a residual for each unit", "How many residuals are there?",
         on(lambda u: -2 * (u.y - u.p))),
        ("a slope of φ already here", "Does φ lie between p and f?",
         on(lambda u: u.back)),
        ("the value instead of the derivative", "That is p. How fast does f change with "
         "it?", on(lambda u: u.p)),
    ),
    "sensitivities.z": table(
        ("φ in place of its slope", "How does p follow z: by its value, or by its slope?",
         on(lambda u: -2 * u.r * u.p)),
        ("only the local derivative", "That is ∂p/∂z. What arrives from above?",
         on(lambda u: u.dphi(u.z))),
        ("the slope taken at p", "At which point was φ evaluated?",
         on(lambda u: -2 * u.r * u.dphi(u.p))),
        ("the slope taken without the bias", "What exactly goes into φ?",
         on(lambda u: -2 * u.r * u.dphi(u.W @ u.x))),
        ("summed over the units", "Each zᵢ feeds its own pᵢ. Why add them up?",
         on(lambda u: np.full(len(u.z), np.sum(u.back)))),
        ("one number for n nodes", "How many z are there?", on(lambda u: np.sum(u.back))),
        ("the minus of y − s forgotten", "When z₁ rises with a rising φ, does r rise or "
         "fall?", on(lambda u: -u.back)),
        ("a factor 2 lost", "Differentiate r² once more.", on(lambda u: u.back / 2)),
        ("the slope of φ left out", "What lies between z and p?",
         on(lambda u: np.full(len(u.z), -2 * u.r))),
        ("a residual for each unit", "How many residuals are there?",
         on(lambda u: -2 * (u.y - u.p) * u.dphi(u.z))),
        ("the value of z multiplied in", "Does z itself stand in the derivative of φ?",
         on(lambda u: u.back * u.z)),
        ("divided among the units", "Does a sum pass on the whole change of an input, or "
         "an n-th of it?", on(lambda u: u.back / len(u.z))),
    ),
    "grad_W": table(
        ("the minus of y − s forgotten", "The model predicts too little: should weights "
         "that raise it go up or down, and what will your step do?",
         on(lambda u: np.outer(-u.back, u.x))),
        ("transposed", "Row i of W belongs to unit i. Does row i of yours?",
         on(lambda u: np.outer(u.x, u.back))),
        ("the slope of φ left out", "Should a unit that is flat move much?",
         on(lambda u: -2 * u.r * np.outer(np.ones(len(u.z)), u.x))),
        ("φ in place of its slope", "Value or slope: which one carries a change?",
         on(lambda u: -2 * u.r * np.outer(u.p, u.x))),
        ("the slope taken at p", "At which point was φ evaluated?",
         on(lambda u: -2 * u.r * np.outer(u.dphi(u.p), u.x))),
        ("the slope taken without the bias", "What exactly goes into φ?",
         on(lambda u: -2 * u.r * np.outer(u.dphi(u.W @ u.x), u.x))),
        ("a residual for each unit", "One y, one sum: how many residuals?",
         on(lambda u: np.outer(-2 * (u.y - u.p) * u.dphi(u.z), u.x))),
        ("a factor 2 lost", "Is there a ½ in front of this square?",
         on(lambda u: np.outer(u.back / 2, u.x))),
        ("W in place of x", "Which of the two factors of wᵢᵀx is left when you "
         "differentiate by wᵢ?", on(lambda u: u.back[:, np.newaxis] * u.W)),
        ("averaged over the units", "Does the model add up its units, or average them?",
         on(lambda u: np.outer(u.back, u.x) / len(u.z))),
        ("x left out", "How does zᵢ depend on wᵢ?",
         on(lambda u: np.outer(u.back, np.ones(len(u.x))))),
        ("the bias left out of the way forward", "What exactly goes into φ, each time?",
         on(lambda u: np.outer(-2 * (u.y - np.sum(u.phi(u.W @ u.x)))
                               * u.dphi(u.W @ u.x), u.x))),
        ("stopped at z", "You know how f changes with z. How does z depend on W?",
         on(lambda u: u.back)),
        ("the same row for every unit", "Do all units have the same slope?",
         on(lambda u: np.outer(np.full(len(u.z), np.sum(u.back)), u.x))),
        ("the error left out", "Would a perfect prediction still move the weights?",
         on(lambda u: np.outer(u.dphi(u.z), u.x))),
    ),
}
# fmt: on
