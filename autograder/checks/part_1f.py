"""Section 1 (f): how f changes with each node of the graph.

z = W x + b, p = φ(z), s = Σ p, r = y − s, f = r²; W (n, d), x (d,), b (n,).
"""

from __future__ import annotations

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Check, Questions
from autograder.checks.ask import value_check
from autograder.checks.inputs import Units, units, with_zeros, without_input
from autograder.mutations.mistakes import Mistakes
from autograder.mutations.programs import Line, Program, choice


def with_residual(residual: float, like: Units) -> Units:
    """The same case with a target for which the residual r is this number."""
    return like._replace(y=float(like.s) + residual)


# Generic cases, in which r is positive; n = 1, d = 1, entries that are 0, and
# residuals that are negative, large (a difference quotient loses its digits there),
# tiny and 0.
CASES = [units(n, d, seed) for n, d, seed in ((3, 2, 31), (2, 4, 32), (4, 3, 33))]
CASES += [units(1, 3, 34), with_residual(-1.3, units(3, 1, 35))]
CASES += [with_zeros(units(3, 3, 37)), without_input(units(3, 2, 38))]
CASES += [with_residual(r, units(2, 2, 36)) for r in (-4e4, 4e4, 3e-7, 0.0)]

PATH = "Multiply by all the steps that come after this one, up to f."

# The correct answer, line by line; (g) goes on from these lines.
# fmt: off
OF_R = (
    Line("a", "W @ x", "Compare your W x with the question.", "W x"),
    Line("z", "a + b", "Print z and compare it with W x + b.", choices=(
        choice("the bias is multiplied instead of added", "a * b", frequent=False),
        choice("W is added up without x", "np.sum(W, axis=1) + b", frequent=False),
    )),
    Line("p", "phi(z)", "φ is applied once, to z = W x + b: print its input."),
    Line("s", "np.sum(p)", "s is the sum of the p of all units: print it.", choices=(
        choice("φ is applied after the sum", "phi(np.sum(z))", "Is the formula a sum of φ or φ of a sum?"),
    )),
    Line("r", "y - s", "Compare your r with r = y − s from the question.", choices=(
        choice("each unit has its own residual", "y - p", "There is one residual for all units: r is one number."),
        choice("the residuals of the units are added up", "np.sum(y - p)", "y counts once, not once for each unit."),
        choice("the absolute value of r is used", "np.abs(y - s)", "r can be negative, and then so is its derivative: keep the sign.", False),
        choice("a negative r is replaced by 0", "np.maximum(y - s, 0)", "r can be negative: keep it as it is.", False),
        choice("the residual is squared once too often", "(y - s) ** 2", "f = r² contains one square. What is left of it after differentiating?"),
    )),
    Line("dr", "2 * r", "f = r²: differentiate the square, and evaluate it at r.", "∂f/∂r", (
        choice("only the factor 2 of ∂f/∂r is left", "2 + 0 * r"),
        choice("f is returned instead of its derivative", "r ** 2", "How fast does f change with r?"),
        choice("y is returned instead of a derivative", "y + 0 * r", "How fast does f change with r? Compare it with y itself.", False),
        choice("the minus sign of r = y − s is used too early", "-2 * r", "Between f and r there is only a square: no minus sign."),
        choice("only the local derivative of the next step is used", "1 + 0 * r", PATH),
    )),
)
OF_S = (
    Line("ds", "-dr", "r = y − s: if s rises by 0.01, what does r do?", "∂f/∂s", (
        choice("the minus sign of y − s is missing", "dr"),
        choice("only the local derivative of r = y − s is used", "-1 + 0 * r", PATH),
        choice("the value of s is used instead of a derivative", "s", "How fast does f change with s? Compare it with s itself."),
        choice("s is squared instead of r", "-2 * s", "f = r²: the number that is squared is r.", False),
        choice("s is squared instead of r, and the minus sign is missing", "2 * s", "f = r²: the number that is squared is r.", False),
    )),
)
OF_P = (
    Line("dp", "ds + 0 * p", "s is a sum: if p₁ rises by 0.01, by how much does s rise?", "∂f/∂p", (
        choice("one number is returned instead of one for each unit", "ds", "p has n entries, so ∂f/∂p has n entries, even if they are equal."),
        choice("the gradient is divided among the inputs of the sum", "ds / len(p) + 0 * p", "If p₁ alone rises by 0.01, by how much does s rise?"),
        choice("the gradient is multiplied by p", "ds * p", "A sum passes the gradient on unchanged, however large p is."),
        choice("only the local derivative of the sum is used", "1 + 0 * p", PATH),
        choice("only the local derivative of the sum is used, and one number is returned for all units", "1 + 0 * s", PATH),
        choice("the value of p is used instead of a derivative", "p", "How fast does f change with p? Compare it with p itself."),
        choice("the value of z is used instead of a derivative", "z", "How fast does f change with p? Compare it with z itself."),
        choice("the derivative of φ is already in ∂f/∂p", "ds * dphi(z)", "Which steps are between p and f? φ is not one of them."),
    )),
)
OF_Z = (
    Line("slope", "dphi(z)", "φ was evaluated at z. Take its derivative there too.", "φ′", (
        choice("φ is used instead of its derivative", "p"),
        choice("the derivative of φ is missing", "1 + 0 * z", "Between z and p there is φ. How fast does p change with z?"),
        choice("the derivative of φ is squared", "dphi(z) ** 2", "", False),
        choice("the gradient is divided by the derivative of φ", "1 / dphi(z)", "", False),
        choice("φ is an extra factor", "p * dphi(z)", "", False),
        choice("z is an extra factor", "z * dphi(z)", "", False),
        choice("z is used instead of the derivative of φ", "z", "", False),
    )),
    Line("dz", "dp * slope", "Each zᵢ reaches f through its own pᵢ: multiply along this path.", "∂f/∂z", (
        choice("only the local derivative of φ is used", "slope", PATH),
        choice("the value of p is used instead of a derivative", "p", "How fast does f change with z? Compare it with p itself."),
        choice("the value of z is used instead of a derivative", "z", "How fast does f change with z? Compare it with z itself."),
        choice("the gradients of all units are added up", "np.sum(dp * slope)", "Each zᵢ feeds only its own pᵢ, so keep one entry for each unit."),
        choice("every unit gets the sum over all units", "np.sum(dp * slope) + 0 * z", "Each zᵢ feeds only its own pᵢ, so keep one entry for each unit."),
        choice("the gradient is divided by the number of units", "dp * slope / len(z)", "s is a sum, not a mean."),
    )),
)
# fmt: on
LINES: dict[str, tuple[Line, ...]] = {
    "r": OF_R,
    "s": (*OF_R, *OF_S),
    "p": (*OF_R, *OF_S, *OF_P),
    "z": (*OF_R, *OF_S, *OF_P, *OF_Z),
}
FACTOR = (
    "Compare your r with y − s first, then sign and factor of your derivative of r²."
)


def _mistakes(key: str) -> Mistakes:
    return Mistakes(Program(Units._fields, LINES[key], FACTOR), at=CASES[0])


def _check(key: str) -> Check:
    """The check of one key; only z's answer contains the derivative of φ."""
    advice = feedback.DERIVATIVE if key == "z" else feedback.BY_HAND
    return value_check(solutions.sensitivities, CASES, advice)


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
