"""Section 1 (d): the gradients of ℓ = ½ ‖W2 Φ(W1 x + b) − y‖², key by key.

z = W1 x + b, p = Φ(z), e = W2 p − y (the error), J the Jacobian of Φ at z, and
D = Jᵀ W2ᵀ e, the gradient with respect to z.  All matrices have shape (d, d), so the
shape of an answer shows few mistakes.
"""

from __future__ import annotations

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Check, Questions
from autograder.checks.ask import value_check
from autograder.checks.inputs import Layers, layers, with_zeros
from autograder.mutations.mistakes import Mistakes
from autograder.mutations.programs import Line, Program, choice


def _with_error(error: float, like: Layers) -> Layers:
    """The same case with a target that is so far off in every entry."""
    return like._replace(y=like.W2 @ like.phi(like.W1 @ like.x + like.b) - error)


ORDER = "Start at the loss and go back: W2 comes first, then Φ, then W1."
ORDERS = (
    "W2.T @ JT @ W1.T @ e", "JT @ W1.T @ W2.T @ e", "JT @ W2.T @ W1.T @ e",
    "W2.T @ W1.T @ JT @ e", "W2 @ J @ W1 @ e", "J @ W2 @ W1 @ e",
)  # fmt: skip

# Generic cases, d = 1, entries that are 0, and errors that are large (a
# difference quotient of the square loses its digits there), tiny and 0.
CASES: list[Layers] = [layers(d, seed) for d, seed in ((4, 21), (3, 22), (5, 23))]
CASES += [layers(1, 24), with_zeros(layers(3, 26))]
CASES += [layers(2, 27)._replace(W1=np.zeros((2, 2)), b=np.zeros(2))]  # z = Φ(z) = 0

CASES += [_with_error(error, layers(2, 25)) for error in (3e4, -3e4, -3e-7, 0.0)]

# The correct answer, line by line. Each key needs the lines above its own.
# fmt: off
FORWARD = (
    Line("a", "W1 @ x", "Compare your W1 x with the question.", "W1 x"),
    Line("z", "a + b", "Print z and compare it with W1 x + b.", choices=(
        choice("b is added to x before the product with W1", "W1 @ (x + b)"),
    )),
    Line("p", "phi(z)", "Φ is applied once, to z = W1 x + b: print its input.", "Φ(z)"),
    Line("q", "W2 @ p", "Compare your W2 Φ(z) with the question.", "W2 Φ(z)"),
    Line("e", "q - y", "Write the error from the question: W2 Φ(z) − y.", "the error", (
        choice("y is subtracted before the product with W2", "W2 @ (p - y)"),
        choice("the error is squared", "(q - y) ** 2", "The square is gone after differentiating. Check that step."),
        choice("the error is divided by its length", "(q - y) / np.linalg.norm(q - y)", "The loss is half the squared norm, not the norm."),
        choice("ones are used instead of the error", "np.ones_like(y)", "A perfect prediction has the error 0. What does your gradient give for it?"),
    )),
)
BACKWARD = (
    Line("J", "dphi(z)", "Φ was evaluated at z = W1 x + b. Take its Jacobian there too.", "the Jacobian"),
    Line("JT", "J.T", "Entry [i, j] of the Jacobian says how output i changes with input j. Over which index do you sum on the way back?", "Jᵀ", (
        choice("Φ is treated as element-wise: only the diagonal of the Jacobian is used", "np.diag(np.diag(J))", "One entry of z can change every entry of Φ(z), so all of the Jacobian is needed."),
        choice("dphi is missing", "np.eye(len(z))", "Φ is between W1 and W2, so its Jacobian is one factor of the gradient."),
        choice("the Jacobian is inverted", "np.linalg.inv(J)", "Going back through Φ means multiplying by a transpose, not by an inverse."),
        choice("the rows of the Jacobian are added up", "np.diag(np.sum(J, axis=1))", frequent=False),
        choice("the columns of the Jacobian are added up", "np.diag(np.sum(J, axis=0))", frequent=False),
        choice("phi is used instead of dphi", "np.diag(p)", "p changes with z at the rate that dphi gives, not phi."),
    )),
    Line("u", "W2.T @ e", "W2 is between Φ(z) and the error. Through which of its entries does Φ(z)[0] reach the error?", "W2ᵀ e", (
        choice("W2 is missing from the backward pass", "e"),
    )),
    Line("D", "JT @ u", "Go back one step at a time: first through W2, then through Φ.", "∂ℓ/∂z", (
        choice("W2 and the Jacobian are in the wrong order", "W2.T @ JT @ e", ORDER),
        choice("W2 and the Jacobian are in the wrong order and W2 is not transposed", "W2 @ JT @ e", ORDER),
        choice("the gradient is divided by the number of entries", "JT @ u / len(z)", "The loss is a sum of squares, not a mean."),
    )),
)
ENDS = {
    "x": (Line("g", "W1.T @ D", "z = W1 x + b: how does the loss change with x if you know how it changes with z?", "∂ℓ/∂x", (
        choice("the gradient stops at z: W1 is missing", "D"),
        *(choice("the matrices are in the wrong order", source, ORDER, False) for source in ORDERS),
    )),),
    "W1": (Line("g", "np.outer(D, x)", "Entry [i, j] of W1 multiplies x[j] and changes z[i]. Which two numbers does its gradient multiply?", "∂ℓ/∂W1", (
        choice("the gradient with respect to x is used instead of ∂ℓ/∂z", "np.outer(W1.T @ D, x)"),
        choice("x + b is used instead of x", "np.outer(D, x + b)", frequent=False),
    )),),
    "W2": (Line("g", "np.outer(e, p)", "Entry [i, j] of W2 multiplies entry j of Φ(z) and changes entry i of the error. Which two numbers does its gradient multiply?", "∂ℓ/∂W2", (
        choice("the gradient passes through Φ, but W2 comes after Φ", "np.outer(dphi(z).T @ e, p)"),
        choice("the gradient passes through W2 itself", "np.outer(W2.T @ e, p)"),
        choice("∂ℓ/∂z is used instead of the error", "np.outer(dphi(z).T @ W2.T @ e, p)"),
        choice("the gradient with respect to W1 is returned", "np.outer(dphi(z).T @ W2.T @ e, x)"),
        choice("the gradient is divided by the number of entries", "np.outer(e, p) / len(p)", "The loss is a sum of squares, not a mean."),
    )),),
    "b": (Line("g", "D", "b is added to W1 x: compare how the loss changes with b and with z.", "∂ℓ/∂b", (
        choice("the gradient passes through W1, but b is added after W1", "W1.T @ D"),
        choice("the entries are added up", "np.sum(D)", "b has d entries, so its gradient has d entries."),
        choice("the gradient is multiplied by b", "D * b"),
        choice("the gradient is multiplied by x", "D * x"),
    )),),
}
# fmt: on

