"""Section 1 (d): the gradients of ℓ = ½ ‖W2 Φ(W1 x + b) − y‖², key by key.

z = W1 x + b, p = Φ(z), e = W2 p − y (the error), J the Jacobian of Φ at z,
D = Jᵀ W2ᵀ e (the gradient with respect to z).  All matrices here have shape (d, d), so
the shape of an answer shows few mistakes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Check, Questions
from autograder.checks.ask import value_check
from autograder.checks.inputs import Layers, layers
from autograder.checks.mistakes import (
    ASK_ZERO,
    Mistake,
    Mutation,
    Recipe,
    pairs,
    singles,
    table_of,
)

LAYERS = [layers(d, seed) for d, seed in ((4, 21), (3, 22), (5, 23))]


def _check(key: str) -> Check:
    """The check of one key; the derivative of Φ is part of every gradient but W2's."""
    advice = feedback.wrong_value if key == "W2" else feedback.wrong_derivative
    return value_check(solutions.loss_gradients, LAYERS, wrong=advice)


# The right formula: one choice for each step.
RIGHT: Recipe = {
    "z": lambda g: g.W1 @ g.x + g.b,
    "p": lambda g, z: g.phi(z),
    "e": lambda g, p: g.W2 @ p - g.y,
    "point": lambda g, z, p: z,
    "J": lambda J: J.T,
    "W2": lambda g: g.W2.T,
    "W1": lambda g: g.W1.T,
    "back": lambda g, D, e, z, p: D,
    "partner": lambda g, z, p, e: g.x,
    "product": np.outer,
    "factor": 1.0,
}


def formula_for(key: str) -> Callable[[Recipe], Callable[..., Any]]:
    """Turn a recipe into a function of the arguments that returns one key's value."""
    finish = FINISH[key]

    def formula(changes: Recipe) -> Callable[..., Any]:
        recipe = RIGHT | KEY_RIGHT.get(key, {}) | changes

        def wrong(*arguments: Any) -> Any:
            g = Layers(*arguments)
            z = recipe["z"](g)
            p = recipe["p"](g, z)
            e = recipe["e"](g, p)
            D = _back(recipe, g, e, recipe["point"](g, z, p))
            back = recipe["back"](g, D, e, z, p)
            partner = recipe["partner"](g, z, p, e)
            return recipe["factor"] * finish(recipe, g, back, partner)

        return wrong

    return formula


def _back(recipe: Recipe, g: Layers, e: np.ndarray, point: np.ndarray) -> Any:
    incoming = recipe["W2"](g) @ e
    J = recipe["J"](g.dphi(point))
    return J @ incoming if np.ndim(J) == 2 else J * incoming


FINISH: dict[str, Callable[..., Any]] = {
    "x": lambda recipe, g, back, partner: recipe["W1"](g) @ back,
    "W1": lambda recipe, g, back, partner: recipe["product"](back, partner),
    "W2": lambda recipe, g, back, partner: recipe["product"](back, partner),
    "b": lambda recipe, g, back, partner: back,
}
KEY_RIGHT: dict[str, Recipe] = {
    "W2": {"back": lambda g, D, e, z, p: e, "partner": lambda g, z, p, e: p}
}


def _identity(g: Layers) -> np.ndarray:
    return np.eye(len(g.x))


ASK_Z = "Print z and compare it with the question: which expression is the input of Φ?"
ASK_E = "Print the error and compare it with the question: which expression is inside the norm?"
ASK_WAY = "Go back from the loss to this variable, one step at a time. Which matrix does each step need?"
ASK_INDEX = "Entry [i, j] of the Jacobian belongs to output i and input j. Over which index does the backward pass sum?"
ASK_FULL = (
    "Can one entry of z change every entry of Φ(z)? If so, you need the full Jacobian."
)
ASK_SQUARE = (
    "Differentiate half a square step by step. Which factor and which sign do you get?"
)
ASK_POINT = (
    "At which point does the forward pass evaluate Φ? Call `dphi` at the same point."
)
ASK_TWICE = "Differentiate half a square step by step. What happens to the ½? Check for any other extra factor."
ASK_W2 = "Through which weights does hidden unit 1 change the error: a row of W2, or a column?"
AVERAGED = "the gradient is divided by the number of entries"
ASK_AVERAGED = "Is the loss a mean or a sum of squares? Check where you divide."
ENTRIES = "the factors are multiplied element-wise"
ORDER = "the factors of the chain are in the wrong order"
ASK_FIRST = "Start at the error and go back to x. Which matrix do you meet first?"

