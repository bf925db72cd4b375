"""Section 1 (f): how f changes with each node of the graph.

z = W x + b, p = φ(z), s = Σ p, r = y − s, f = r²; W (n, d), x (d,), b (n,).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Check, Questions, RubricLine
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


def _check(key: str) -> Check:
    """The check of one key; the derivative of φ is part of z's only."""
    advice = feedback.wrong_derivative if key == "z" else feedback.wrong_value
    return value_check(solutions.sensitivities, UNITS, wrong=advice)


# fmt: off
WRITTEN_OUT: dict[str, tuple[Mistake, ...]] = {
    "r": table_of(Units,
        ("the value is returned instead of the derivative", "You return f itself. Return how fast f changes with r.", lambda u: u.r**2),
        ("a factor of 2 is missing", "Differentiate r² step by step. Which factor do you get?", lambda u: u.r),
        ("the minus of y − s is included", "Only a square is between r and f. Where does your minus sign come from?", lambda u: -2 * u.r),
        ("the derivative of r with respect to itself is returned", "You change r a little. Which quantity do you watch?", lambda u: 1.0),
        ("y is missing from the residual", "How does the question define r? Compare with your code.", lambda u: -2 * np.sum(u.p)),
        ("the residual has a plus instead of a minus", "Check the sign in r = y − s.", lambda u: 2 * (u.y + np.sum(u.p))),
        ("the bias is missing", "Print z and compare it with the question: which expression is the input of φ?", lambda u: 2 * (u.y - np.sum(u.phi(u.W @ u.x)))),
        ("the second derivative is returned", "Count how often you differentiated. One time is enough.", lambda u: 2.0),
    ),
    "s": table_of(Units,
        ("the minus of y − s is missing", "When s rises, does r rise or fall?", lambda u: 2 * u.r),
        ("only the local derivative is returned", "You have ∂r/∂s. How does f change with r?", lambda u: -1.0),
        ("s is squared instead of the residual", "Which quantity does the square apply to: s, or r?", lambda u: -2 * np.sum(u.p)),
        ("s is squared instead of the residual", "Which quantity does the square apply to: s, or r?", lambda u: 2 * np.sum(u.p)),
        ("a factor of 2 is missing", "Differentiate r² step by step. Which factor do you get?", lambda u: -u.r),
        ("the value is returned instead of the derivative", "You return s itself. Return how fast f changes with s.", lambda u: np.sum(u.p)),
        ("the result is divided by the number of units", "There is only one node s. Check where you divide by n.", lambda u: -2 * u.r / len(u.p)),
    ),
    "p": table_of(Units,
        ("one number is returned for n nodes", "The nodes are p₁, …, pₙ. Return n numbers, even if they are all equal.", lambda u: -2 * u.r),
        ("the effect is divided among the inputs of the sum", "If only p₁ rises by 0.01, by how much does s rise?", lambda u: np.full(len(u.p), -2 * u.r / len(u.p))),
        ("the value of p is multiplied in", "A sum passes each change on unchanged. Does the size of pᵢ matter?", lambda u: -2 * u.r * u.p),
        ("only the local derivative is returned", "You have ∂s/∂p. How does f change with s?", lambda u: np.ones(len(u.p))),
        ("the minus of y − s is missing", "When p₁ rises, does r rise or fall?", lambda u: np.full(len(u.p), 2 * u.r)),
        ("a factor of 2 is missing", "Differentiate r² step by step. Which factor do you get?", lambda u: np.full(len(u.p), -u.r)),
        ("each unit has its own residual", "How many residuals does the formula have? Compare the shape of your r.", lambda u: -2 * (u.y - u.p)),
        ("the derivative of φ is already included", "Is φ between p and f? Only the steps after p need a factor.", lambda u: u.back),
        ("the value is returned instead of the derivative", "You return p itself. Return how fast f changes with each pᵢ.", lambda u: u.p),
    ),
    "z": table_of(Units,
        ("φ is used instead of its derivative", "How does p change with z: by the value of φ, or by its derivative?", lambda u: -2 * u.r * u.p),
        ("only the local derivative is returned", "You have ∂p/∂z. How does f change with p?", lambda u: u.dphi(u.z)),
        ("the derivative of φ is taken at p", "At which point does the forward pass evaluate φ? Call `dphi` at the same point.", lambda u: -2 * u.r * u.dphi(u.p)),
        ("the derivative of φ is taken without the bias", "Print z and compare it with the question: which expression is the input of φ?", lambda u: -2 * u.r * u.dphi(u.W @ u.x)),
        ("the results of all units are added up", "Each zᵢ changes only its own pᵢ. Return one number for each unit.", lambda u: np.full(len(u.z), np.sum(u.back))),
        ("one number is returned for n nodes", "How many nodes z are there? Return one number for each.", lambda u: np.sum(u.back)),
        ("the minus of y − s is missing", "When z₁ and φ(z₁) rise, does r rise or fall?", lambda u: -u.back),
        ("a factor of 2 is missing", "Differentiate r² step by step. Which factor do you get?", lambda u: u.back / 2),
        ("the derivative of φ is missing", "Which function is between z and p? Its derivative is one of your factors.", lambda u: np.full(len(u.z), -2 * u.r)),
        ("each unit has its own residual", "How many residuals does the formula have? Compare the shape of your r.", lambda u: -2 * (u.y - u.p) * u.dphi(u.z)),
        ("the value of z is multiplied in", "How does φ(z) change with z? Is z itself one of the factors?", lambda u: u.back * u.z),
        ("the result is divided by the number of units", "When one input of a sum changes by 0.01, by how much does the sum change?", lambda u: u.back / len(u.z)),
    ),
}
# fmt: on

