"""Questions with choices: whoever takes a wrong one gets a thought back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .display.cards import Shown, card, plain_text


class Choice(NamedTuple):
    """One choice, and what is said to whoever takes it."""

    text: str
    reply: str


class Choices(NamedTuple):
    """A question; `right` is the letter of the choice that holds."""

    question: str
    choices: Mapping[str, Choice]
    right: str


QUESTIONS = {
    "1b": Choices(
        "w reaches f along two paths, through x1 and through x2. What arrives along "
        "the two is …",
        {
            "A": Choice(
                "multiplied",
                "Suppose x1 stands still while w moves: its path brings 0. Does f "
                "stand still too, although x2 moves?",
            ),
            "B": Choice(
                "added",
                "Each path makes a small change of f of its own, and small changes add "
                "up. Along one path, slopes are multiplied.",
            ),
            "C": Choice(
                "averaged",
                "If either path alone raises f by 1, by how much do both together?",
            ),
        },
        "B",
    ),
    "1d": Choices(
        "z = A x, and a loss changes with z at the rates c, a vector. With x it "
        "changes at the rates …",
        {
            "A": Choice(
                "A c",
                "Let A have 2 rows and 3 columns. How many entries have c and x, and "
                "can A be multiplied with c?",
            ),
            "B": Choice(
                "Aᵀ c",
                "x[j] enters z[i] with the factor A[i, j]. Collecting over all i runs "
                "down column j: that is what the transpose does.",
            ),
            "C": Choice(
                "the outer product of c and x",
                "That is a matrix. What shape has a derivative by x?",
            ),
        },
        "B",
    ),
    "2d": Choices(
        "Two lines, x and −0.1x, drawn over x < 0. Which of them is max(x, −0.1x)?",
        {
            "A": Choice("x", "Put in x = −5: which of the two numbers is larger?"),
            "B": Choice(
                "−0.1x",
                "There it is the upper line. Does it rise or fall to the right?",
            ),
            "C": Choice(
                "neither: it is 0 there",
                "That is ReLU, which has 0 as its other line. What stands here?",
            ),
        },
        "B",
    ),
}


def choose(key: str, choice: Any = ...) -> Shown:
    """Ask a question with choices, or answer back to a choice. Not graded.

    Args:
        key: which question: "1b", "1d" or "2d".
        choice: a letter, or `...` to see the question.
    """
    asked = QUESTIONS.get(key)
    if asked is None:
        known = f"There are {', '.join(QUESTIONS)}."
        return _said("optional", f"there is no question {key!r}", [known])
    letter = str(choice).strip().upper()
    if letter not in asked.choices:
        told = [f"{name}: {one.text}" for name, one in asked.choices.items()]
        return _said("optional", asked.question, [*told, "Put a letter for the dots."])
    chosen = asked.choices[letter]
    holds = letter == asked.right
    opening = "It holds." if holds else "Think again."
    answer = [f"{letter}: {chosen.text}", f"{opening} {chosen.reply}"]
    return _said("noted" if holds else "think", asked.question, answer)


def _said(state: str, title: str, lines: list[str]) -> Shown:
    return Shown(card(state, title, lines), plain_text(state, title, lines))