# Frequent mutations. They are also combined in pairs.
# fmt: off
J_UNTRANSPOSED = Mutation("the Jacobian is not transposed", ASK_INDEX, "J", lambda J: J)
ELEMENTWISE = Mutation("Φ is treated as an element-wise function", ASK_FULL, "J", np.diag)
NO_DERIVATIVE = Mutation("the derivative of Φ is missing", "Where does `dphi` appear in your formula?", "J", lambda J: np.eye(len(J)))
NO_BIAS = Mutation("the derivative of Φ is taken without the bias", ASK_POINT, "point", lambda g, z, p: g.W1 @ g.x)
AT_P = Mutation("the derivative of Φ is taken at Φ(z)", ASK_POINT, "point", lambda g, z, p: p)
W2_UNTRANSPOSED = Mutation("W2 is not transposed", ASK_WAY, "W2", lambda g: g.W2)
NO_W2 = Mutation("W2 is missing", ASK_WAY, "W2", _identity)
W1_UNTRANSPOSED = Mutation("W1 is not transposed", ASK_WAY, "W1", lambda g: g.W1)
NO_W1 = Mutation("W1 is missing", "You have how the loss changes with z. How does z change with x?", "W1", _identity)
SIGN = Mutation("the sign of the error is wrong", ASK_SQUARE, "factor", -1.0)
TWICE = Mutation("the gradient is twice the right one", ASK_SQUARE, "factor", 2.0)
HALF = Mutation("the gradient is half the right one", ASK_SQUARE, "factor", 0.5)
NO_FORWARD_BIAS = Mutation("the bias is missing in the forward pass", ASK_Z, "z", lambda g: g.W1 @ g.x)
NO_TARGET = Mutation("y is missing", ASK_E, "e", lambda g, p: g.W2 @ p)
TRANSPOSED = Mutation("the outer product is transposed", "Which unit does row i of the matrix belong to? Compare with row i of your result.", "product", lambda u, v: np.outer(v, u))
ZERO = Mutation("the result is 0 everywhere", ASK_ZERO, "factor", 0.0)
HIDDEN = (J_UNTRANSPOSED, ELEMENTWISE, NO_DERIVATIVE, NO_BIAS, AT_P, W2_UNTRANSPOSED, NO_W2)  # in the backward pass
ENDS = (SIGN, TWICE, HALF, NO_FORWARD_BIAS, NO_TARGET)

# A mutation that occurs by itself has a more specific hint: (mutation, hint).
SINGLE_ENDS = (
    (SIGN, "If a prediction is too high and rises further, does the loss rise or fall? Check the sign of your error."),
    (TWICE, ASK_TWICE), (HALF, ASK_TWICE),
    (NO_FORWARD_BIAS, "Print z and compare it with the question: which expression is the input of Φ?"), (NO_TARGET, "Where does y appear in your answer? Check how the question uses it."),
)
SINGLE_HIDDEN = (
    (J_UNTRANSPOSED, "Entry [i, j] of the Jacobian is how output i changes with input j. Over which index does the backward pass sum?"),
    (ELEMENTWISE, "Can one entry of z change every entry of Φ(z)? If so, d derivatives are not enough: use the full Jacobian."),
    (NO_DERIVATIVE, "Φ is between W1 and W2. Where does its derivative appear in your formula?"),
    (NO_BIAS, ASK_POINT), (AT_P, ASK_POINT), (NO_W2, "Which matrix is between Φ and the error?"),
    (Mutation(AVERAGED, ASK_AVERAGED, "back", lambda g, D, e, z, p: D / len(g.x)), ASK_AVERAGED),
    *SINGLE_ENDS,
)
COMMON_SINGLES: dict[str, tuple[tuple[Mutation, str], ...]] = {
    "x": (
        (W1_UNTRANSPOSED, "The shapes can't help here, because every matrix is d×d. Which entry of W1 is ∂z₂/∂x₁?"),
        (W2_UNTRANSPOSED, "Through which weights does hidden unit 1 change the error: a row of W2, or a column?"),
        (NO_W1, "You have how the loss changes with z. How does z change with x?"),
        *SINGLE_HIDDEN,
    ),
    "W1": ((TRANSPOSED, "Row i of W1 belongs to hidden unit i. Does row i of your result belong to that unit too?"), (W2_UNTRANSPOSED, ASK_W2), *SINGLE_HIDDEN),
    "W2": ((TRANSPOSED, "Row i of W2 gives prediction i. Which entry of the error belongs in row i of your result?"), *SINGLE_ENDS),
    "b": ((W2_UNTRANSPOSED, ASK_W2), *SINGLE_HIDDEN),
}