# Mistakes made of mutations


class Nodes(NamedTuple):
    """Intermediate results of a wrong formula: z, p (n,), and the numbers s and r."""

    z: np.ndarray
    p: np.ndarray
    s: Any
    r: Any


RIGHT: Recipe = {
    "z": lambda g: g.W @ g.x + g.b,
    "p": lambda g, z: g.phi(z),
    "s": lambda g, z, p: np.sum(p),
    "r": lambda g, p, s: g.y - s,
    "outer derivative": lambda g, n: -2 * n.r,
    "derivative": lambda g, n: g.dphi(n.z),
    "factor": 1.0,
}
Finish = Callable[[Recipe, Units, Nodes], Any]  # computes the answer from the nodes
FINISH: dict[str, Finish] = {
    "r": lambda recipe, g, n: -recipe["outer derivative"](g, n),
    "s": lambda recipe, g, n: recipe["outer derivative"](g, n),
    "p": lambda recipe, g, n: recipe["outer derivative"](g, n) * np.ones(len(g.b)),
    "z": lambda recipe, g, n: (
        recipe["outer derivative"](g, n) * recipe["derivative"](g, n)
    ),
}


def formula_from(finish: Finish, right: Recipe = RIGHT) -> Formula:
    """Turn a recipe into a function of the arguments of `sensitivities`."""

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


ASK_Z = "Print z and compare it with the question: which expression is the input of φ?"
ASK_S = (
    "Print s and compare it with the question: which values are added, and how often?"
)
ASK_R = "Print r and compare it with its definition in the question."
ASK_POINT = (
    "At which point does the forward pass evaluate φ? Call `dphi` at the same point."
)
ASK_DERIVATIVE = (
    "Which function is between z and p? How does its output change with its input?"
)
ASK_SQUARE = "Which quantity is squared, and what is the derivative of that square?"

