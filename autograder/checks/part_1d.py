"""Section 1 (d): the gradients of ℓ = ½ ‖W2 Φ(W1 x + b) − y‖², key by key.

z = W1 x + b, p = Φ(z), e = W2 p − y (the error), J the Jacobian of Φ at z,
D = Jᵀ W2ᵀ e (how the loss changes with z).  All square matrices here are (d, d), so a
shape tells next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Questions
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
CHECK = value_check(solutions.loss_gradients, LAYERS, wrong=feedback.not_followed)

# The right way, link by link.
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


def by(key: str) -> Callable[[Recipe], Callable[..., Any]]:
    """A recipe as a function of the arguments that gives the value of one key."""
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
    arrived = recipe["W2"](g) @ e
    J = recipe["J"](g.dphi(point))
    return J @ arrived if np.ndim(J) == 2 else J * arrived


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


ASK_Z = "What exactly goes into Φ? Copy it from the question, letter by letter."
ASK_E = "What is inside the norm of the question? Copy it, letter by letter."
ASK_WAY = "Follow the path back, link by link: which matrix belongs at this one?"
ASK_INDEX = "Entry [i, j] is about output i and input j: over which do you sum?"
ASK_FULL = "Can one entry of z change every output of this Φ?"
ASK_SQUARE = "What is the derivative of half a square, and what is its sign?"
ASK_POINT = "At which point did the way forward evaluate Φ?"
ASK_TWICE = "What happens to the ½ when the square is differentiated?"
ASK_W2 = "Through which weights does hidden unit 1 reach the errors?"
MEANED = "divided by the number of entries"
ASK_MEANED = "Is the loss a mean, or a sum of squares?"
ENTRIES = "a product entry by entry"
ORDER = "links of the chain in the wrong order"
ASK_FIRST = "Walk backwards from the loss: which matrix comes first?"

# Frequent slips, which go in pairs as well.
# fmt: off
TRANSPOSED_J = Mutation("the Jacobian not transposed", ASK_INDEX, "J", lambda J: J)
ELEMENTWISE = Mutation("Φ taken for an elementwise map", ASK_FULL, "J", np.diag)
NO_SLOPE = Mutation("the slope of Φ left out", "Where is Φ's derivative in yours?", "J", lambda J: np.eye(len(J)))
NO_BIAS = Mutation("the slope of Φ taken without the bias", ASK_POINT, "point", lambda g, z, p: g.W1 @ g.x)
AT_P = Mutation("the slope of Φ taken at Φ(z)", ASK_POINT, "point", lambda g, z, p: p)
BACK_W2 = Mutation("W2 not transposed", ASK_WAY, "W2", lambda g: g.W2)
NO_W2 = Mutation("W2 left out", ASK_WAY, "W2", _identity)
BACK_W1 = Mutation("W1 not transposed", ASK_WAY, "W1", lambda g: g.W1)
NO_W1 = Mutation("stopped at the hidden layer", "How does z depend on x?", "W1", _identity)
SIGN = Mutation("the error with the wrong sign", ASK_SQUARE, "factor", -1.0)
TWICE = Mutation("the ½ forgotten", ASK_SQUARE, "factor", 2.0)
HALF = Mutation("the ½ kept", ASK_SQUARE, "factor", 0.5)
LOST_BIAS = Mutation("the bias left out of the way forward", ASK_Z, "z", lambda g: g.W1 @ g.x)
NO_TARGET = Mutation("the target left out", ASK_E, "e", lambda g, p: g.W2 @ p)
TURNED = Mutation("the outer product transposed", "Whose row is row i of the matrix?", "product", lambda u, v: np.outer(v, u))
ZERO = Mutation("0 everywhere", ASK_ZERO, "factor", 0.0)
HIDDEN = (TRANSPOSED_J, ELEMENTWISE, NO_SLOPE, NO_BIAS, AT_P, BACK_W2, NO_W2)  # on the way back
ENDS = (SIGN, TWICE, HALF, LOST_BIAS, NO_TARGET)

# Alone they have hints of their own: (slip, hint).
ALONE_ENDS = (
    (SIGN, "A prediction that is too high goes higher still: does the loss rise or fall?"),
    (TWICE, ASK_TWICE), (HALF, ASK_TWICE),
    (LOST_BIAS, "What exactly goes into Φ?"), (NO_TARGET, "Where does y enter your answer?"),
)
ALONE_HIDDEN = (
    (TRANSPOSED_J, "Entry [i, j] tells how output i moves with input j. Going backwards, over which do you sum?"),
    (ELEMENTWISE, "Can one entry of z change every output of this Φ? Does a list of d slopes tell that?"),
    (NO_SLOPE, "Φ lies between the two matrices: where is its derivative in yours?"),
    (NO_BIAS, ASK_POINT), (AT_P, ASK_POINT), (NO_W2, "Which matrix lies between Φ and the error?"),
    (Mutation(MEANED, ASK_MEANED, "back", lambda g, D, e, z, p: D / len(g.x)), ASK_MEANED),
    *ALONE_ENDS,
)
ALONE: dict[str, tuple[tuple[Mutation, str], ...]] = {
    "x": (
        (BACK_W1, "Every matrix is d×d, so shapes are silent: which index of W1 does ∂z₂/∂x₁ pick?"),
        (BACK_W2, "Through which weights does hidden unit 1 reach the errors: a row of W2, or a column?"),
        (NO_W1, "You know how the loss changes with z. How does z depend on x?"),
        *ALONE_HIDDEN,
    ),
    "W1": ((TURNED, "Row i of W1 feeds hidden unit i. Does row i of yours belong to unit i?"), (BACK_W2, ASK_W2), *ALONE_HIDDEN),
    "W2": ((TURNED, "Row i of W2 makes prediction i. Which error belongs in row i of yours?"), *ALONE_ENDS),
    "b": ((BACK_W2, ASK_W2), *ALONE_HIDDEN),
}

# Rarer slips on the way forward and back, alone only.
FORWARD = (
    Mutation("the bias subtracted", ASK_Z, "z", lambda g: g.W1 @ g.x - g.b),
    Mutation("W1 transposed on the way forward", ASK_Z, "z", lambda g: g.W1.T @ g.x + g.b),
    Mutation("W1 left out of the way forward", ASK_Z, "z", lambda g: g.x + g.b),
    Mutation("W2 in place of W1 on the way forward", ASK_Z, "z", lambda g: g.W2 @ g.x + g.b),
    Mutation("x left out of the way forward", ASK_Z, "z", lambda g: g.b),
    Mutation("W1 multiplied entry by entry", "Which product is W1 x?", "z", lambda g: np.sum(g.W1, axis=0) * g.x + g.b),
    Mutation("x + b multiplied by W1", "Where do the brackets stand in W1 x + b?", "z", lambda g: g.W1 @ (g.x + g.b)),
    Mutation("b in place of x", ASK_Z, "z", lambda g: g.W1 @ g.b + g.b),
    Mutation("y in place of x", ASK_Z, "z", lambda g: g.W1 @ g.y + g.b),
    Mutation("x in place of b", ASK_Z, "z", lambda g: g.W1 @ g.x + g.x),
    Mutation("y in place of b", ASK_Z, "z", lambda g: g.W1 @ g.x + g.y),
    Mutation("Φ left out of the way forward", ASK_E, "p", lambda g, z: z),
    Mutation("Φ applied to x", ASK_Z, "p", lambda g, z: g.phi(g.x)),
    Mutation("Φ applied to b", ASK_Z, "p", lambda g, z: g.phi(g.b)),
    Mutation("Φ applied to y", ASK_Z, "p", lambda g, z: g.phi(g.y)),
    Mutation("Φ applied twice", ASK_Z, "p", lambda g, z: g.phi(g.phi(z))),
    Mutation("x in place of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.x - g.y),
    Mutation("b in place of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.b - g.y),
    Mutation("y in place of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.y - g.y),
    Mutation("W2 transposed in the error", ASK_E, "e", lambda g, p: g.W2.T @ p - g.y),
    Mutation("W2 left out of the error", ASK_E, "e", lambda g, p: p - g.y),
    Mutation("W1 in place of W2 in the error", ASK_E, "e", lambda g, p: g.W1 @ p - g.y),
    Mutation("the target added", ASK_E, "e", lambda g, p: g.W2 @ p + g.y),
    Mutation("the target taken off before W2", ASK_E, "e", lambda g, p: g.W2 @ (p - g.y)),
    Mutation("x in place of the target", ASK_E, "e", lambda g, p: g.W2 @ p - g.x),
    Mutation("b in place of the target", ASK_E, "e", lambda g, p: g.W2 @ p - g.b),
    Mutation("Φ(z) in place of the target", ASK_E, "e", lambda g, p: g.W2 @ p - p),
    Mutation("the error squared", "Is the square still there after differentiating?", "e", lambda g, p: (g.W2 @ p - g.y) ** 2),
    Mutation("the error made one long", "Is the loss a norm, or half its square?", "e",
             lambda g, p: (g.W2 @ p - g.y) / np.linalg.norm(g.W2 @ p - g.y)),
)
ONES = Mutation("ones in place of the error", "Would a perfect prediction still have this gradient?", "e", lambda g, p: np.ones_like(g.y))
INSTEAD = (  # of the error
    Mutation("only the target in the error", ASK_E, "e", lambda g, p: g.y),
    Mutation("Φ(z) in place of the error", ASK_E, "e", lambda g, p: p),
    Mutation("x in place of the error", ASK_E, "e", lambda g, p: g.x),
    Mutation("b in place of the error", ASK_E, "e", lambda g, p: g.b),
)
BACKWARD = (
    Mutation("the slope of Φ taken at x", ASK_POINT, "point", lambda g, z, p: g.x),
    Mutation("the slope of Φ taken at b", ASK_POINT, "point", lambda g, z, p: g.b),
    Mutation("the slope of Φ taken at y", ASK_POINT, "point", lambda g, z, p: g.y),
    Mutation("the slope of Φ taken with the bias subtracted", ASK_POINT, "point", lambda g, z, p: g.W1 @ g.x - g.b),
    Mutation("the Jacobian inverted", "Is a way back a division here?", "J", lambda J: np.linalg.inv(J)),
    Mutation("columns of the Jacobian added up", ASK_FULL, "J", lambda J: np.sum(J, axis=0)),
    Mutation("rows of the Jacobian added up", ASK_FULL, "J", lambda J: np.sum(J, axis=1)),
    Mutation("W1 in place of W2 on the way back", ASK_WAY, "W2", lambda g: g.W1.T),
    Mutation("W1, not transposed, in place of W2", ASK_WAY, "W2", lambda g: g.W1),
)
ASK_VALUE = "Does p follow z by its value, or by its slope?"
STARS = "* where a matrix product belongs"
ASK_STARS = "What does * do to two arrays, and which sign is the matrix product?"
AWAY = (  # what comes back along the path, confused with something near it
    Mutation("x where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: g.x),
    Mutation("y where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: g.y),
    Mutation("b where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: g.b),
    Mutation("z where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: z),
    Mutation("Φ(z) where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: p),
    Mutation("the slope of Φ where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: np.diag(g.dphi(z))),
)
MIXED = (  # the slope of Φ joined in the wrong way; the first gives a number
    Mutation("the value of Φ in place of its slope", ASK_VALUE, "back", lambda g, D, e, z, p: p @ (g.W2.T @ e)),
    Mutation("the value of Φ in place of its slope", ASK_VALUE, "back", lambda g, D, e, z, p: p * (g.W2.T @ e)),
    Mutation(STARS, ASK_STARS, "back", lambda g, D, e, z, p: g.dphi(z).T * (g.W2.T @ e)),
    Mutation(STARS, ASK_STARS, "back", lambda g, D, e, z, p: (g.dphi(z).T @ g.W2.T) * e),
    Mutation(STARS, ASK_STARS, "back", lambda g, D, e, z, p: g.dphi(z).T * g.W2.T * e),
)

ASK_ORDER = "Walk backwards from the loss: which link comes first, and which next?"
ORDERS = (
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2.T @ g.dphi(z).T @ e),
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2.T @ g.dphi(z) @ e),
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2 @ g.dphi(z).T @ e),
    Mutation(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2 @ g.dphi(z) @ e),
    Mutation("nothing transposed", "Backwards: from output to input, or from input to "
             "output?", "back", lambda g, D, e, z, p: g.dphi(z) @ g.W2 @ e),
)


def _partners(matrix: str, *rows: tuple[str, Callable[..., Any]]) -> tuple[Mutation, ...]:
    ask = f"Which vector does {matrix} multiply on the way forward?"
    rows = (
        ("y", lambda g, z, p, e: g.y), ("b", lambda g, z, p, e: g.b), ("the error", lambda g, z, p, e: e),
        ("ones", lambda g, z, p, e: 0 * p + 1), *rows,
    )
    return tuple(Mutation(f"{name} as the partner of {matrix}", ask, "partner", choice) for name, choice in rows)


PARTNERS_W1 = _partners("W1", ("x + b", lambda g, z, p, e: g.x + g.b), ("W1 x", lambda g, z, p, e: g.W1 @ g.x))
PARTNERS_W2 = _partners("W2", ("W2 Φ(z)", lambda g, z, p, e: g.W2 @ p))

PAIRED: dict[str, tuple[Mutation, ...]] = {
    "x": (*HIDDEN, BACK_W1, NO_W1, *ENDS),
    "W1": (*HIDDEN, TURNED, *ENDS),
    "W2": (TURNED, *ENDS),
    "b": (*HIDDEN, *ENDS),
}
SINGLES: dict[str, tuple[Mutation, ...]] = {
    "x": (*FORWARD, ONES, *INSTEAD, *BACKWARD, *AWAY, *MIXED[1:], *ORDERS[:4]),
    "W1": (*FORWARD, ONES, *INSTEAD, *BACKWARD, *AWAY, *MIXED, *ORDERS, *PARTNERS_W1),
    "W2": (*(s for s in FORWARD if s.name != "Φ applied to b"), ONES,
           *(s for s in AWAY if s.name != "y where what comes back belongs"), *PARTNERS_W2),
    "b": (*FORWARD, *INSTEAD, *BACKWARD, *AWAY, *MIXED, *ORDERS),
}

# Two slips of which one makes the other vanish, or that have a name of their own.
VANISHING = ((NO_SLOPE.name, NO_BIAS.name), (NO_SLOPE.name, AT_P.name), (NO_BIAS.name, LOST_BIAS.name))
_FORWARD = (TRANSPOSED_J.name, BACK_W2.name)  # nothing transposed
EXCLUDE: dict[str, tuple[tuple[str, str], ...]] = {
    "x": ((TRANSPOSED_J.name, BACK_W1.name),),
    "W1": ((TRANSPOSED_J.name, TURNED.name), (NO_SLOPE.name, NO_W2.name), _FORWARD),
    "W2": (),
    "b": ((NO_SLOPE.name, NO_W2.name), _FORWARD),
}

# Whole formulas, in the arguments and what is computed on the way. A new mistake goes
# here, unless it is one changed step: that is a mutation above.
WRITTEN_OUT: dict[str, tuple[Mistake, ...]] = {
    "x": table_of(Layers,
        (ORDER, ASK_FIRST, lambda q: q.W2.T @ q.J.T @ q.W1.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.J.T @ q.W1.T @ q.W2.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.J.T @ q.W2.T @ q.W1.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.W2.T @ q.W1.T @ q.J.T @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.W2 @ q.J @ q.W1 @ q.e),
        (ORDER, ASK_FIRST, lambda q: q.J @ q.W2 @ q.W1 @ q.e),
        ("only the error", "How does a nudge of x reach the error?", lambda q: q.e),
        ("nothing transposed", "Walk backwards along one path: from output to input, or "
         "from input to output?", lambda q: q.W1 @ q.J @ q.W2 @ q.e),
        (ENTRIES, "A table came out where a list was asked: which product sums over the hidden units?", lambda q: q.W1.T * q.D),
        ("multiplied by x as well", "Is the loss differentiated by x, or by a weight "
         "that x is multiplied with?", lambda q: (q.W1.T @ q.D) * q.x),
        ("W1 and J not transposed", "Which of your factors is still written for the way forward?", lambda q: q.W1 @ q.J @ q.W2.T @ q.e),
        ("the error replaced by the target", "What is compared with y?", lambda q: -q.W1.T @ q.J.T @ q.W2.T @ q.y),
    ),
    "W1": table_of(Layers,
        ("the hidden layer skipped", "W1 acts before Φ and W2: would yours change if they did?", lambda q: np.outer(q.e, q.x)),
        ("the output of Φ in place of x", "What is W1 multiplied with on the way forward?", lambda q: np.outer(q.D, q.p)),
        ("z in place of x", "What is W1 multiplied with on the way forward?", lambda q: np.outer(q.D, q.z)),
        ("one link too far", "Does W1 itself stand in ∂z/∂W1?", lambda q: np.outer(q.W1.T @ q.D, q.x)),
        (ENTRIES, "W1 has d² entries. How many numbers are yours?", lambda q: q.D * q.x),
        ("an inner product instead of an outer one", "One number for a whole matrix? "
         "Which product pairs every unit with every input?", lambda q: q.D @ q.x),
        ("the Jacobian and the outer product both transposed", "Look at row i: whose "
         "row is it? Then look at the Jacobian.",
         lambda q: np.outer(q.x, q.J @ q.W2.T @ q.e)),
    ),
    "W2": table_of(Layers,
        ("z in place of Φ(z)", "What is W2 multiplied with: before Φ or after?", lambda q: np.outer(q.e, q.z)),
        ("x in place of Φ(z)", "Does W2 ever see x itself?", lambda q: np.outer(q.e, q.x)),
        ("a slope of Φ where none belongs", "Does Φ lie between W2 and the error?", lambda q: np.outer(q.J.T @ q.e, q.p)),
        ("one layer too far back", "Does W2 itself stand in the derivative of W2 p by W2?", lambda q: np.outer(q.W2.T @ q.e, q.p)),
        (ENTRIES, "W2 has d² entries. How many numbers are yours?", lambda q: q.e * q.p),
        ("an inner product instead of an outer one", "Can one number be the derivative by d² entries?", lambda q: q.e @ q.p),
        ("the error left out", "Would a perfect prediction still have this gradient?", lambda q: np.outer(q.y, q.p)),
        (MEANED, ASK_MEANED, lambda q: np.outer(q.e, q.p) / len(q.x)),
        ("the gradient of W1 given for W2", "Which matrix stands last on the way forward?", lambda q: np.outer(q.D, q.x)),
        ("what belongs to z multiplied in", "Which error is the one right at the output of W2?", lambda q: np.outer(q.D, q.p)),
    ),
    "b": table_of(Layers,
        ("the hidden layer skipped", "Where is b added: inside the hidden layer, or at the output?", lambda q: q.e),
        ("the gradient by x", "b is added to W1 x. Does a nudge of b pass through W1?", lambda q: q.W1.T @ q.D),
        ("summed over the units", "How many entries has b? Sums of this kind run over examples.", lambda q: np.sum(q.D)),
        ("only the first link", "∂z/∂b is the first link. What comes after z?", lambda q: np.ones_like(q.b)),
        ("multiplied by b", "Does b itself stand in ∂z/∂b?", lambda q: q.D * q.b),
        ("multiplied by x", "Does x multiply b on the way forward?", lambda q: q.D * q.x),
        ("the Jacobian applied alone", "Where is the error in yours?", lambda q: q.J.T @ q.W2.T @ np.ones_like(q.b)),
    ),
}


def _mistakes(key: str) -> tuple[Mistake, ...]:
    return (
        *singles(by(key), [slip._replace(hint=hint) for slip, hint in ALONE[key]]),
        *WRITTEN_OUT[key],
        *singles(by(key), (*SINGLES[key], ZERO)),
        *pairs(by(key), PAIRED[key], (*VANISHING, *EXCLUDE[key])),
    )


_BACK = (
    "Name what is computed on the way, z, then p = Φ(z), then the error. Which of these "
    "does a nudge reach first, and which next?",
    "The half example shows it for q(x): write the small change of each quantity in "
    "turn, then read off what the first change is multiplied with.",
)

HINTS = {
    "x": "Going back through a matrix A means A transposed. Three stand between x and the error: ... @ (... @ (... @ error))",
    "W1": "Let back be how the loss changes with z. Entry [i, j] of W1 multiplies x[j] and feeds z[i]: which product makes all pairs?",
    "W2": "Entry [i, j] of W2 multiplies p[j] and feeds prediction i: np.outer(..., ...)",
    "b": "b is added to z entry by entry. So how the loss changes with b is how it changes with ...",
}
# fmt: on
QUESTIONS: Questions = {
    f"q1d_{key}": (
        Answer(f"loss_gradients.{key}", CHECK, _mistakes(key), (*_BACK, hint), key),
    )
    for key, hint in HINTS.items()
}

# For the answer key: the sweep through the graph of this part, with numbers.
SWEEPS = {
    "s1d": """\
# Φ swaps two entries and squares one, so its Jacobian is not symmetric
values = {"x": [1.0, 2.0], "y": [0.0, 1.0], "b": [0.5, 0.0], "half": 0.5}
values |= {"W1": [[1.0, 0.0], [1.0, -1.0]], "W2": [[1.0, 2.0], [0.0, 1.0]]}
phi = lambda z: np.array([z[1], z[0] ** 2])
dphi = lambda z: np.array([[0, 1], [2 * z[0], 0]])
for step in solutions.explain(solutions.two_layer_graph(), values, phi=phi, dphi=dphi):
    print(step)""",
}
