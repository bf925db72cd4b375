"""Every sentence about a graded cell, in one place.

They may speak of hidden cases, so they name shapes, types and the class of an
exception, and never a number that was handed in, expected or returned.
"""

from __future__ import annotations

from autograder.assignment.results import GLYPHS, Outcome
from autograder.checks.answers import Finding
from autograder.values.student import Failure

AT_KINK = "gives at exactly 0 a value that is no slope of the graph on either side"


def not_attempted(name: str) -> str:
    return (
        f"{name} is not attempted: it gives nothing back yet. "
        "If you did write an answer, does it end in `return`?"
    )


def undefined(name: str) -> str:
    return (
        f"{name} is not attempted: nothing of that name is defined at this place. "
        "Did its cell stop with an error?"
    )


def not_callable(name: str) -> str:
    return f"{name} is not a function. Define it with `def {name}(...)`."


def raised(name: str, failure: Failure) -> str:
    return (
        f"{name} stopped with {failure.exception}. Run it on an input of your own "
        "and read the last line of the message."
    )


def misfit(name: str, what: str, expected: str) -> str:
    return f"{name} {what}; expected {expected}."


def wrong_value(name: str, where: str = "") -> str:
    return f"{name} has the right form and a wrong value{where}."


def key_missing(function: str, key: str) -> str:
    return f'The dict that {function} returns has no key "{key}".'


def of_shape(shape: tuple[int, ...]) -> str:
    """What an answer of this shape is expected to be."""
    if shape == ():
        return "one number"
    return f"shape {shape}: one entry per entry of what it is the derivative by"


def only_so_close(name: str) -> str:
    return (
        f"{name} comes close, but no closer than a difference quotient does. "
        "Work the derivative out on paper and return its formula."
    )


def not_followed(name: str) -> str:
    return (
        f"{name} has a wrong value for a map and a slope that it has not seen before. "
        "Use the slope that is handed in, at the point where the chain rule needs it."
    )


def argument_changed(name: str) -> tuple[str, str, str]:
    """What is wrong, the mistake's name, and a hint."""
    return (
        f"{name} changes the W that it is given. Work on a copy, or put W back.",
        "caller's W changed",
        "Print W before and after a call: which of your lines gives it a new value?",
    )


def eps_ignored(name: str) -> tuple[str, str, str]:
    """What is wrong, the mistake's name, and a hint."""
    return (
        f"{name} steps equally far whatever eps is: use the eps that is passed.",
        "eps ignored",
        "Which line of yours mentions eps, and is another step written there?",
    )


def lopsided(name: str) -> str:
    return f"{name} does not step equally far to both sides of W."


def sum_up(findings: tuple[Finding, ...]) -> tuple[Outcome, str]:
    """The outcome of a graded cell and its feedback: what is right comes first."""
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
    lines += [_line(finding) for finding in open_ones]
    # What stops one function stops all of its answers: once is enough.
    return outcome, "\n".join(dict.fromkeys(lines))


def _line(finding: Finding) -> str:
    parts = [finding.words]
    if finding.misconception:
        parts.append(f"Looks like: {finding.misconception}.")
    if finding.hint:
        parts.append(finding.hint)
    return f"{GLYPHS[finding.outcome]} {' '.join(parts)}"


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
