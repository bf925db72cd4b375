"""More mistakes in Section 1 (a) and in the chain rule of (b).

x, a, b: numbers or arrays.  df, g, dg, w: what (b) hands in.
"""

# ruff: noqa: E501 (a row of the catalogue is one line)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks.mistake import Mistake, table
from autograder.checks.slips import scaled


def _array(x: Any) -> np.ndarray:
    return np.asarray(x, float)


def _sum(a: float, m: int, b: float, n: int) -> Callable[[Any], np.ndarray]:
    """a xᵐ + b xⁿ: a term for the path through f, and one for the path through g."""
    return lambda x: a * _array(x) ** m + b * _array(x) ** n


def _factors(term: str, *wrong: tuple[float, int, float, int]) -> tuple[Mistake, ...]:
    name = f"a wrong factor in the path through {term}"
    hint = "Work this path out by itself: outer slope times inner slope. Is each there once?"
    return tuple(Mistake(name, hint, _sum(*terms)) for terms in wrong)


def _powers(term: str, *wrong: tuple[float, int, float, int]) -> tuple[Mistake, ...]:
    name = f"a wrong power in the path through {term}"
    hint = "Count the factors x along this path, one link after the other. How many?"
    return tuple(Mistake(name, hint, _sum(*terms)) for terms in wrong)


