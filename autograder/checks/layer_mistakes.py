"""Mistakes in Section 1 (d), one key of `loss_gradients` at a time.

z = W1 x + b, p = Φ(z), e = W2 p − y (the error), J the Jacobian of Φ at z,
D = Jᵀ W2ᵀ e (how the loss changes with z).  All square matrices here are (d, d), so a
shape tells next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograder.checks.mistake import Mistake, table


class Parts(NamedTuple):
    """What is computed on the way; shapes (d,) and (d, d)."""

    x: np.ndarray
    y: np.ndarray
    W1: np.ndarray
    W2: np.ndarray
    b: np.ndarray
    phi: Callable[[Any], Any]
    dphi: Callable[[Any], Any]
    z: np.ndarray
    p: np.ndarray
    e: np.ndarray
    J: np.ndarray
    D: np.ndarray


def on(formula: Callable[[Parts], Any]) -> Callable[..., Any]:
    """A formula in the parts as a function of `loss_gradients`' arguments."""

    def wrong(*arguments: Any) -> Any:
        x, y, W1, W2, b, phi, dphi = arguments
        z = W1 @ x + b
        p = phi(z)
        e = W2 @ p - y
        J = dphi(z)
        return formula(Parts(x, y, W1, W2, b, phi, dphi, z, p, e, J, J.T @ W2.T @ e))

    return wrong


TRANSPOSED_J = "the Jacobian not transposed"
ASK_J = (
    "Entry [i, j] tells how output i moves with input j. Going backwards, over which "
    "do you sum?"
)
ELEMENTWISE = "Φ taken for an elementwise map"
ASK_ELEMENTWISE = (
    "Can one entry of z change every output of this Φ? Does a list of d slopes tell "
    "that?"
)
NO_SLOPE = "the slope of Φ left out"
ASK_SLOPE = "Φ lies between the two matrices: where is its derivative in yours?"
SIGN = "the error with the wrong sign"
ASK_SIGN = (
    "A prediction that is too high goes higher still: does the loss rise or fall?"
)
TWICE = "the ½ forgotten"
ASK_TWICE = "What happens to the ½ when the square is differentiated?"
HALF = "the ½ kept"
NO_BIAS = "the slope of Φ taken without the bias"
AT_P = "the slope of Φ taken at Φ(z)"
ASK_POINT = "At which point did the way forward evaluate Φ?"
LOST_BIAS = "the bias left out of the way forward"
ASK_BIAS = "What exactly goes into Φ?"
ENTRIES = "a product entry by entry"
NO_TARGET = "the target left out"
ASK_TARGET = "Where does y enter your answer?"
MEANED = "divided by the number of entries"
ASK_MEANED = "Is the loss a mean, or a sum of squares?"


def _without_bias(q: Parts) -> np.ndarray:
    return q.dphi(q.W1 @ q.x).T @ q.W2.T @ q.e


def _at_p(q: Parts) -> np.ndarray:
    return q.dphi(q.p).T @ q.W2.T @ q.e


def _error_without_bias(q: Parts) -> np.ndarray:
    return q.W2 @ q.phi(q.W1 @ q.x) - q.y


def _all_without_bias(q: Parts) -> np.ndarray:
    return q.dphi(q.W1 @ q.x).T @ q.W2.T @ _error_without_bias(q)


def _diagonal(q: Parts) -> np.ndarray:
    return np.diag(q.J) * (q.W2.T @ q.e)


def _no_target(q: Parts) -> np.ndarray:
    return q.J.T @ q.W2.T @ (q.W2 @ q.p)


