"""Mistakes in Section 1 (a), the chain rule of (b), and the exponents of (e).

x: a number.  df, g, dg: the functions that (b) hands in; w: a number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks.mistake import Mistake, table

VALUE = "the function itself instead of its derivative"
H = 1e-6


def _at_w(df: Any, g: Any, dg: Any, w: Any) -> Any:
    return np.dot(df(np.full(len(g(w)), w)), dg(w))


def _estimated(df: Any, g: Any, dg: Any, w: Any) -> Any:
    return np.dot(df(g(w)), (g(w + H) - g(w - H)) / (2 * H))


def _terms(df: Any, g: Any, dg: Any, w: Any) -> np.ndarray:
    return np.asarray(df(g(w))) * np.asarray(dg(w))


# fmt: off
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "df": table(
        (VALUE, "How high is the curve, and how fast does it rise: which is asked?",
         lambda x: x**2),
        ("the power rule applied twice", "Is the curve equally steep everywhere?",
         lambda x: 2 + 0 * x),
        ("the factor of the power rule lost", "From 3 to 3.01, by how much does x² grow?",
         lambda x: 1 * x),
        ("the power not lowered", "What happens to the exponent in the power rule?",
         lambda x: 2 * x**2),
        ("base and exponent exchanged", "Which of the two is the exponent, and does "
         "Python write powers with ^ or with **?", lambda x: 2.0**x),
        ("integrated instead of differentiated", "Should the power rise or fall?",
         lambda x: x**3 / 3),
        ("wrong sign", "Right of 0, does the curve rise or fall?", lambda x: -2 * x),
    ),
    "dg": table(
        (VALUE, "When x grows by 0.01, by how much does g grow; does it matter where?",
         lambda x: 1 * x),
        ("the variable taken for a constant", "Is the graph of g flat?", lambda x: 0 * x),
        ("the derivative of f given for g", "Which of the two functions is this?",
         lambda x: 2 * x),
        ("wrong sign", "Does g rise or fall?", lambda x: -1 + 0 * x),
    ),
    "dh": table(
        ("the two partial derivatives added up", "There are two inputs to nudge, one at "
         "a time: how many answers does that give?", lambda a, b: 2 * a + 2 * b),
        ("the two partial derivatives exchanged", "Hold the second input and move the "
         "first: which of the two must the first entry speak of?",
         lambda a, b: (2 * b, 2 * a)),
        ("the other input not held fixed", "What is the derivative of a term in which "
         "the moving input does not occur?", lambda a, b: (2 * a + b**2, a**2 + 2 * b)),
        (VALUE, "That is how large the terms are. How fast do they change?",
         lambda a, b: (a**2, b**2)),
        ("a factor 2 lost", "Differentiate one square once more, slowly.",
         lambda a, b: (1 * a, 1 * b)),
        ("second derivatives", "How often did you differentiate?",
         lambda a, b: (2.0, 2.0)),
        ("both inputs in both entries", "Which input moves in the first entry, and "
         "which one stands still?", lambda a, b: (2 * a + 2 * b, 2 * a + 2 * b)),
    ),
    "dl": table(
        ("the path through g left out", "Along how many ways does x reach h?",
         lambda x: 4 * x**3),
        ("the path through f left out", "Along how many ways does x reach h?",
         lambda x: 2 * x),
        ("inner derivatives left out", "h reacts to its inputs; how fast do these inputs "
         "move when x moves?", lambda x: 2 * x**2 + 2 * x),
        ("outer derivative taken at x", "For x = 3, which number does h get as its "
         "first input?", lambda x: 4 * x**2 + 2 * x),
        ("paths multiplied", "Along a path effects multiply. What do the effects of two "
         "paths do where they meet?", lambda x: 8 * x**4),
        (VALUE, "You have ℓ itself. How fast does it change?", lambda x: x**4 + x**2),
        ("the outer function left out", "If h were another function, would your answer "
         "change?", lambda x: 2 * x + 1),
        ("a factor 2 lost in the path through g", "Check the term of one path with "
         "pencil: which square was differentiated in a hurry?", lambda x: 4 * x**3 + x),
        ("a factor 2 lost in the path through f", "Check the term of one path with "
         "pencil: which factor is missing?", lambda x: 2 * x**3 + 2 * x),
        ("one term per path, not joined", "ℓ has one input and one output, so how many "
         "numbers is its derivative?", lambda x: (4 * x**3, 2 * x)),
        ("second derivative", "How often did you differentiate?",
         lambda x: 12 * x**2 + 2),
        ("paths subtracted", "Why would what comes along the second path be taken away?",
         lambda x: 4 * x**3 - 2 * x),
        ("wrong sign", "For a large x, does ℓ rise or fall?",
         lambda x: -4 * x**3 - 2 * x),
        ("halved", "Is there a ½ in this function?", lambda x: 2 * x**3 + x),
        ("the power not lowered", "What does the power rule do to the exponent?",
         lambda x: 4 * x**4 + 2 * x**2),
    ),
    "total_derivative": table(
        ("inner derivatives left out", "If no g moved at all, what would have to come "
         "out; what comes out of yours?", lambda df, g, dg, w: np.sum(df(g(w)))),
        ("the gradient of f left out", "Should a steep f and a flat f give the same?",
         lambda df, g, dg, w: np.sum(dg(w))),
        ("terms not added up", "One number w goes in and one number f comes out: how "
         "many numbers is the derivative?", _terms),
        ("product of sums instead of sum of products", "Does each ∂f/∂xᵢ still meet its "
         "own gᵢ′?", lambda df, g, dg, w: np.sum(df(g(w))) * np.sum(dg(w))),
        ("paths multiplied", "If one path is dead, must the others stop counting?",
         lambda df, g, dg, w: np.prod(_terms(df, g, dg, w))),
        ("g and dg exchanged", "At which point is f evaluated on the way forward?",
         lambda df, g, dg, w: np.dot(df(dg(w)), g(w))),
        ("the gradient of f taken at w", "Does f ever see w itself?", _at_w),
        ("mean instead of sum", "Twice as many equal paths: the same effect?",
         lambda df, g, dg, w: np.mean(_terms(df, g, dg, w))),
        ("only the first path", "How many inputs of f move when w moves?",
         lambda df, g, dg, w: _terms(df, g, dg, w)[0]),
        ("only the last path", "How many inputs of f move when w moves?",
         lambda df, g, dg, w: _terms(df, g, dg, w)[-1]),
        ("the value of g in place of its slope", "Does a path count by how large g is, "
         "or by how fast it moves?", lambda df, g, dg, w: np.dot(df(g(w)), g(w))),
        ("slopes estimated although they are handed in", "Which of your arguments tells "
         "how fast g moves?", _estimated),
        ("the gradient of f taken at the slopes", "At which point is f evaluated on the "
         "way forward?", lambda df, g, dg, w: np.dot(df(dg(w)), dg(w))),
        ("wrong sign", "Where does a minus stand in the question?",
         lambda df, g, dg, w: -np.sum(_terms(df, g, dg, w))),
        ("multiplied by w as well", "Which factor of yours is no slope?",
         lambda df, g, dg, w: w * np.sum(_terms(df, g, dg, w))),
        ("all pairs instead of matching ones", "Which slope belongs to which entry?",
         lambda df, g, dg, w: np.outer(df(g(w)), dg(w))),
    ),
    "analytic_exponent": table(
        ("a vector taken for a matrix", "What goes backwards through the layers: a "
         "matrix or a vector? What does one product with it cost?", lambda: 3),
        ("the size of the answer left out", "How many numbers must at least be written "
         "down?", lambda: 1),
        ("the two exponents exchanged", "Which way computes the whole loss again and "
         "again?", lambda: 4),
    ),
    "numerical_exponent": table(
        ("one evaluation counted", "How many entries have to be nudged?", lambda: 2),
        ("a loss counted too cheap", "What does one pass through two d×d matrices cost?",
         lambda: 3),
        ("a vector taken for a matrix", "Is one pass a matrix times a matrix, or a "
         "matrix times a vector?", lambda: 5),
    ),
}
# fmt: on