def _joined(join: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The gradient of f at g(w) and the slopes of g, joined in some way."""
    return lambda df, g, dg, w: join(np.asarray(df(g(w))), np.asarray(dg(w)))


ASK_RULE = "Which two things does the power rule do?"
ASK_PAIR = "Which slope belongs to which entry, and what joins the products?"
ASK_PATH = "Along one path, what do slopes do?"
ASK_ARGUMENT = "Which of your arguments tells how fast something moves?"
ASK_POINT = "Which vector does f see on the way forward?"

# fmt: off
_DF = table(
    ("the power not lowered, and the factor lost", ASK_RULE, lambda x: _array(x) ** 2 / 2),
    ("the power raised", ASK_RULE, lambda x: 2 * _array(x) ** 3),
    ("the power raised", ASK_RULE, lambda x: _array(x) ** 3),
    ("the exponent added instead of multiplied", ASK_RULE, lambda x: _array(x) + 2),
    ("the rule for x³", "Which power is f?", lambda x: 3 * _array(x) ** 2),
    ("a constant added", "What is the slope of a constant?", lambda x: 2 * _array(x) + 1),
    ("a constant added", "What is the slope of a constant?", lambda x: 2 * _array(x) + 2),
    ("the same everywhere", "Is the curve equally steep everywhere?",
     lambda x: 0 * _array(x) + 1),
    ("the slope of 2ˣ", "Which of the two is the exponent?",
     lambda x: np.log(2) * 2.0 ** _array(x)),
)
_DG = table(
    ("the slope of a steeper line", "When x grows by 0.01, by how much does g grow?",
     lambda x: 0 * _array(x) + 2),
    ("f given for the slope of g", "Which of the two functions is this?",
     lambda x: _array(x) ** 2),
    ("integrated instead of differentiated", "Should the power rise or fall?",
     lambda x: _array(x) ** 2 / 2),
    ("divided by x", "Does it matter where you are on a straight line?",
     lambda x: 1 / _array(x)),
    ("minus g", "Does g rise or fall, and how fast?", lambda x: -_array(x)),
    ("x added to the slope", "Does it matter where you are on a straight line?",
     lambda x: 1 + _array(x)),
)
_DH = table(
    ("wrong signs", "Right of 0, does a square rise or fall?",
     lambda a, b: (-2 * a, -2 * b)),
    ("the second entry with the wrong sign", "Which sign joins the squares in h?",
     lambda a, b: (2 * a, -2 * b)),
    ("the first entry with the wrong sign", "Which sign joins the squares in h?",
     lambda a, b: (-2 * a, 2 * b)),
    ("only one of two entries", "How many inputs has h?", lambda a, b: 2 * a),
    ("only one of two entries", "How many inputs has h?", lambda a, b: 2 * b),
    ("one entry given twice", "Which input moves in the other entry?",
     lambda a, b: (2 * a, 2 * a)),
    ("one entry given twice", "Which input moves in the other entry?",
     lambda a, b: (2 * b, 2 * b)),
    ("h itself", "How fast, not how much?", lambda a, b: a**2 + b**2),
    ("h itself", "How fast, not how much?", lambda a, b: (a**2 + b**2, a**2 + b**2)),
    ("the slopes of a product", "How are the inputs joined in h?", lambda a, b: (b, a)),
    ("the slopes of a product", "How are the inputs joined in h?",
     lambda a, b: (2 * a * b**2, 2 * b * a**2)),
    ("the slopes of a sum", "What happens to each input before they are added?",
     lambda a, b: (1.0, 1.0)),
    ("a factor 2 lost in one entry", "Differentiate both squares alike.",
     lambda a, b: (2 * a, b)),
    ("a factor 2 lost in one entry", "Differentiate both squares alike.",
     lambda a, b: (a, 2 * b)),
    ("the power not lowered", ASK_RULE, lambda a, b: (2 * a**2, 2 * b**2)),
    *(("another factor in one entry", "Differentiate both squares alike.", wrong)
      for wrong in (lambda a, b: (2 * a, 4 * b), lambda a, b: (4 * a, 2 * b),
                    lambda a, b: (2 * a, 3 * b), lambda a, b: (3 * a, 2 * b))),
    *(("one entry without its input", ASK_RULE, wrong)
      for wrong in (lambda a, b: (2 * a, 2 + 0 * b), lambda a, b: (2 + 0 * a, 2 * b),
                    lambda a, b: (2 * a, 1 + 0 * b), lambda a, b: (1 + 0 * a, 2 * b),
                    lambda a, b: (2 * a, 0 * b), lambda a, b: (0 * a, 2 * b))),
    ("a wrong factor", ASK_RULE, lambda a, b: (4 * a, 4 * b)),
    ("a wrong factor", ASK_RULE, lambda a, b: (3 * a, 3 * b)),
    ("differentiated by x, as if the inputs were f and g", "h has two inputs of its own: "
     "does it know what they come from?", lambda a, b: (4 * a**3, 2 * b)),
)
_DL = (
    *_factors("f", (1, 3, 2, 1), (3, 3, 2, 1), (6, 3, 2, 1), (8, 3, 2, 1), (5, 3, 2, 1),
              (12, 3, 2, 1), (16, 3, 2, 1), (-4, 3, 2, 1), (0.5, 3, 2, 1)),
    *_factors("g", (4, 3, 3, 1), (4, 3, 4, 1), (4, 3, 6, 1), (4, 3, 0.5, 1)),
    *_powers("f", (4, 1, 2, 1), (4, 4, 2, 1), (4, 0, 2, 1), (4, 5, 2, 1),
             (2, 1, 2, 1), (2, 5, 2, 1), (1, 4, 2, 1), (6, 2, 2, 1), (6, 5, 2, 1),
             (4, 6, 2, 1), (6, 1, 2, 1), (2, 4, 2, 1), (1, 2, 2, 1), (3, 2, 2, 1)),
    *_powers("g", (4, 3, 2, 2), (4, 3, 2, 0), (4, 3, 1, 0), (4, 3, 1, 2), (4, 3, 2, 3)),
    *table(
        ("the constant factors alone", ASK_RULE, lambda x: 6 + 0 * _array(x)),
        ("outer and inner derivative added", ASK_PATH,
         lambda x: 2 * _array(x) ** 2 + 4 * _array(x) + 1),
        ("outer slopes times all inner slopes", "Does each outer slope still meet its own "
         "inner one?", lambda x: (2 * _array(x) ** 2 + 2 * _array(x)) * (2 * _array(x) + 1)),
        ("the slopes of f and g put into h", "At which point is h's slope taken?",
         lambda x: 4 * _array(x) ** 2 + 1),
        ("the slopes of f and g put into dh", "At which point is h's slope taken?",
         lambda x: 4 * _array(x) + 2),
    ),
)
_TOTAL = table(
    ("g in place of the gradient of f", ASK_ARGUMENT,
     lambda df, g, dg, w: np.dot(g(w), dg(w))),
    ("w in place of the slopes of g", ASK_ARGUMENT,
     lambda df, g, dg, w: np.sum(df(g(w)) * w)),
    ("w in place of the slopes of g", ASK_ARGUMENT,
     lambda df, g, dg, w: np.asarray(df(g(w))) * w),
    ("w in place of the gradient of f", ASK_ARGUMENT,
     lambda df, g, dg, w: np.sum(w * dg(w))),
    ("the gradient of f squared", ASK_PAIR, _joined(lambda f, s: np.sum(f**2))),
    ("the slopes squared", ASK_PAIR, _joined(lambda f, s: np.sum(s**2))),
    ("the slopes counted twice", ASK_PAIR, _joined(lambda f, s: np.sum(f * s**2))),
    ("slopes added instead of multiplied", ASK_PATH, _joined(lambda f, s: np.sum(f + s))),
    ("slopes added instead of multiplied", ASK_PATH, _joined(lambda f, s: f + s)),
    ("slopes subtracted", ASK_PATH, _joined(lambda f, s: np.sum(f - s))),
    ("slopes divided", ASK_PATH, _joined(lambda f, s: np.sum(f / s))),
    ("slopes divided", ASK_PATH, _joined(lambda f, s: np.sum(s / f))),
    ("the last path left out", "Where does your loop end?",
     _joined(lambda f, s: np.dot(f[:-1], s[:-1]))),
    ("the first path left out", "Where does your loop begin?",
     _joined(lambda f, s: np.dot(f[1:], s[1:]))),
    ("the paths paired in reverse", ASK_PAIR, _joined(lambda f, s: np.dot(f, s[::-1]))),
    ("the paths paired with a shift", ASK_PAIR,
     _joined(lambda f, s: np.dot(f, np.roll(s, 1)))),
    ("the paths paired with a shift", ASK_PAIR,
     _joined(lambda f, s: np.dot(f, np.roll(s, -1)))),
    ("the mean of one, times the sum of the other", ASK_PAIR,
     _joined(lambda f, s: np.mean(f) * np.sum(s))),
    ("product of means", ASK_PAIR, _joined(lambda f, s: np.mean(f) * np.mean(s))),
    ("the gradient of f, times all slopes", ASK_PAIR, _joined(lambda f, s: f * np.sum(s))),
    ("the slopes, times all of the gradient", ASK_PAIR,
     _joined(lambda f, s: np.sum(f) * s)),
    ("the mean of the gradient", ASK_PAIR, _joined(lambda f, s: np.mean(f))),
    ("the mean of the slopes", ASK_PAIR, _joined(lambda f, s: np.mean(s))),
    ("the gradient of f itself", "What does w do to each xᵢ?", _joined(lambda f, s: f)),
    ("the slopes of g themselves", "What does each xᵢ do to f?", _joined(lambda f, s: s)),
    ("the slopes of g multiplied", "What do the effects of two paths do where they meet?",
     _joined(lambda f, s: np.prod(s))),
    ("the gradient of f multiplied out", "What do the effects of two paths do where they "
     "meet?", _joined(lambda f, s: np.prod(f))),
    ("all slopes of g in each path", "Does xᵢ depend on every g, or on its own?",
     _joined(lambda f, s: np.sum(f) * np.prod(s))),
    ("the length of the terms", "Are the effects of paths added, or squared first?",
     _joined(lambda f, s: np.sqrt(np.sum((f * s) ** 2)))),
    ("running sums returned", "How many numbers is the derivative?",
     _joined(lambda f, s: np.cumsum(f * s))),
    ("the value of g multiplied in", "Which factor of yours is no slope?",
     lambda df, g, dg, w: np.sum(df(g(w)) * dg(w) * g(w))),
    ("the value of g added", "Which term of yours is no slope?",
     lambda df, g, dg, w: np.sum(df(g(w)) * dg(w) + g(w))),
    ("the gradient of f taken at g(w) times the slopes", ASK_POINT,
     lambda df, g, dg, w: np.dot(df(g(w) * dg(w)), dg(w))),
    ("the gradient of f taken at w g(w)", ASK_POINT,
     lambda df, g, dg, w: np.dot(df(w * g(w)), dg(w))),
    ("the gradient of f taken at 0", ASK_POINT,
     lambda df, g, dg, w: np.dot(df(0 * g(w)), dg(w))),
    ("the gradient of f at the slopes, summed", ASK_POINT,
     lambda df, g, dg, w: np.sum(df(dg(w)))),
    ("the gradient of f at the slopes, times the slopes, not added up", ASK_POINT,
     lambda df, g, dg, w: df(dg(w)) * dg(w)),
    ("slopes taken at the values of g", "Where do the g get their input from?",
     lambda df, g, dg, w: np.dot(df(g(w)), [dg(v)[i] for i, v in enumerate(g(w))])),
    ("slopes taken at 1", "Where do the g get their input from?",
     lambda df, g, dg, w: np.dot(df(g(w)), dg(1.0))),
    ("slopes taken at 0", "Where do the g get their input from?",
     lambda df, g, dg, w: np.dot(df(g(w)), dg(0.0))),
)
# fmt: on

MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "df": (*scaled(solutions.df, known=(-1.0, 0.5)), *_DF),
    "dg": _DG,
    "dh": _DH,
    "dl": (*scaled(solutions.dl, known=(-1.0, 0.5)), *_DL),
    "total_derivative": (*scaled(solutions.total_derivative, known=(-1.0,)), *_TOTAL),
}
