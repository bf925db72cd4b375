"""Every sentence about a graded cell that a student reads.

A sentence may be about a hidden test case. So it names shapes, types, the class of an
exception and small counts, never a number that was passed in, expected or returned.
"""

from __future__ import annotations

from autograder.assignment.results import GLYPHS, Outcome
from autograder.checks.answers import Finding
from autograder.mutations.mistakes import sentence
from autograder.values.student import Failure

AT_KINK = "returns at exactly 0 a value that is not between the slopes of both sides"


def not_attempted(name: str) -> str:
    return (
        f"{name} returns nothing yet. "
        "If you have written it, check that every path through it ends in `return`."
    )


def sometimes_nothing(name: str) -> tuple[str, str]:
    """The sentence and the next step."""
    return (
        f"{name} returns a value for some inputs and nothing for others.",
        "Check that every path through it ends in `return`.",
    )


def undefined(name: str) -> str:
    return (
        f"{name} is not defined at this point of the notebook. "
        "Run its cell and check that it ends without an error."
    )


def not_callable(name: str) -> str:
    return f"{name} is not a function. Define it with `def {name}(...)`."


def raised(name: str, failure: Failure) -> str:
    return (
        f"{name} stopped with {failure.exception}. Call it with an input of your own "
        "and read the last line of the error message."
    )


def misfit(name: str, what: str, expected: str) -> str:
    return f"{name} {what}; expected {expected}."


def wrong(name: str) -> str:
    """The answer has the right shape and a wrong value."""
    return f"{name} has the right shape, but a wrong value."


def nearly(name: str) -> str:
    """The answer differs from the right value by less than 1e-4."""
    return f"{name} is close to the right value, but not close enough."


def wrong_exponent(name: str) -> str:
    return f"{name} is not the right exponent. Count the steps again."


def wrong_final() -> str:
    return "history is right, but W_final is not. Return W after the last step."


# Next steps, for answers whose mistake is not a known one.
BY_HAND = "Compare it with a small example that you compute by hand."
DERIVATIVE = (
    "Check each factor of the chain rule. "
    "Take the derivative from the function that you are given, such as `dphi`."
)
FAR_FROM_0 = "Test it far from 0, such as at x = 10000 and x = −10000."
HISTORY = "Append f at the start and again after each step."
INEXACT = "Check for rounding, float32, or a fixed step size."
NODES = "Compare its nodes with the formula for this n."


def key_missing(function: str, key: str) -> str:
    return f'The dict that {function} returns has no key "{key}". Check its spelling.'


def no_value(name: str) -> str:
    return f"{name} is not attempted: it has no value yet."


def of_shape(shape: tuple[int, ...]) -> str:
    """What an answer of this shape is expected to be."""
    if shape == ():
        return "one number"
    return f"shape {shape}: one entry for each entry of the variable"


def argument_changed(name: str) -> tuple[str, str, str]:
    """The sentence, the mistake's name, and a hint."""
    return (
        f"{name} changes the W that it gets. Work on a copy, or restore W.",
        "W is changed in place",
        "Print W before and after a call. Which line of your code changes it?",
    )


def other_function(call: str) -> str:
    return f"{call} is a graph, but it computes a different function."


def sum_up(findings: tuple[Finding, ...]) -> tuple[Outcome, str]:
    """The outcome of a graded cell and its feedback, right answers first."""
    passed = [finding.answer for finding in findings if finding.outcome == "passed"]
    open_ones = [finding for finding in findings if finding.outcome != "passed"]
    if not open_ones:
        outcome: Outcome = "passed"
    elif passed:
        outcome = "partly"
    elif all(finding.outcome == "not attempted" for finding in findings):
        outcome = "not attempted"
    else:
        outcome = "not yet"
    lines = [f"✓ {_listed(passed)} {'is' if len(passed) == 1 else 'are'} right."]
    lines = lines if passed else []
    lines += _lines(open_ones)
    return outcome, "\n".join(lines)


def _lines(findings: list[Finding]) -> list[str]:
    """A line for each finding; a cause that several of them share comes once."""
    sharing: dict[str, list[Finding]] = {}
    for finding in findings:
        sharing.setdefault(_cause(finding) or finding.message, []).append(finding)
    lines = []
    for cause, alike in sharing.items():
        glyph = GLYPHS[alike[0].outcome]
        messages = list(dict.fromkeys(finding.message for finding in alike))
        if len(alike) > 1 and _cause(alike[0]):
            names = _listed([f"`{finding.answer}`" for finding in alike])
            cause = f"{names}: {cause[0].lower()}{cause[1:]}"
        elif not _cause(alike[0]):
            cause = ""
        lines.append(f"{glyph} {' '.join(filter(None, (*messages, cause)))}")
    return lines


def _cause(finding: Finding) -> str:
    if finding.misconception and not finding.general:
        return f"{sentence(finding.misconception)} {finding.hint}".strip()
    return finding.advice or finding.hint


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