# Rarer mutations of the forward and backward pass. They are not combined in pairs.
FORWARD = (
    Mutation("the bias is subtracted instead of added", ASK_Z, "z", lambda g: g.W1 @ g.x - g.b),
    Mutation("W1 is transposed in the forward pass", ASK_Z, "z", lambda g: g.W1.T @ g.x + g.b),
    Mutation("W1 is missing in the forward pass", ASK_Z, "z", lambda g: g.x + g.b),
    Mutation("W2 is used instead of W1 in the forward pass", ASK_Z, "z", lambda g: g.W2 @ g.x + g.b),
    Mutation("x is missing in the forward pass", ASK_Z, "z", lambda g: g.b),
    Mutation("W1 is multiplied element-wise in the forward pass", "Is W1 x an element-wise product or a matrix product? Check which operator you use.", "z", lambda g: np.sum(g.W1, axis=0) * g.x + g.b),
    Mutation("W1 is multiplied by x + b in the forward pass", "Check the parentheses in W1 x + b: what does W1 multiply?", "z", lambda g: g.W1 @ (g.x + g.b)),
    Mutation("b is used instead of x in the forward pass", ASK_Z, "z", lambda g: g.W1 @ g.b + g.b),
    Mutation("y is used instead of x in the forward pass", ASK_Z, "z", lambda g: g.W1 @ g.y + g.b),
    Mutation("x is used instead of b in the forward pass", ASK_Z, "z", lambda g: g.W1 @ g.x + g.x),
    Mutation("y is used instead of b in the forward pass", ASK_Z, "z", lambda g: g.W1 @ g.x + g.y),
    Mutation("Φ is missing in the forward pass", ASK_E, "p", lambda g, z: z),
    Mutation("Φ is applied to x", ASK_Z, "p", lambda g, z: g.phi(g.x)),
    Mutation("Φ is applied to b", ASK_Z, "p", lambda g, z: g.phi(g.b)),
    Mutation("Φ is applied to y", ASK_Z, "p", lambda g, z: g.phi(g.y)),
    Mutation("Φ is applied twice", ASK_Z, "p", lambda g, z: g.phi(g.phi(z))),
    Mutation("x is used instead of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.x - g.y),
    Mutation("b is used instead of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.b - g.y),
    Mutation("y is used instead of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.y - g.y),
    Mutation("W2 is transposed in the error", ASK_E, "e", lambda g, p: g.W2.T @ p - g.y),
    Mutation("W2 is missing in the error", ASK_E, "e", lambda g, p: p - g.y),
    Mutation("W1 is used instead of W2 in the error", ASK_E, "e", lambda g, p: g.W1 @ p - g.y),
    Mutation("y is added instead of subtracted", ASK_E, "e", lambda g, p: g.W2 @ p + g.y),
    Mutation("y is subtracted before W2 is applied", ASK_E, "e", lambda g, p: g.W2 @ (p - g.y)),
    Mutation("x is subtracted instead of y", ASK_E, "e", lambda g, p: g.W2 @ p - g.x),
    Mutation("b is subtracted instead of y", ASK_E, "e", lambda g, p: g.W2 @ p - g.b),
    Mutation("Φ(z) is subtracted instead of y", ASK_E, "e", lambda g, p: g.W2 @ p - p),
    Mutation("the error is squared", "What is the derivative of a square? Is there still a square in it?", "e", lambda g, p: (g.W2 @ p - g.y) ** 2),
    Mutation("the error is divided by its length", "Is the loss a norm, or half a squared norm? Check how you differentiate it.", "e",
             lambda g, p: (g.W2 @ p - g.y) / np.linalg.norm(g.W2 @ p - g.y)),
)
ONES = Mutation("a vector of ones is used instead of the error", "For a perfect prediction the error is 0. Which gradient does your formula give then?", "e", lambda g, p: np.ones_like(g.y))
NOT_THE_ERROR = (  # what is used instead of the error
    Mutation("y is used instead of the error", ASK_E, "e", lambda g, p: g.y),
    Mutation("Φ(z) is used instead of the error", ASK_E, "e", lambda g, p: p),
    Mutation("x is used instead of the error", ASK_E, "e", lambda g, p: g.x),
    Mutation("b is used instead of the error", ASK_E, "e", lambda g, p: g.b),
)
BACKWARD = (
    Mutation("the derivative of Φ is taken at x", ASK_POINT, "point", lambda g, z, p: g.x),
    Mutation("the derivative of Φ is taken at b", ASK_POINT, "point", lambda g, z, p: g.b),
    Mutation("the derivative of Φ is taken at y", ASK_POINT, "point", lambda g, z, p: g.y),
    Mutation("the derivative of Φ is taken with the bias subtracted", ASK_POINT, "point", lambda g, z, p: g.W1 @ g.x - g.b),
    Mutation("the Jacobian is inverted", "The backward pass multiplies by derivatives. Do you need an inverse matrix here?", "J", lambda J: np.linalg.inv(J)),
    Mutation("the columns of the Jacobian are added up", ASK_FULL, "J", lambda J: np.sum(J, axis=0)),
    Mutation("the rows of the Jacobian are added up", ASK_FULL, "J", lambda J: np.sum(J, axis=1)),
    Mutation("W1 is used instead of W2 in the backward pass", ASK_WAY, "W2", lambda g: g.W1.T),
    Mutation("W1 is used instead of W2 in the backward pass, and it is not transposed", ASK_WAY, "W2", lambda g: g.W1),
)
ASK_VALUE = "How does p change with z: by the value of Φ, or by its derivative?"
STARS = "* is used instead of a matrix product"
ASK_STARS = "Look for * between arrays: it multiplies element-wise. The matrix product is @."
CONFUSED = (  # another quantity is used instead of the gradient from the loss
    Mutation("x is used instead of the gradient coming back from the loss", ASK_WAY, "back", lambda g, D, e, z, p: g.x),
    Mutation("y is used instead of the gradient coming back from the loss", ASK_WAY, "back", lambda g, D, e, z, p: g.y),
    Mutation("b is used instead of the gradient coming back from the loss", ASK_WAY, "back", lambda g, D, e, z, p: g.b),
    Mutation("z is used instead of the gradient coming back from the loss", ASK_WAY, "back", lambda g, D, e, z, p: z),
    Mutation("Φ(z) is used instead of the gradient coming back from the loss", ASK_WAY, "back", lambda g, D, e, z, p: p),
    Mutation("the derivative of Φ is used instead of the gradient coming back from the loss", ASK_WAY, "back", lambda g, D, e, z, p: np.diag(g.dphi(z))),
)
MIXED = (  # the derivative of Φ is combined in a wrong way; the first gives a number
    Mutation("Φ is used instead of its derivative", ASK_VALUE, "back", lambda g, D, e, z, p: p @ (g.W2.T @ e)),
    Mutation("Φ is used instead of its derivative", ASK_VALUE, "back", lambda g, D, e, z, p: p * (g.W2.T @ e)),
    Mutation(STARS, ASK_STARS, "back", lambda g, D, e, z, p: g.dphi(z).T * (g.W2.T @ e)),
    Mutation(STARS, ASK_STARS, "back", lambda g, D, e, z, p: (g.dphi(z).T @ g.W2.T) * e),
    Mutation(STARS, ASK_STARS, "back", lambda g, D, e, z, p: g.dphi(z).T * g.W2.T * e),
)

ASK_ORDER = "Start at the error and go back. Which factor comes first, and which next?"
ORDERS = (
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2.T @ g.dphi(z).T @ e),
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2.T @ g.dphi(z) @ e),
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2 @ g.dphi(z).T @ e),
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2 @ g.dphi(z) @ e),
    Mutation("no matrix is transposed", "Check each factor: going back, you go from the outputs of a matrix to its inputs.", "back", lambda g, D, e, z, p: g.dphi(z) @ g.W2 @ e),
)


