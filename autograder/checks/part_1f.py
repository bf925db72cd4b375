"""Slips in Section 1 (f) and (g): every link from W to f and back.

z = W x + b, p = φ(z), s = Σ p, r = y − s, f = r²; W (n, d), x (d,), b (n,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import solutions
from autograder.checks.mistake import Mistake
from autograder.checks.slips import Recipe, Slip, alone, in_pairs, scaled


class Given(NamedTuple):
    """The arguments of `sensitivities` and `grad_W`."""

    W: np.ndarray
    x: np.ndarray
    y: float
    b: np.ndarray
    phi: Callable[[Any], Any]
    dphi: Callable[[Any], Any]


class Nodes(NamedTuple):
    """What is computed on the way forward."""

    z: np.ndarray
    p: np.ndarray
    s: Any
    r: Any


RIGHT: Recipe = {
    "z": lambda g: g.W @ g.x + g.b,
    "p": lambda g, z: g.phi(z),
    "s": lambda g, z, p: np.sum(p),
    "r": lambda g, p, s: g.y - s,
    "outer slope": lambda g, n: -2 * n.r,
    "slope": lambda g, n: g.dphi(n.z),
    "partner": lambda g, n: g.x,
    "product": np.outer,
    "factor": 1.0,
}
FINISH: dict[str, Callable[..., Any]] = {
    "r": lambda recipe, g, n: -recipe["outer slope"](g, n),
    "s": lambda recipe, g, n: recipe["outer slope"](g, n),
    "p": lambda recipe, g, n: recipe["outer slope"](g, n) * np.ones(len(g.b)),
    "z": lambda recipe, g, n: recipe["outer slope"](g, n) * recipe["slope"](g, n),
    "W": lambda recipe, g, n: recipe["product"](
        recipe["outer slope"](g, n) * recipe["slope"](g, n), recipe["partner"](g, n)
    ),
}


def by(key: str) -> Callable[[Recipe], Callable[..., Any]]:
    """A recipe as a function of the arguments; key "W" is the gradient by W."""
    finish = FINISH[key]

    def formula(changes: Recipe) -> Callable[..., Any]:
        recipe = RIGHT | changes

        def wrong(*arguments: Any) -> Any:
            g = Given(*arguments)
            z = recipe["z"](g)
            p = recipe["p"](g, z)
            s = recipe["s"](g, z, p)
            nodes = Nodes(z, p, s, recipe["r"](g, p, s))
            return recipe["factor"] * finish(recipe, g, nodes)

        return wrong

    return formula


ASK_Z = "What exactly goes into φ? Copy it from the question, letter by letter."
ASK_S = "What is added up, and how often?"
ASK_R = "What is r? Copy it from the question."
ASK_POINT = "At which point was φ evaluated?"
ASK_SLOPE = "What lies between z and p, and how does p follow z?"
ASK_SQUARE = "Which node is squared, and what is the slope of a square there?"

# fmt: off
NO_BIAS = Slip("the bias left out of the way forward", ASK_Z, "z", lambda g: g.W @ g.x)
NO_PHI = Slip("φ left out of the way forward", ASK_S, "s", lambda g, z, p: np.sum(z))
PLUS = Slip("a plus in the residual", ASK_R, "r", lambda g, p, s: g.y + s)
SHARED = Slip("a residual for each unit", "How many residuals are there?", "r",
              lambda g, p, s: g.y - p)
NO_Y = Slip("y left out of the residual", ASK_R, "r", lambda g, p, s: -s)
FORWARD = (
    Slip("the bias subtracted", ASK_Z, "z", lambda g: g.W @ g.x - g.b),
    Slip("x left out of the way forward", ASK_Z, "z", lambda g: g.b),
    Slip("the bias multiplied", ASK_Z, "z", lambda g: (g.W @ g.x) * g.b),
    Slip("x added up without W", ASK_Z, "z", lambda g: np.sum(g.x) + g.b),
    Slip("W added up without x", ASK_Z, "z", lambda g: np.sum(g.W, axis=1) + g.b),
    Slip("x in place of z on the way forward", ASK_S, "p", lambda g, z: g.phi(g.x)),
    Slip("φ applied twice", ASK_S, "p", lambda g, z: g.phi(g.phi(z))),
    Slip("the slope of φ on the way forward", ASK_S, "p", lambda g, z: g.dphi(z)),
    NO_PHI,
    Slip("φ after the sum", "Is it a sum of φ, or φ of a sum?", "s",
         lambda g, z, p: g.phi(np.sum(z))),
    Slip("a mean in place of the sum", ASK_S, "s", lambda g, z, p: np.mean(p)),
    Slip("a product in place of the sum", ASK_S, "s", lambda g, z, p: np.prod(p)),
    Slip("only the first unit", ASK_S, "s", lambda g, z, p: p[0]),
    Slip("only the last unit", ASK_S, "s", lambda g, z, p: p[-1]),
    Slip("the outputs squared before the sum", ASK_S, "s",
         lambda g, z, p: np.sum(p**2)),
    Slip("x added up in place of p", ASK_S, "s", lambda g, z, p: np.sum(g.x)),
    Slip("b added up in place of p", ASK_S, "s", lambda g, z, p: np.sum(g.b)),
    Slip("only y in the residual", ASK_R, "r", lambda g, p, s: g.y),
    Slip("the residuals of the units added up", "How many residuals are there, and how "
         "often does y count?", "r", lambda g, p, s: np.sum(g.y - p)),
    Slip("the residual squared once too often", ASK_SQUARE, "r",
         lambda g, p, s: (g.y - s) ** 2),
)
AT_B = Slip("b in place of z on the way forward", ASK_S, "p",
            lambda g, z: g.phi(g.b))
OUTSIDE = (
    Slip("the residual left out", ASK_SQUARE, "outer slope", lambda g, n: -2.0),
    Slip("the residual left out, and the 2", ASK_SQUARE, "outer slope",
         lambda g, n: -1.0),
    Slip("the residual left out, and the minus", ASK_SQUARE, "outer slope",
         lambda g, n: 2.0),
    Slip("1 in place of all that comes after", "What does the rest of the graph do?",
         "outer slope", lambda g, n: 1.0),
)
SLOPES = (
    Slip("the slope of φ taken at x", ASK_POINT, "slope", lambda g, n: g.dphi(g.x)),
    Slip("the slope of φ taken at b", ASK_POINT, "slope", lambda g, n: g.dphi(g.b)),
    Slip("the slope of φ taken at r", ASK_POINT, "slope", lambda g, n: g.dphi(n.r)),
    Slip("the slope of φ taken at s", ASK_POINT, "slope", lambda g, n: g.dphi(n.s)),
    Slip("the slope of φ squared", ASK_SLOPE, "slope", lambda g, n: g.dphi(n.z) ** 2),
    Slip("z in place of the slope of φ", ASK_SLOPE, "slope", lambda g, n: n.z),
    Slip("x in place of the slope of φ", ASK_SLOPE, "slope", lambda g, n: g.x),
    Slip("b in place of the slope of φ", ASK_SLOPE, "slope", lambda g, n: g.b),
    Slip("the value of φ multiplied in", ASK_SLOPE, "slope",
         lambda g, n: n.p * g.dphi(n.z)),
    Slip("divided by the slope of φ", ASK_SLOPE, "slope", lambda g, n: 1 / g.dphi(n.z)),
)
PARTNERS = tuple(
    Slip(f"{name} in place of x", "Which factor of wᵢᵀx is left when you differentiate "
         "by wᵢ?", "partner", choice)
    for name, choice in (
        ("b", lambda g, n: g.b), ("z", lambda g, n: n.z), ("p", lambda g, n: n.p),
        ("x²", lambda g, n: g.x**2),
    )
)
ONES = Slip("x left out", "How does zᵢ depend on wᵢ?", "partner",
            lambda g, n: np.ones(len(g.x)))

# Frequent ones, which go in pairs as well.
MINUS = Slip("the minus of y − s forgotten", "When s rises, does r rise or fall?",
             "factor", -1.0)
HALF = Slip("a factor 2 lost", "Differentiate r² once more.", "factor", 0.5)
FREQUENT = (
    Slip("the slope of φ left out", ASK_SLOPE, "slope",
         lambda g, n: np.ones(len(g.b))),
    Slip("φ in place of its slope", ASK_SLOPE, "slope", lambda g, n: n.p),
    Slip("the slope taken at p", ASK_POINT, "slope", lambda g, n: g.dphi(n.p)),
    Slip("the slope taken without the bias", ASK_POINT, "slope",
         lambda g, n: g.dphi(g.W @ g.x)),
)
TURNED = Slip("transposed", "Row i of W belongs to unit i. Does row i of yours?",
              "product", lambda u, v: np.outer(v, u))
ENDS = (MINUS, HALF, SHARED, NO_Y, PLUS, NO_BIAS, NO_PHI)
# fmt: on


def _right(key: str) -> Callable[..., Any]:
    return lambda *arguments: np.asarray(solutions.sensitivities(*arguments)[key])


# The ways forward that are not yet among the mistakes written out for the key.
NEW: dict[str, tuple[Slip, ...]] = {
    "r": FORWARD,
    "s": (*FORWARD, NO_BIAS, PLUS, SHARED, OUTSIDE[0], OUTSIDE[2]),
    "p": (*FORWARD, NO_BIAS, PLUS, NO_Y, *OUTSIDE[:3]),
    "z": (*FORWARD, AT_B, NO_BIAS, PLUS, NO_Y, *OUTSIDE[:3], *SLOPES),
    "W": (*FORWARD, AT_B, PLUS, NO_Y, *OUTSIDE[:3], *SLOPES, *PARTNERS),
}
PAIRED: dict[str, tuple[Slip, ...]] = {
    "r": (MINUS, HALF, NO_Y, PLUS, NO_BIAS, NO_PHI),
    "s": (MINUS, HALF, NO_Y, PLUS, NO_BIAS, NO_PHI),
    "p": ENDS,
    "z": (*FREQUENT, *ENDS),
    "W": (TURNED, ONES, *FREQUENT, *ENDS),
}
# Two slips of which one makes the other vanish, or that have a name of their own.
_BOTH = (SHARED.name, NO_PHI.name), (FREQUENT[3].name, NO_BIAS.name)
BESIDES: dict[str, tuple[tuple[str, str], ...]] = {
    "r": (),
    "s": ((MINUS.name, NO_Y.name), (HALF.name, NO_Y.name)),
    "p": _BOTH,
    "z": _BOTH,
    "W": _BOTH,
}
ANSWERS = {key: f"sensitivities.{key}" for key in "rspz"} | {"W": "grad_W"}
RIGHTS = {key: _right(key) for key in "rspz"} | {"W": solutions.grad_W}
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    answer: (
        *scaled(RIGHTS[key], known=(-1.0, 0.5)),
        *alone(by(key), NEW[key]),
        *in_pairs(by(key), PAIRED[key], BESIDES[key]),
    )
    for key, answer in ANSWERS.items()
}