# fmt: off
NO_BIAS = Mutation("the bias is missing in the forward pass", ASK_Z, "z", lambda g: g.W @ g.x)
NO_PHI = Mutation("φ is missing in the forward pass", ASK_S, "s", lambda g, z, p: np.sum(z))
PLUS = Mutation("the residual has a plus instead of a minus", ASK_R, "r", lambda g, p, s: g.y + s)
PER_UNIT = Mutation("each unit has its own residual", "How many residuals does the formula have? Compare the shape of your r.", "r", lambda g, p, s: g.y - p)
NO_Y = Mutation("y is missing from the residual", ASK_R, "r", lambda g, p, s: -s)
FORWARD = (
    Mutation("the bias is subtracted instead of added", ASK_Z, "z", lambda g: g.W @ g.x - g.b),
    Mutation("x is missing in the forward pass", ASK_Z, "z", lambda g: g.b),
    Mutation("the bias is multiplied instead of added", ASK_Z, "z", lambda g: (g.W @ g.x) * g.b),
    Mutation("the entries of x are added without W", ASK_Z, "z", lambda g: np.sum(g.x) + g.b),
    Mutation("the entries of W are added without x", ASK_Z, "z", lambda g: np.sum(g.W, axis=1) + g.b),
    Mutation("φ is applied to x instead of z", ASK_S, "p", lambda g, z: g.phi(g.x)),
    Mutation("φ is applied twice", ASK_S, "p", lambda g, z: g.phi(g.phi(z))),
    Mutation("the derivative of φ is used in the forward pass", ASK_S, "p", lambda g, z: g.dphi(z)),
    NO_PHI,
    Mutation("φ is applied after the sum", "Is it a sum of φ values, or φ of a sum? Check the order of your steps.", "s", lambda g, z, p: g.phi(np.sum(z))),
    Mutation("a mean is used instead of the sum", ASK_S, "s", lambda g, z, p: np.mean(p)),
    Mutation("a product is used instead of the sum", ASK_S, "s", lambda g, z, p: np.prod(p)),
    Mutation("the sum contains only the first unit", ASK_S, "s", lambda g, z, p: p[0]),
    Mutation("the sum contains only the last unit", ASK_S, "s", lambda g, z, p: p[-1]),
    Mutation("the outputs are squared before the sum", ASK_S, "s", lambda g, z, p: np.sum(p**2)),
    Mutation("the entries of x are added instead of p", ASK_S, "s", lambda g, z, p: np.sum(g.x)),
    Mutation("the entries of b are added instead of p", ASK_S, "s", lambda g, z, p: np.sum(g.b)),
    Mutation("y is used instead of the residual", ASK_R, "r", lambda g, p, s: g.y),
    Mutation("the residuals of all units are added up", "How many residuals does the formula have, and how often does it use y?", "r", lambda g, p, s: np.sum(g.y - p)),
    Mutation("the residual is squared one time too many", ASK_SQUARE, "r", lambda g, p, s: (g.y - s) ** 2),
)
AT_B = Mutation("φ is applied to b instead of z", ASK_S, "p", lambda g, z: g.phi(g.b))
OUTER = (
    Mutation("the residual is missing", ASK_SQUARE, "outer derivative", lambda g, n: -2.0),
    Mutation("the residual and the factor of 2 are missing", ASK_SQUARE, "outer derivative", lambda g, n: -1.0),
    Mutation("the residual and the minus sign are missing", ASK_SQUARE, "outer derivative", lambda g, n: 2.0),
    Mutation("all later factors are missing", "How does f change with p? That factor belongs in your answer too.", "outer derivative", lambda g, n: 1.0),
)
DERIVATIVES = (
    Mutation("the derivative of φ is taken at x", ASK_POINT, "derivative", lambda g, n: g.dphi(g.x)),
    Mutation("the derivative of φ is taken at b", ASK_POINT, "derivative", lambda g, n: g.dphi(g.b)),
    Mutation("the derivative of φ is taken at r", ASK_POINT, "derivative", lambda g, n: g.dphi(n.r)),
    Mutation("the derivative of φ is taken at s", ASK_POINT, "derivative", lambda g, n: g.dphi(n.s)),
    Mutation("the derivative of φ is squared", ASK_DERIVATIVE, "derivative", lambda g, n: g.dphi(n.z) ** 2),
    Mutation("z is used instead of the derivative of φ", ASK_DERIVATIVE, "derivative", lambda g, n: n.z),
    Mutation("x is used instead of the derivative of φ", ASK_DERIVATIVE, "derivative", lambda g, n: g.x),
    Mutation("b is used instead of the derivative of φ", ASK_DERIVATIVE, "derivative", lambda g, n: g.b),
    Mutation("φ is multiplied in as an extra factor", ASK_DERIVATIVE, "derivative", lambda g, n: n.p * g.dphi(n.z)),
    Mutation("the result is divided by the derivative of φ", ASK_DERIVATIVE, "derivative", lambda g, n: 1 / g.dphi(n.z)),
)

# Frequent mutations. They are also combined in pairs.
MINUS = Mutation("the minus of y − s is missing", "When s rises, does r rise or fall?", "factor", -1.0)
HALF = Mutation("a factor of 2 is missing", "Differentiate r² step by step. Which factor do you get?", "factor", 0.5)
FREQUENT = (
    Mutation("the derivative of φ is missing", ASK_DERIVATIVE, "derivative", lambda g, n: np.ones(len(g.b))),
    Mutation("φ is used instead of its derivative", ASK_DERIVATIVE, "derivative", lambda g, n: n.p),
    Mutation("the derivative of φ is taken at p", ASK_POINT, "derivative", lambda g, n: g.dphi(n.p)),
    Mutation("the derivative of φ is taken without the bias", ASK_POINT, "derivative", lambda g, n: g.dphi(g.W @ g.x)),
)
ENDS = (MINUS, HALF, PER_UNIT, NO_Y, PLUS, NO_BIAS, NO_PHI)
# fmt: on

