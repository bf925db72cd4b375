"""Section 1 (f): how f changes with each node of the graph.

z = W x + b, p = φ(z), s = Σ p, r = y − s, f = r²; W (n, d), x (d,), b (n,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Questions, RubricLine
from autograder.checks.ask import value_check
from autograder.checks.inputs import Units, units
from autograder.checks.mistakes import (
    Formula,
    Mistake,
    Mutation,
    Recipe,
    pairs,
    scaled,
    singles,
    table_of,
)

UNITS = [units(n, d, seed) for n, d, seed in ((3, 2, 31), (2, 4, 32), (4, 3, 33))]
CHECK = value_check(solutions.sensitivities, UNITS, wrong=feedback.not_followed)

# fmt: off
WRITTEN_OUT: dict[str, tuple[Mistake, ...]] = {
    "r": table_of(Units,
        ("the value instead of the derivative", "That is f. How fast does it change with r?", lambda u: u.r**2),
        ("a factor 2 lost", "Differentiate r² once more.", lambda u: u.r),
        ("a sign from a later link", "Between r and f there is only a square: where would a minus come from?", lambda u: -2 * u.r),
        ("the derivative by itself", "Which node is nudged, and which is watched?", lambda u: 1.0),
        ("y left out of the residual", "What is r?", lambda u: -2 * np.sum(u.p)),
        ("a plus in the residual", "Which sign stands in r = y − s?", lambda u: 2 * (u.y + np.sum(u.p))),
        ("the bias left out", "What exactly goes into φ?", lambda u: 2 * (u.y - np.sum(u.phi(u.W @ u.x)))),
        ("second derivative", "How often did you differentiate?", lambda u: 2.0),
    ),
    "s": table_of(Units,
        ("the minus of y − s forgotten", "When s rises, does r rise or fall?", lambda u: 2 * u.r),
        ("only the local derivative", "That is the link from s to r. What comes after r?", lambda u: -1.0),
        ("the square taken of s", "Which number is squared?", lambda u: -2 * np.sum(u.p)),
        ("the square taken of s", "Which number is squared?", lambda u: 2 * np.sum(u.p)),
        ("a factor 2 lost", "Differentiate r² once more.", lambda u: -u.r),
        ("the value instead of the derivative", "That is s. How fast does f change with it?", lambda u: np.sum(u.p)),
        ("divided among the units", "How many nodes s are there?", lambda u: -2 * u.r / len(u.p)),
    ),
    "p": table_of(Units,
        ("one number for n nodes", "There is p₁ … pₙ. How many numbers is that, even if they agree?", lambda u: -2 * u.r),
        ("the effect divided among the inputs of a sum", "When p₁ alone rises by 0.01, "
         "by how much does s rise?", lambda u: np.full(len(u.p), -2 * u.r / len(u.p))),
        ("the value of the node multiplied in", "A sum passes each change on. Does it ask how large pᵢ is?", lambda u: -2 * u.r * u.p),
        ("only the local derivative", "That is ∂s/∂p. What does the rest of the graph do with s?", lambda u: np.ones(len(u.p))),
        ("the minus of y − s forgotten", "When p₁ rises, does r rise or fall?", lambda u: np.full(len(u.p), 2 * u.r)),
        ("a factor 2 lost", "Differentiate r² once more.", lambda u: np.full(len(u.p), -u.r)),
        ("a residual for each unit", "How many residuals are there?", lambda u: -2 * (u.y - u.p)),
        ("a slope of φ already here", "Does φ lie between p and f?", lambda u: u.back),
        ("the value instead of the derivative", "That is p. How fast does f change with it?", lambda u: u.p),
    ),
    "z": table_of(Units,
        ("φ in place of its slope", "How does p follow z: by its value, or by its slope?", lambda u: -2 * u.r * u.p),
        ("only the local derivative", "That is ∂p/∂z. What arrives from above?", lambda u: u.dphi(u.z)),
        ("the slope taken at p", "At which point was φ evaluated?", lambda u: -2 * u.r * u.dphi(u.p)),
        ("the slope taken without the bias", "What exactly goes into φ?", lambda u: -2 * u.r * u.dphi(u.W @ u.x)),
        ("summed over the units", "Each zᵢ feeds its own pᵢ. Why add them up?", lambda u: np.full(len(u.z), np.sum(u.back))),
        ("one number for n nodes", "How many z are there?", lambda u: np.sum(u.back)),
        ("the minus of y − s forgotten", "When z₁ rises with a rising φ, does r rise or fall?", lambda u: -u.back),
        ("a factor 2 lost", "Differentiate r² once more.", lambda u: u.back / 2),
        ("the slope of φ left out", "What lies between z and p?", lambda u: np.full(len(u.z), -2 * u.r)),
        ("a residual for each unit", "How many residuals are there?", lambda u: -2 * (u.y - u.p) * u.dphi(u.z)),
        ("the value of z multiplied in", "Does z itself stand in the derivative of φ?", lambda u: u.back * u.z),
        ("divided among the units", "Does a sum pass on the whole change of an input, or an n-th of it?", lambda u: u.back / len(u.z)),
    ),
}
# fmt: on

# Mistakes by mutations


class Nodes(NamedTuple):
    """What is computed on a wrong way: z, p (n,), and the numbers s and r."""

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
    "factor": 1.0,
}
Finish = Callable[[Recipe, Units, Nodes], Any]  # from the nodes to the answer
FINISH: dict[str, Finish] = {
    "r": lambda recipe, g, n: -recipe["outer slope"](g, n),
    "s": lambda recipe, g, n: recipe["outer slope"](g, n),
    "p": lambda recipe, g, n: recipe["outer slope"](g, n) * np.ones(len(g.b)),
    "z": lambda recipe, g, n: recipe["outer slope"](g, n) * recipe["slope"](g, n),
}


def by(finish: Finish, right: Recipe = RIGHT) -> Formula:
    """A recipe as a function of the arguments of `sensitivities`."""

    def formula(changes: Recipe) -> Callable[..., Any]:
        recipe = right | changes

        def wrong(*arguments: Any) -> Any:
            g = Units(*arguments)
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
NO_BIAS = Mutation("the bias left out of the way forward", ASK_Z, "z", lambda g: g.W @ g.x)
NO_PHI = Mutation("φ left out of the way forward", ASK_S, "s", lambda g, z, p: np.sum(z))
PLUS = Mutation("a plus in the residual", ASK_R, "r", lambda g, p, s: g.y + s)
SHARED = Mutation("a residual for each unit", "How many residuals are there?", "r", lambda g, p, s: g.y - p)
NO_Y = Mutation("y left out of the residual", ASK_R, "r", lambda g, p, s: -s)
FORWARD = (
    Mutation("the bias subtracted", ASK_Z, "z", lambda g: g.W @ g.x - g.b),
    Mutation("x left out of the way forward", ASK_Z, "z", lambda g: g.b),
    Mutation("the bias multiplied", ASK_Z, "z", lambda g: (g.W @ g.x) * g.b),
    Mutation("x added up without W", ASK_Z, "z", lambda g: np.sum(g.x) + g.b),
    Mutation("W added up without x", ASK_Z, "z", lambda g: np.sum(g.W, axis=1) + g.b),
    Mutation("x in place of z on the way forward", ASK_S, "p", lambda g, z: g.phi(g.x)),
    Mutation("φ applied twice", ASK_S, "p", lambda g, z: g.phi(g.phi(z))),
    Mutation("the slope of φ on the way forward", ASK_S, "p", lambda g, z: g.dphi(z)),
    NO_PHI,
    Mutation("φ after the sum", "Is it a sum of φ, or φ of a sum?", "s", lambda g, z, p: g.phi(np.sum(z))),
    Mutation("a mean in place of the sum", ASK_S, "s", lambda g, z, p: np.mean(p)),
    Mutation("a product in place of the sum", ASK_S, "s", lambda g, z, p: np.prod(p)),
    Mutation("only the first unit", ASK_S, "s", lambda g, z, p: p[0]),
    Mutation("only the last unit", ASK_S, "s", lambda g, z, p: p[-1]),
    Mutation("the outputs squared before the sum", ASK_S, "s", lambda g, z, p: np.sum(p**2)),
    Mutation("x added up in place of p", ASK_S, "s", lambda g, z, p: np.sum(g.x)),
    Mutation("b added up in place of p", ASK_S, "s", lambda g, z, p: np.sum(g.b)),
    Mutation("only y in the residual", ASK_R, "r", lambda g, p, s: g.y),
    Mutation("the residuals of the units added up", "How many residuals are there, and how "
             "often does y count?", "r", lambda g, p, s: np.sum(g.y - p)),
    Mutation("the residual squared once too often", ASK_SQUARE, "r", lambda g, p, s: (g.y - s) ** 2),
)
AT_B = Mutation("b in place of z on the way forward", ASK_S, "p", lambda g, z: g.phi(g.b))
OUTSIDE = (
    Mutation("the residual left out", ASK_SQUARE, "outer slope", lambda g, n: -2.0),
    Mutation("the residual left out, and the 2", ASK_SQUARE, "outer slope", lambda g, n: -1.0),
    Mutation("the residual left out, and the minus", ASK_SQUARE, "outer slope", lambda g, n: 2.0),
    Mutation("1 in place of all that comes after", "What does the rest of the graph do?", "outer slope", lambda g, n: 1.0),
)
SLOPES = (
    Mutation("the slope of φ taken at x", ASK_POINT, "slope", lambda g, n: g.dphi(g.x)),
    Mutation("the slope of φ taken at b", ASK_POINT, "slope", lambda g, n: g.dphi(g.b)),
    Mutation("the slope of φ taken at r", ASK_POINT, "slope", lambda g, n: g.dphi(n.r)),
    Mutation("the slope of φ taken at s", ASK_POINT, "slope", lambda g, n: g.dphi(n.s)),
    Mutation("the slope of φ squared", ASK_SLOPE, "slope", lambda g, n: g.dphi(n.z) ** 2),
    Mutation("z in place of the slope of φ", ASK_SLOPE, "slope", lambda g, n: n.z),
    Mutation("x in place of the slope of φ", ASK_SLOPE, "slope", lambda g, n: g.x),
    Mutation("b in place of the slope of φ", ASK_SLOPE, "slope", lambda g, n: g.b),
    Mutation("the value of φ multiplied in", ASK_SLOPE, "slope", lambda g, n: n.p * g.dphi(n.z)),
    Mutation("divided by the slope of φ", ASK_SLOPE, "slope", lambda g, n: 1 / g.dphi(n.z)),
)

# Frequent ones, which go in pairs as well.
MINUS = Mutation("the minus of y − s forgotten", "When s rises, does r rise or fall?", "factor", -1.0)
HALF = Mutation("a factor 2 lost", "Differentiate r² once more.", "factor", 0.5)
FREQUENT = (
    Mutation("the slope of φ left out", ASK_SLOPE, "slope", lambda g, n: np.ones(len(g.b))),
    Mutation("φ in place of its slope", ASK_SLOPE, "slope", lambda g, n: n.p),
    Mutation("the slope taken at p", ASK_POINT, "slope", lambda g, n: g.dphi(n.p)),
    Mutation("the slope taken without the bias", ASK_POINT, "slope", lambda g, n: g.dphi(g.W @ g.x)),
)
ENDS = (MINUS, HALF, SHARED, NO_Y, PLUS, NO_BIAS, NO_PHI)
# fmt: on

# The ways forward that are not yet among the mistakes written out for the key.
NEW: dict[str, tuple[Mutation, ...]] = {
    "r": FORWARD,
    "s": (*FORWARD, NO_BIAS, PLUS, SHARED, OUTSIDE[0], OUTSIDE[2]),
    "p": (*FORWARD, NO_BIAS, PLUS, NO_Y, *OUTSIDE[:3]),
    "z": (*FORWARD, AT_B, NO_BIAS, PLUS, NO_Y, *OUTSIDE[:3], *SLOPES),
}
PAIRED: dict[str, tuple[Mutation, ...]] = {
    "r": (MINUS, HALF, NO_Y, PLUS, NO_BIAS, NO_PHI),
    "s": (MINUS, HALF, NO_Y, PLUS, NO_BIAS, NO_PHI),
    "p": ENDS,
    "z": (*FREQUENT, *ENDS),
}
# Two mutations of which one makes the other vanish, or that have a name of their own.
BOTH = (SHARED.name, NO_PHI.name), (FREQUENT[3].name, NO_BIAS.name)
EXCLUDE: dict[str, tuple[tuple[str, str], ...]] = {
    "r": (),
    "s": ((MINUS.name, NO_Y.name), (HALF.name, NO_Y.name)),
    "p": BOTH,
    "z": BOTH,
}


def _mistakes(key: str) -> tuple[Mistake, ...]:
    def right(*arguments: Any) -> np.ndarray:
        return np.asarray(solutions.sensitivities(*arguments)[key])

    return (
        *WRITTEN_OUT[key],
        *scaled(right, exclude=(-1.0, 0.5)),
        *singles(by(FINISH[key]), NEW[key]),
        *pairs(by(FINISH[key]), PAIRED[key], EXCLUDE[key]),
    )


_F = "Draw z, p, s, r and f in a row. Which nodes come after the one you nudge?"
# fmt: off
HINTS = {
    "r": ("Only one operation lies between r and f.", "f = r²: return its slope at this r."),
    "s": ("s reaches f through r. How does r answer when s rises?", "(slope of r² at r) * (how r moves with s)"),
    "p": ("A sum hands on a change of any input unchanged.", "Each of the n entries is the number you have for s."),
    "z": ("Between z and p lies φ; its slope is handed in.", "(what you have for p) * dphi(at which point?)"),
}
# fmt: on
QUESTIONS: Questions = {
    "q1f": tuple(
        Answer(f"sensitivities.{key}", CHECK, _mistakes(key), (_F, *hints), key)
        for key, hints in HINTS.items()
    ),
}

# For the answer key: the sweep through the graph of this part, with numbers.
SWEEPS = {
    "s1f": """\
# The gradients of the engine at r, s, p1, p2, z1, z2 are the sensitivities
values = {"x": [1.0, -2.0], "y": 1.0, "b1": 0.5, "b2": 0.0}
values |= {"w1": [1.0, 0.5], "w2": [0.0, -0.5]}
for step in solutions.explain(solutions.computation_graph(2), values):
    if step.phase == "backward" and step.node[0] in "rspz":
        print(step)""",
}

# What graders look for in the written answer, and comments to use again.
# fmt: off
RUBRIC = {
    "q1f_discussion": (
        RubricLine("F1", 1, "You say it is a rate, at this point, for small changes."),
        RubricLine("F2", 1, "You see that a sum passes each change on unchanged."),
        RubricLine("F3", 1, "You tell a flat place from a missing connection."),
        RubricLine("F4", 0, "A large value is not a large derivative: which is asked?"),
        RubricLine("F5", 0, "Which of the two is nudged, and which is watched?"),
        RubricLine("F6", 0, "What comes after the next operation?"),
        RubricLine("F7", 0, "By 3, for a step of what size?"),
    ),
}
# fmt: on