# fmt: off
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "loss_gradients.x": table(
        ("W1 not transposed", "Every matrix is d×d, so shapes are silent: which index "
         "of W1 does ∂z₂/∂x₁ pick?", on(lambda q: q.W1 @ q.D)),
        (TRANSPOSED_J, ASK_J, on(lambda q: q.W1.T @ q.J @ q.W2.T @ q.e)),
        (ELEMENTWISE, ASK_ELEMENTWISE, on(lambda q: q.W1.T @ _diagonal(q))),
        ("W2 not transposed", "Through which weights does hidden unit 1 reach the "
         "errors: a row of W2, or a column?", on(lambda q: q.W1.T @ q.J.T @ q.W2 @ q.e)),
        ("stopped at the hidden layer", "You know how the loss changes with z. How does "
         "z depend on x?", on(lambda q: q.D)),
        (NO_SLOPE, ASK_SLOPE, on(lambda q: q.W1.T @ q.W2.T @ q.e)),
        (SIGN, ASK_SIGN, on(lambda q: -q.W1.T @ q.D)),
        (TWICE, ASK_TWICE, on(lambda q: 2 * q.W1.T @ q.D)),
        (HALF, ASK_TWICE, on(lambda q: q.W1.T @ q.D / 2)),
        (NO_BIAS, ASK_POINT, on(lambda q: q.W1.T @ _without_bias(q))),
        (LOST_BIAS, ASK_BIAS, on(lambda q: q.W1.T @ _all_without_bias(q))),
        (AT_P, ASK_POINT, on(lambda q: q.W1.T @ _at_p(q))),
        ("links of the chain in the wrong order", "Walk backwards from the loss: which "
         "matrix comes first?", on(lambda q: q.W2.T @ q.J.T @ q.W1.T @ q.e)),
        ("links of the chain in the wrong order", "Walk backwards from the loss: which "
         "matrix comes first?", on(lambda q: q.J.T @ q.W1.T @ q.W2.T @ q.e)),
        ("links of the chain in the wrong order", "Walk backwards from the loss: which "
         "matrix comes first?", on(lambda q: q.J.T @ q.W2.T @ q.W1.T @ q.e)),
        ("links of the chain in the wrong order", "Walk backwards from the loss: which "
         "matrix comes first?", on(lambda q: q.W2.T @ q.W1.T @ q.J.T @ q.e)),
        ("links of the chain in the wrong order", "Walk backwards from the loss: which "
         "matrix comes first?", on(lambda q: q.W2 @ q.J @ q.W1 @ q.e)),
        ("links of the chain in the wrong order", "Walk backwards from the loss: which "
         "matrix comes first?", on(lambda q: q.J @ q.W2 @ q.W1 @ q.e)),
        ("only the error", "How does a nudge of x reach the error?", on(lambda q: q.e)),
        ("nothing transposed", "Walk backwards along one path: from output to input, or "
         "from input to output?", on(lambda q: q.W1 @ q.J @ q.W2 @ q.e)),
        (ENTRIES, "A table came out where a list was asked: which product sums over "
         "the hidden units?", on(lambda q: q.W1.T * q.D)),
        ("multiplied by x as well", "Is the loss differentiated by x, or by a weight "
         "that x is multiplied with?", on(lambda q: (q.W1.T @ q.D) * q.x)),
        (NO_TARGET, ASK_TARGET, on(lambda q: q.W1.T @ _no_target(q))),
        (MEANED, ASK_MEANED, on(lambda q: q.W1.T @ q.D / len(q.x))),
        ("W2 left out", "Which matrix lies between Φ and the error?",
         on(lambda q: q.W1.T @ q.J.T @ q.e)),
        ("W1 and J not transposed", "Which of your factors is still written for the way "
         "forward?", on(lambda q: q.W1 @ q.J @ q.W2.T @ q.e)),
        ("the error replaced by the target", "What is compared with y?",
         on(lambda q: -q.W1.T @ q.J.T @ q.W2.T @ q.y)),
    ),
    "loss_gradients.W1": table(
        ("the outer product transposed", "Row i of W1 feeds hidden unit i. Does row i "
         "of yours belong to unit i?", on(lambda q: np.outer(q.x, q.D))),
        (TRANSPOSED_J, ASK_J, on(lambda q: np.outer(q.J @ q.W2.T @ q.e, q.x))),
        (ELEMENTWISE, ASK_ELEMENTWISE, on(lambda q: np.outer(_diagonal(q), q.x))),
        (NO_SLOPE, ASK_SLOPE, on(lambda q: np.outer(q.W2.T @ q.e, q.x))),
        ("the hidden layer skipped", "W1 acts before Φ and W2: would yours change if "
         "they did?", on(lambda q: np.outer(q.e, q.x))),
        ("W2 not transposed", "Through which weights does hidden unit 1 reach the "
         "errors?", on(lambda q: np.outer(q.J.T @ q.W2 @ q.e, q.x))),
        ("the output of Φ in place of x", "What is W1 multiplied with on the way "
         "forward?", on(lambda q: np.outer(q.D, q.p))),
        ("z in place of x", "What is W1 multiplied with on the way forward?",
         on(lambda q: np.outer(q.D, q.z))),
        ("one link too far", "Does W1 itself stand in ∂z/∂W1?",
         on(lambda q: np.outer(q.W1.T @ q.D, q.x))),
        (ENTRIES, "W1 has d² entries. How many numbers are yours?",
         on(lambda q: q.D * q.x)),
        ("an inner product instead of an outer one", "One number for a whole matrix? "
         "Which product pairs every unit with every input?", on(lambda q: q.D @ q.x)),
        (SIGN, ASK_SIGN, on(lambda q: -np.outer(q.D, q.x))),
        (TWICE, ASK_TWICE, on(lambda q: 2 * np.outer(q.D, q.x))),
        (HALF, ASK_TWICE, on(lambda q: np.outer(q.D, q.x) / 2)),
        (NO_BIAS, ASK_POINT, on(lambda q: np.outer(_without_bias(q), q.x))),
        (LOST_BIAS, ASK_BIAS, on(lambda q: np.outer(_all_without_bias(q), q.x))),
        (AT_P, ASK_POINT, on(lambda q: np.outer(_at_p(q), q.x))),
        (NO_TARGET, ASK_TARGET, on(lambda q: np.outer(_no_target(q), q.x))),
        (MEANED, ASK_MEANED, on(lambda q: np.outer(q.D, q.x) / len(q.x))),
        ("W2 left out", "Which matrix lies between Φ and the error?",
         on(lambda q: np.outer(q.J.T @ q.e, q.x))),
        ("the Jacobian and the outer product both transposed", "Look at row i: whose "
         "row is it? Then look at the Jacobian.",
         on(lambda q: np.outer(q.x, q.J @ q.W2.T @ q.e))),
    ),
    "loss_gradients.W2": table(
        ("the outer product transposed", "Row i of W2 makes prediction i. Which error "
         "belongs in row i of yours?", on(lambda q: np.outer(q.p, q.e))),
        ("z in place of Φ(z)", "What is W2 multiplied with: before Φ or after?",
         on(lambda q: np.outer(q.e, q.z))),
        ("x in place of Φ(z)", "Does W2 ever see x itself?",
         on(lambda q: np.outer(q.e, q.x))),
        ("a slope of Φ where none belongs", "Does Φ lie between W2 and the error?",
         on(lambda q: np.outer(q.J.T @ q.e, q.p))),
        ("one layer too far back", "Does W2 itself stand in the derivative of W2 p by "
         "W2?", on(lambda q: np.outer(q.W2.T @ q.e, q.p))),
        (ENTRIES, "W2 has d² entries. How many numbers are yours?",
         on(lambda q: q.e * q.p)),
        ("an inner product instead of an outer one", "Can one number be the derivative "
         "by d² entries?", on(lambda q: q.e @ q.p)),
        (SIGN, ASK_SIGN, on(lambda q: -np.outer(q.e, q.p))),
        (TWICE, ASK_TWICE, on(lambda q: 2 * np.outer(q.e, q.p))),
        (HALF, ASK_TWICE, on(lambda q: np.outer(q.e, q.p) / 2)),
        (LOST_BIAS, ASK_BIAS,
         on(lambda q: np.outer(_error_without_bias(q), q.phi(q.W1 @ q.x)))),
        (NO_TARGET, ASK_TARGET, on(lambda q: np.outer(q.W2 @ q.p, q.p))),
        ("the error left out", "Would a perfect prediction still have this gradient?",
         on(lambda q: np.outer(q.y, q.p))),
        (MEANED, ASK_MEANED, on(lambda q: np.outer(q.e, q.p) / len(q.x))),
        ("the gradient of W1 given for W2", "Which matrix stands last on the way "
         "forward?", on(lambda q: np.outer(q.D, q.x))),
        ("what belongs to z multiplied in", "Which error is the one right at the output "
         "of W2?", on(lambda q: np.outer(q.D, q.p))),
    ),
    "loss_gradients.b": table(
        (NO_SLOPE, ASK_SLOPE, on(lambda q: q.W2.T @ q.e)),
        ("the hidden layer skipped", "Where is b added: inside the hidden layer, or at "
         "the output?", on(lambda q: q.e)),
        (TRANSPOSED_J, ASK_J, on(lambda q: q.J @ q.W2.T @ q.e)),
        (ELEMENTWISE, ASK_ELEMENTWISE, on(_diagonal)),
        ("W2 not transposed", "Through which weights does hidden unit 1 reach the "
         "errors?", on(lambda q: q.J.T @ q.W2 @ q.e)),
        ("the gradient by x", "b is added to W1 x. Does a nudge of b pass through W1?",
         on(lambda q: q.W1.T @ q.D)),
        ("summed over the units", "How many entries has b? Sums of this kind run over "
         "examples.", on(lambda q: np.sum(q.D))),
        ("only the first link", "∂z/∂b is the first link. What comes after z?",
         on(lambda q: np.ones_like(q.b))),
        (NO_BIAS, ASK_POINT, on(_without_bias)),
        (LOST_BIAS, ASK_BIAS, on(_all_without_bias)),
        (AT_P, ASK_POINT, on(_at_p)),
        (SIGN, ASK_SIGN, on(lambda q: -q.D)),
        (TWICE, ASK_TWICE, on(lambda q: 2 * q.D)),
        (HALF, ASK_TWICE, on(lambda q: q.D / 2)),
        (NO_TARGET, ASK_TARGET, on(_no_target)),
        (MEANED, ASK_MEANED, on(lambda q: q.D / len(q.x))),
        ("W2 left out", "Which matrix lies between Φ and the error?",
         on(lambda q: q.J.T @ q.e)),
        ("multiplied by b", "Does b itself stand in ∂z/∂b?", on(lambda q: q.D * q.b)),
        ("multiplied by x", "Does x multiply b on the way forward?",
         on(lambda q: q.D * q.x)),
        ("the Jacobian applied alone", "Where is the error in yours?",
         on(lambda q: q.J.T @ q.W2.T @ np.ones_like(q.b))),
    ),
}
# fmt: on