# Mutations that WRITTEN_OUT does not contain for this key.
MORE_SINGLES: dict[str, tuple[Mutation, ...]] = {
    "r": FORWARD,
    "s": (*FORWARD, NO_BIAS, PLUS, PER_UNIT, OUTER[0], OUTER[2]),
    "p": (*FORWARD, NO_BIAS, PLUS, NO_Y, *OUTER[:3]),
    "z": (*FORWARD, AT_B, NO_BIAS, PLUS, NO_Y, *OUTER[:3], *DERIVATIVES),
}
PAIRED: dict[str, tuple[Mutation, ...]] = {
    "r": (MINUS, HALF, NO_Y, PLUS, NO_BIAS, NO_PHI),
    "s": (MINUS, HALF, NO_Y, PLUS, NO_BIAS, NO_PHI),
    "p": ENDS,
    "z": (*FREQUENT, *ENDS),
}
# Pairs in which one mutation hides the other, or that have their own name.
HIDDEN_PAIRS = (PER_UNIT.name, NO_PHI.name), (FREQUENT[3].name, NO_BIAS.name)
EXCLUDE: dict[str, tuple[tuple[str, str], ...]] = {
    "r": (),
    "s": ((MINUS.name, NO_Y.name), (HALF.name, NO_Y.name)),
    "p": HIDDEN_PAIRS,
    "z": HIDDEN_PAIRS,
}


def _mistakes(key: str) -> tuple[Mistake, ...]:
    def right(*arguments: Any) -> np.ndarray:
        return np.asarray(solutions.sensitivities(*arguments)[key])

    return (
        *WRITTEN_OUT[key],
        *scaled(right, exclude=(-1.0, 0.5)),
        *singles(formula_from(FINISH[key]), MORE_SINGLES[key]),
        *pairs(formula_from(FINISH[key]), PAIRED[key], EXCLUDE[key]),
    )


_F = "Draw the nodes z, p, s, r and f in a row. Which nodes come after the one that you change?"
# fmt: off
HINTS = {
    "r": ("Only one operation is between r and f.", "f = r²: return its derivative at this r."),
    "s": ("s reaches f through r. How does r change when s rises?", "(derivative of r² with respect to r) * (how r changes with s)"),
    "p": ("A sum passes a change of any input on unchanged.", "Each of the n entries is the number that you have for s."),
    "z": ("The function φ is between z and p. Its derivative is the argument `dphi`.", "(what you have for p) * dphi(at which point?)"),
}
# fmt: on
QUESTIONS: Questions = {
    "q1f": tuple(
        Answer(f"sensitivities.{key}", _check(key), _mistakes(key), (_F, *hints), key)
        for key, hints in HINTS.items()
    ),
}

# Printed in the answer key: the backward sweep with numbers.
SWEEPS = {
    "s1f": """\
# The cotangents of r, s, p1, p2, z1 and z2 are the sensitivities.
values = {"x": [1.0, -2.0], "y": 1.0, "b1": 0.5, "b2": 0.0}
values |= {"w1": [1.0, 0.5], "w2": [0.0, -0.5]}
for step in solutions.explain(solutions.computation_graph(2), values):
    if step.phase == "backward" and step.node[0] in "rspz":
        print(step)""",
}

# What graders look for in the written answer, and comments on frequent mistakes.
# fmt: off
RUBRIC = {
    "q1f_discussion": (
        RubricLine("F1", 1, "You say that it is a rate of change, at this point and for small changes."),
        RubricLine("F2", 1, "You see that a sum passes each change on unchanged."),
        RubricLine("F3", 1, "You distinguish a derivative of 0 from a missing connection."),
        RubricLine("F4", 0, "A large value does not mean a large derivative. Which of the two does the question ask for?"),
        RubricLine("F5", 0, "Which of the two quantities do you change, and which one do you watch?"),
        RubricLine("F6", 0, "Your answer ends after the next operation. Which steps come after it?"),
        RubricLine("F7", 0, "f changes by 3 for a step of what size?"),
    ),
}
# fmt: on
