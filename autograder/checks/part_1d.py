"""Slips in Section 1 (d): every link of the way forward and back, for each key.

z = W1 x + b, p = Φ(z), e = W2 p − y (the error), J the Jacobian of Φ,
D = Jᵀ W2ᵀ e (how the loss changes with z).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograder.checks.mistake import Mistake
from autograder.checks.slips import ASK_ZERO, Recipe, Slip, alone, in_pairs


class Given(NamedTuple):
    """The arguments of `loss_gradients`."""

    x: np.ndarray
    y: np.ndarray
    W1: np.ndarray
    W2: np.ndarray
    b: np.ndarray
    phi: Callable[[Any], Any]
    dphi: Callable[[Any], Any]


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
            g = Given(*arguments)
            z = recipe["z"](g)
            p = recipe["p"](g, z)
            e = recipe["e"](g, p)
            D = _back(recipe, g, e, recipe["point"](g, z, p))
            back = recipe["back"](g, D, e, z, p)
            partner = recipe["partner"](g, z, p, e)
            return recipe["factor"] * finish(recipe, g, back, partner)

        return wrong

    return formula


def _back(recipe: Recipe, g: Given, e: np.ndarray, point: np.ndarray) -> np.ndarray:
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
    "W2": {
        "back": lambda g, D, e, z, p: e,
        "partner": lambda g, z, p, e: p,
    },
}


def _identity(g: Given) -> np.ndarray:
    return np.eye(len(g.x))


ASK_Z = "What exactly goes into Φ? Copy it from the question, letter by letter."
ASK_E = "What is inside the norm of the question? Copy it, letter by letter."
ASK_POINT = "At which point did the way forward evaluate Φ?"
ASK_WAY = "Follow the path back, link by link: which matrix belongs at this one?"
ASK_J = "Entry [i, j] is about output i and input j: over which do you sum?"
ASK_FULL = "Can one entry of z change every output of this Φ?"
ASK_SQUARE = "What is the derivative of half a square, and what is its sign?"

# Frequent slips, which go in pairs as well.
JACOBIANS = (
    Slip("the Jacobian not transposed", ASK_J, "J", lambda J: J),
    Slip("Φ taken for an elementwise map", ASK_FULL, "J", np.diag),
    Slip("the slope of Φ left out", "Where is Φ's derivative in yours?", "J",
         lambda J: np.eye(len(J))),
)  # fmt: skip
POINTS = (
    Slip("the slope of Φ taken without the bias", ASK_POINT, "point",
         lambda g, z, p: g.W1 @ g.x),
    Slip("the slope of Φ taken at Φ(z)", ASK_POINT, "point", lambda g, z, p: p),
)  # fmt: skip
BACK_W2 = (Slip("W2 not transposed", ASK_WAY, "W2", lambda g: g.W2),)
NO_W2 = Slip("W2 left out", ASK_WAY, "W2", _identity)
BACK_W1 = (Slip("W1 not transposed", ASK_WAY, "W1", lambda g: g.W1),)
NO_W1 = Slip("stopped at the hidden layer", "How does z depend on x?", "W1", _identity)
FACTORS = (
    Slip("the error with the wrong sign", ASK_SQUARE, "factor", -1.0),
    Slip("the ½ forgotten", ASK_SQUARE, "factor", 2.0),
    Slip("the ½ kept", ASK_SQUARE, "factor", 0.5),
)
NO_BIAS = Slip("the bias left out of the way forward", ASK_Z, "z", lambda g: g.W1 @ g.x)
NO_TARGET = Slip("the target left out", ASK_E, "e", lambda g, p: g.W2 @ p)
TURNED = Slip("the outer product transposed", "Whose row is row i of the matrix?",
              "product", lambda u, v: np.outer(v, u))  # fmt: skip
FORWARD_PAIRED = (NO_BIAS, NO_TARGET)
ZERO = Slip("0 everywhere", ASK_ZERO, "factor", 0.0)

# Rarer slips on the way forward and back, alone only.
# fmt: off
FORWARD = (
    Slip("the bias subtracted", ASK_Z, "z", lambda g: g.W1 @ g.x - g.b),
    Slip("W1 transposed on the way forward", ASK_Z, "z", lambda g: g.W1.T @ g.x + g.b),
    Slip("W1 left out of the way forward", ASK_Z, "z", lambda g: g.x + g.b),
    Slip("W2 in place of W1 on the way forward", ASK_Z, "z",
         lambda g: g.W2 @ g.x + g.b),
    Slip("x left out of the way forward", ASK_Z, "z", lambda g: g.b),
    Slip("W1 multiplied entry by entry", "Which product is W1 x?", "z",
         lambda g: np.sum(g.W1, axis=0) * g.x + g.b),
    Slip("x + b multiplied by W1", "Where do the brackets stand in W1 x + b?", "z",
         lambda g: g.W1 @ (g.x + g.b)),
    Slip("b in place of x", ASK_Z, "z", lambda g: g.W1 @ g.b + g.b),
    Slip("y in place of x", ASK_Z, "z", lambda g: g.W1 @ g.y + g.b),
    Slip("x in place of b", ASK_Z, "z", lambda g: g.W1 @ g.x + g.x),
    Slip("y in place of b", ASK_Z, "z", lambda g: g.W1 @ g.x + g.y),
    Slip("Φ left out of the way forward", ASK_E, "p", lambda g, z: z),
    Slip("Φ applied to x", ASK_Z, "p", lambda g, z: g.phi(g.x)),
    Slip("Φ applied to b", ASK_Z, "p", lambda g, z: g.phi(g.b)),
    Slip("Φ applied to y", ASK_Z, "p", lambda g, z: g.phi(g.y)),
    Slip("Φ applied twice", ASK_Z, "p", lambda g, z: g.phi(g.phi(z))),
    Slip("x in place of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.x - g.y),
    Slip("b in place of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.b - g.y),
    Slip("y in place of Φ(z) in the error", ASK_E, "e", lambda g, p: g.W2 @ g.y - g.y),
    Slip("W2 transposed in the error", ASK_E, "e", lambda g, p: g.W2.T @ p - g.y),
    Slip("W2 left out of the error", ASK_E, "e", lambda g, p: p - g.y),
    Slip("W1 in place of W2 in the error", ASK_E, "e", lambda g, p: g.W1 @ p - g.y),
    Slip("the target added", ASK_E, "e", lambda g, p: g.W2 @ p + g.y),
    Slip("the target taken off before W2", ASK_E, "e", lambda g, p: g.W2 @ (p - g.y)),
    Slip("x in place of the target", ASK_E, "e", lambda g, p: g.W2 @ p - g.x),
    Slip("b in place of the target", ASK_E, "e", lambda g, p: g.W2 @ p - g.b),
    Slip("Φ(z) in place of the target", ASK_E, "e", lambda g, p: g.W2 @ p - p),
    Slip("the error squared", "Is the square still there after differentiating?", "e",
         lambda g, p: (g.W2 @ p - g.y) ** 2),
    Slip("the error made one long", "Is the loss a norm, or half its square?", "e",
         lambda g, p: (g.W2 @ p - g.y) / np.linalg.norm(g.W2 @ p - g.y)),
)
ONES = Slip("ones in place of the error", "Would a perfect prediction still have this "
         "gradient?", "e", lambda g, p: np.ones_like(g.y))
INSTEAD = (  # of the error
    Slip("only the target in the error", ASK_E, "e", lambda g, p: g.y),
    Slip("Φ(z) in place of the error", ASK_E, "e", lambda g, p: p),
    Slip("x in place of the error", ASK_E, "e", lambda g, p: g.x),
    Slip("b in place of the error", ASK_E, "e", lambda g, p: g.b),
)
BACKWARD = (
    Slip("the slope of Φ taken at x", ASK_POINT, "point", lambda g, z, p: g.x),
    Slip("the slope of Φ taken at b", ASK_POINT, "point", lambda g, z, p: g.b),
    Slip("the slope of Φ taken at y", ASK_POINT, "point", lambda g, z, p: g.y),
    Slip("the slope of Φ taken with the bias subtracted", ASK_POINT, "point",
         lambda g, z, p: g.W1 @ g.x - g.b),
    Slip("the Jacobian inverted", "Is a way back a division here?", "J",
         lambda J: np.linalg.inv(J)),
    Slip("columns of the Jacobian added up", ASK_FULL, "J",
         lambda J: np.sum(J, axis=0)),
    Slip("rows of the Jacobian added up", ASK_FULL, "J", lambda J: np.sum(J, axis=1)),
    Slip("W1 in place of W2 on the way back", ASK_WAY, "W2", lambda g: g.W1.T),
    Slip("W1, not transposed, in place of W2", ASK_WAY, "W2", lambda g: g.W1),
)
STARS = "* where a matrix product belongs"
ASK_STARS = "What does * do to two arrays, and which sign is the matrix product?"
AWAY = (  # what comes back along the path, confused with something near it
    Slip("x where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: g.x),
    Slip("y where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: g.y),
    Slip("b where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: g.b),
    Slip("z where what comes back belongs", ASK_WAY, "back", lambda g, D, e, z, p: z),
    Slip("Φ(z) where what comes back belongs", ASK_WAY, "back",
         lambda g, D, e, z, p: p),
    Slip("the slope of Φ where what comes back belongs", ASK_WAY, "back",
         lambda g, D, e, z, p: np.diag(g.dphi(z))),
)
MIXED = (  # the slope of Φ joined in the wrong way; the first gives a number
    Slip("the value of Φ in place of its slope", "Does p follow z by its value, or by "
         "its slope?", "back", lambda g, D, e, z, p: p @ (g.W2.T @ e)),
    Slip("the value of Φ in place of its slope", "Does p follow z by its value, or by "
         "its slope?", "back", lambda g, D, e, z, p: p * (g.W2.T @ e)),
    Slip(STARS, ASK_STARS, "back", lambda g, D, e, z, p: g.dphi(z).T * (g.W2.T @ e)),
    Slip(STARS, ASK_STARS, "back", lambda g, D, e, z, p: (g.dphi(z).T @ g.W2.T) * e),
    Slip(STARS, ASK_STARS, "back", lambda g, D, e, z, p: g.dphi(z).T @ (g.W2.T * e)),
    Slip(STARS, ASK_STARS, "back", lambda g, D, e, z, p: g.dphi(z).T * g.W2.T * e),
)

ORDER = "links of the chain in the wrong order"
ASK_ORDER = "Walk backwards from the loss: which link comes first, and which next?"
ORDERS = (
    Slip(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2.T @ g.dphi(z).T @ e),
    Slip(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2.T @ g.dphi(z) @ e),
    Slip(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2 @ g.dphi(z).T @ e),
    Slip(ORDER, ASK_ORDER, "back", lambda g, D, e, z, p: g.W2 @ g.dphi(z) @ e),
    Slip("nothing transposed", "Backwards: from output to input, or from input to "
         "output?", "back", lambda g, D, e, z, p: g.dphi(z) @ g.W2 @ e),
)


def _partner(name: str, choice: Callable[..., Any], matrix: str) -> Slip:
    ask = f"Which vector does {matrix} multiply on the way forward?"
    return Slip(f"{name} as the partner of {matrix}", ask, "partner", choice)


PARTNERS = {
    "W1": tuple(_partner(*row, "W1") for row in (
        ("y", lambda g, z, p, e: g.y), ("b", lambda g, z, p, e: g.b),
        ("the error", lambda g, z, p, e: e), ("ones", lambda g, z, p, e: 0 * p + 1),
        ("x + b", lambda g, z, p, e: g.x + g.b),
        ("W1 x", lambda g, z, p, e: g.W1 @ g.x))),
    "W2": tuple(_partner(*row, "W2") for row in (
        ("y", lambda g, z, p, e: g.y), ("b", lambda g, z, p, e: g.b),
        ("the error", lambda g, z, p, e: e), ("ones", lambda g, z, p, e: 0 * p + 1),
        ("W2 Φ(z)", lambda g, z, p, e: g.W2 @ p))),
}
# fmt: on

FREQUENT: dict[str, tuple[Slip, ...]] = {
    "x": (*JACOBIANS, *POINTS, *BACK_W2, NO_W2, *BACK_W1, NO_W1, *FACTORS,
          *FORWARD_PAIRED),
    "W1": (*JACOBIANS, *POINTS, *BACK_W2, NO_W2, TURNED, *FACTORS, *FORWARD_PAIRED),
    "W2": (TURNED, *FACTORS, *FORWARD_PAIRED),
    "b": (*JACOBIANS, *POINTS, *BACK_W2, NO_W2, *FACTORS, *FORWARD_PAIRED),
}  # fmt: skip
ALONE: dict[str, tuple[Slip, ...]] = {
    "x": (*FORWARD, ONES, *INSTEAD, *BACKWARD, *AWAY, *MIXED[1:], *ORDERS[:4]),
    "W1": (*FORWARD, ONES, *INSTEAD, *BACKWARD, *AWAY, *MIXED, *ORDERS,
           *PARTNERS["W1"]),
    "W2": (*(s for s in FORWARD if s.name != "Φ applied to b"), ONES,
           *(s for s in AWAY if s.name != "y where what comes back belongs"),
           *PARTNERS["W2"]),
    "b": (*FORWARD, *INSTEAD, *BACKWARD, *AWAY, *MIXED, *ORDERS),
}  # fmt: skip

# Two slips of which one makes the other vanish, or that have a name of their own.
_NO_SLOPE = JACOBIANS[2].name
VANISHING = (
    *((_NO_SLOPE, point.name) for point in POINTS),
    (POINTS[0].name, NO_BIAS.name),
)
_FORWARD = (JACOBIANS[0].name, BACK_W2[0].name)  # nothing transposed
BESIDES: dict[str, tuple[tuple[str, str], ...]] = {
    "x": ((JACOBIANS[0].name, BACK_W1[0].name),),
    "W1": ((JACOBIANS[0].name, TURNED.name), (_NO_SLOPE, NO_W2.name), _FORWARD),
    "W2": (),
    "b": ((_NO_SLOPE, NO_W2.name), _FORWARD),
}
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    f"loss_gradients.{key}": (
        *alone(by(key), (*ALONE[key], ZERO)),
        *in_pairs(by(key), FREQUENT[key], (*VANISHING, *BESIDES[key])),
    )
    for key in ("x", "W1", "W2", "b")
}