def _partners(matrix: str, right: str, *rows: tuple[str, Callable[..., Any]]) -> tuple[Mutation, ...]:
    ask = f"Which vector does {matrix} multiply in the forward pass?"
    rows = (
        ("y", lambda g, z, p, e: g.y), ("b", lambda g, z, p, e: g.b), ("the error", lambda g, z, p, e: e),
        ("a vector of ones", lambda g, z, p, e: 0 * p + 1), *rows,
    )
    return tuple(Mutation(f"{name} is used instead of {right}", ask, "partner", choice) for name, choice in rows)


PARTNERS_W1 = _partners("W1", "x", ("x + b", lambda g, z, p, e: g.x + g.b), ("W1 x", lambda g, z, p, e: g.W1 @ g.x))
PARTNERS_W2 = _partners("W2", "Φ(z)", ("W2 Φ(z)", lambda g, z, p, e: g.W2 @ p))

PAIRED: dict[str, tuple[Mutation, ...]] = {
    "x": (*HIDDEN, W1_UNTRANSPOSED, NO_W1, *ENDS),
    "W1": (*HIDDEN, TRANSPOSED, *ENDS),
    "W2": (TRANSPOSED, *ENDS),
    "b": (*HIDDEN, *ENDS),
}
RARE_SINGLES: dict[str, tuple[Mutation, ...]] = {
    "x": (*FORWARD, ONES, *NOT_THE_ERROR, *BACKWARD, *CONFUSED, *MIXED[1:], *ORDERS[:4]),
    "W1": (*FORWARD, ONES, *NOT_THE_ERROR, *BACKWARD, *CONFUSED, *MIXED, *ORDERS, *PARTNERS_W1),
    "W2": (*(m for m in FORWARD if m.name != "Φ is applied to b"), ONES,
           *(m for m in CONFUSED if m.name != "y is used instead of the gradient coming back from the loss"), *PARTNERS_W2),
    "b": (*FORWARD, *NOT_THE_ERROR, *BACKWARD, *CONFUSED, *MIXED, *ORDERS),
}

