"""Activities without points: predictions, questions with choices, programs to break."""

from __future__ import annotations

from typing import Any

from . import registry
from .answers.errors import PropertyError
from .answers.returned import as_shape, is_blank
from .answers.row import Puzzle
from .display.cards import Shown, show_card
from .display.figures import number
from .properties.finite_differences import H, central_difference, close

predictions: dict[str, Any] = {}


def predict(question: str, prediction: Any = ...) -> Shown:
    """Write a prediction down before the picture shows. It is for you alone.

    Args:
        question: what is asked.
        prediction: what you expect, as text or a number; `...` for none yet.
    """
    title = str(question)
    if is_blank(prediction):
        words = "Put your prediction in place of the dots. It is not graded."
        return show_card("optional", title, words)
    predictions[title] = prediction
    return show_card("noted", title, f"You expect: {prediction}. Now see.")


def choose(key: str, choice: Any = ...) -> Shown:
    """Ask a question with choices, or answer back to a choice. Not graded.

    Args:
        key: which question: "1b", "1d" or "2d".
        choice: a letter, or `...` to see the question.
    """
    asked = registry.CHOICES.get(key)
    if asked is None:
        known = f"There are {', '.join(registry.CHOICES)}."
        return show_card("optional", f"there is no question {key!r}", known)
    letter = str(choice).strip().upper()
    if letter not in asked.by_letter:
        lines = [f"{name}: {text}" for name, (text, _) in asked.by_letter.items()]
        return show_card(
            "optional", asked.question, *lines, "Put a letter for the dots."
        )
    text, reply = asked.by_letter[letter]
    right = letter == asked.right
    state, verdict = ("noted", "It holds.") if right else ("think", "Think again.")
    return show_card(state, asked.question, f"{letter}: {text}", f"{verdict} {reply}")


def break_it(key: str, x: Any = ...) -> Shown:
    """Does this x show that a classmate's derivative is wrong?

    Args:
        key: which program: "dl", "d_relu" or "d_leaky_relu".
        x: a number, or `...` for none yet.
    """
    if key not in list(registry.PUZZLES):
        names = ", ".join(f'"{name}"' for name in registry.PUZZLES)
        words = f"There are programs to break for {names}."
        return show_card("optional", "break it", words)
    if is_blank(x):
        return show_card("optional", "break it", "Put a number in place of the dots.")
    try:
        x = float(as_shape(x, ()).real)
    except PropertyError as error:
        return show_card("optional", "break it", f"Your x {error}.")
    return _tried(registry.PUZZLES[key], x)


def _tried(puzzle: Puzzle, x: float) -> Shown:
    if not abs(x) <= 1e3:
        words = "Try a number between −1000 and 1000: there a nudge can tell."
        return show_card("optional", "break it", words)
    if any(abs(x - kink) < 2 * H for kink in puzzle.kinks):
        words = "At the kink there is no slope, so any answer will do. Try another x."
        return show_card("optional", "break it", words)
    slope, claimed = central_difference(puzzle.function, x), float(puzzle.wrong(x))
    both = (
        f"At x = {number(x)} the program says {number(claimed, 5)}, and a nudge says "
        f"{number(slope, 5)}."
    )
    if close(claimed, slope, 1e-5):
        return show_card("think", "break it", f"{both} Right here: try another x.")
    words = f"{both} That exposes it. For which x does the program look right?"
    return show_card("passed", "break it (no points)", words)