LINES: dict[str, tuple[Line, ...]] = {
    "x": (*FORWARD, *BACKWARD, *ENDS["x"]),
    "W1": (*FORWARD, *BACKWARD, *ENDS["W1"]),
    "W2": (*FORWARD, *ENDS["W2"]),
    "b": (*FORWARD, *BACKWARD, *ENDS["b"]),
}
FACTOR = "Differentiate ½ ‖e‖² once more on paper, and compare sign and factor."


def _mistakes(key: str) -> Mistakes:
    return Mistakes(Program(Layers._fields, LINES[key], FACTOR), at=CASES[0])


def _check(key: str) -> Check:
    """The check of one key; the derivative of Φ is part of every gradient but W2's."""
    advice = feedback.BY_HAND if key == "W2" else feedback.DERIVATIVE
    return value_check(solutions.loss_gradients, CASES, advice)


_BACK = (
    "Compute the forward pass in steps: z, then p = Φ(z), then the error. Which of these does a small change reach first, and which next?",
    "The half example shows this for q(x). Write down the small change of each quantity in turn. What is the first change multiplied by?",
)

HINTS = {
    "x": "Going back through a matrix A multiplies by A transposed. Between x and the error there are three factors: ... @ (... @ (... @ error))",
    "W1": "Let back be the gradient with respect to z. Entry [i, j] of W1 multiplies x[j] and is added to z[i]: which product makes all pairs?",
    "W2": "Entry [i, j] of W2 multiplies p[j] and is added to prediction i: np.outer(..., ...)",
    "b": "b is added to W1 x element-wise. So the gradient with respect to b equals the gradient with respect to ...",
}
# fmt: on
QUESTIONS: Questions = {
    f"q1d_{key}": (
        Answer(
            f"loss_gradients.{key}", _check(key), _mistakes(key), (*_BACK, hint), key
        ),
    )
    for key, hint in HINTS.items()
}