# Pairs in which one mutation hides the other, or that have their own name.
CANCELLING = ((NO_DERIVATIVE.name, NO_BIAS.name), (NO_DERIVATIVE.name, AT_P.name), (NO_BIAS.name, NO_FORWARD_BIAS.name))
NOT_TRANSPOSED = (J_UNTRANSPOSED.name, W2_UNTRANSPOSED.name)
EXCLUDE: dict[str, tuple[tuple[str, str], ...]] = {
    "x": ((J_UNTRANSPOSED.name, W1_UNTRANSPOSED.name),),
    "W1": ((J_UNTRANSPOSED.name, TRANSPOSED.name), (NO_DERIVATIVE.name, NO_W2.name), NOT_TRANSPOSED),
    "W2": (),
    "b": ((NO_DERIVATIVE.name, NO_W2.name), NOT_TRANSPOSED),
}

# Whole formulas in the arguments and the intermediate results. Add a new mistake here,
# unless it changes a single step: then add a mutation above.
WRITTEN_OUT: dict[str, tuple[Mistake, ...]] = {
    "x": table_of(Layers,
        (ORDER, ASK_FIRST, lambda q: q.W2.T @ q.J.T @ q.W1.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.J.T @ q.W1.T @ q.W2.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.J.T @ q.W2.T @ q.W1.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.W2.T @ q.W1.T @ q.J.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.W2 @ q.J @ q.W1 @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.J @ q.W2 @ q.W1 @ q.e),
        ("the error alone is returned", "How does a small change of x reach the error? Each step on that path needs a factor.", lambda q: q.e),
        ("no matrix is transposed", "Check each factor: going back, you go from the outputs of a matrix to its inputs.", lambda q: q.W1 @ q.J @ q.W2 @ q.e),
        (ENTRIES, "The result is a matrix, and a vector is expected. Which product sums over the hidden units?", lambda q: q.W1.T * q.D),
        ("the result is multiplied by x", "Do you differentiate with respect to x, or with respect to a weight that multiplies x?", lambda q: (q.W1.T @ q.D) * q.x),
        ("W1 and the Jacobian are not transposed", "Check W1 and the Jacobian: going back, you go from outputs to inputs.", lambda q: q.W1 @ q.J @ q.W2.T @ q.e),
        ("−y is used instead of the error", "What is compared with y in the loss? Print your error.", lambda q: -q.W1.T @ q.J.T @ q.W2.T @ q.y),
    ),
    "W1": table_of(Layers,
        ("the hidden layer is left out", "W1 is applied before Φ and W2. Where do Φ and W2 appear in your answer?", lambda q: np.outer(q.e, q.x)),
        ("Φ(z) is used instead of x", "Which vector does W1 multiply in the forward pass?", lambda q: np.outer(q.D, q.p)),
        ("z is used instead of x", "Which vector does W1 multiply in the forward pass?", lambda q: np.outer(q.D, q.z)),
        ("W1 is multiplied in as an extra factor", "How does z change with an entry of W1? Does that derivative contain W1 itself?", lambda q: np.outer(q.W1.T @ q.D, q.x)),
        (ENTRIES, "W1 has d² entries. How many entries does your result have?", lambda q: q.D * q.x),
        ("an inner product is used instead of an outer product", "You return one number for a whole matrix. Which product pairs every unit with every input?", lambda q: q.D @ q.x),
        ("the Jacobian is not transposed, and the outer product is transposed", "Which unit does row i of your result belong to? Then check the Jacobian as well.",
         lambda q: np.outer(q.x, q.J @ q.W2.T @ q.e)),
    ),
    "W2": table_of(Layers,
        ("z is used instead of Φ(z)", "Which vector does W2 multiply: the one before Φ, or the one after?", lambda q: np.outer(q.e, q.z)),
        ("x is used instead of Φ(z)", "Which vector does W2 multiply in the forward pass? Compare with your formula.", lambda q: np.outer(q.e, q.x)),
        ("the derivative of Φ is multiplied in", "Is Φ between W2 and the loss? Only the steps after W2 need a factor here.", lambda q: np.outer(q.J.T @ q.e, q.p)),
        ("W2 is multiplied in as an extra factor", "How does W2 p change with an entry of W2? Does that derivative contain W2 itself?", lambda q: np.outer(q.W2.T @ q.e, q.p)),
        (ENTRIES, "W2 has d² entries. How many entries does your result have?", lambda q: q.e * q.p),
        ("an inner product is used instead of an outer product", "You return one number for a whole matrix. How many entries does W2 have?", lambda q: q.e @ q.p),
        ("y is used instead of the error", "For a perfect prediction the error is 0. Which gradient does your formula give then?", lambda q: np.outer(q.y, q.p)),
        (AVERAGED, ASK_AVERAGED, lambda q: np.outer(q.e, q.p) / len(q.x)),
        ("the gradient with respect to W1 is returned for W2", "Which of the two matrices is applied last in the forward pass?", lambda q: np.outer(q.D, q.x)),
        ("the gradient with respect to z is used instead of the error", "Row i of W2 gives prediction i. Which vector is compared with the predictions?", lambda q: np.outer(q.D, q.p)),
    ),
    "b": table_of(Layers,
        ("the hidden layer is left out", "Where is b added: inside the hidden layer, or at the output?", lambda q: q.e),
        ("the gradient with respect to x is returned for b", "b is added to W1 x. Does a small change of b pass through W1?", lambda q: q.W1.T @ q.D),
        ("the entries are added up", "b has d entries. How many numbers do you return?", lambda q: np.sum(q.D)),
        ("only the derivative of z with respect to b is returned", "∂z/∂b is only the first step from b to the loss. Which steps come after z?", lambda q: np.ones_like(q.b)),
        ("the result is multiplied by b", "How does z change with b? Does that derivative contain b itself?", lambda q: q.D * q.b),
        ("the result is multiplied by x", "Does x multiply b in the forward pass? Check where your x comes from.", lambda q: q.D * q.x),
        ("the error is missing from the product", "Where does the error appear in your formula?", lambda q: q.J.T @ q.W2.T @ np.ones_like(q.b)),
    ),
}


def _mistakes(key: str) -> tuple[Mistake, ...]:
    return (
        *singles(formula_for(key), [mutation._replace(hint=hint) for mutation, hint in COMMON_SINGLES[key]]),
        *WRITTEN_OUT[key],
        *singles(formula_for(key), (*RARE_SINGLES[key], ZERO)),
        *pairs(formula_for(key), PAIRED[key], (*CANCELLING, *EXCLUDE[key])),
    )


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

# Printed in the answer key: a forward and a backward sweep with numbers.
SWEEPS = {
    "s1d": """\
# Φ swaps two entries and squares one of them, so its Jacobian is not symmetric.
values = {"x": [1.0, 2.0], "y": [0.0, 1.0], "b": [0.5, 0.0], "half": 0.5}
values |= {"W1": [[1.0, 0.0], [1.0, -1.0]], "W2": [[1.0, 2.0], [0.0, 1.0]]}
phi = lambda z: np.array([z[1], z[0] ** 2])
dphi = lambda z: np.array([[0, 1], [2 * z[0], 0]])
for step in solutions.explain(solutions.two_layer_graph(), values, phi=phi, dphi=dphi):
    print(step)""",
}
