"""Activities without points: predictions, choices, and wrong programs to refute."""

from __future__ import annotations

from typing import Any

from . import registry
from .answers.errors import PropertyError
from .answers.returned import as_shape, is_blank
from .answers.row import Puzzle
from .display.cards import Shown, show_card
from .display.figures import number
from .display.predictions import note_prediction
from .properties.finite_differences import H, central_difference, close

PLACEHOLDER = "?"  # in the released cells, where an answer goes


def predict(question: str, prediction: Any = PLACEHOLDER) -> Shown:
    """Note your prediction before you see the picture. It is not graded.

    Args:
        question: the question. Text before a colon, such as "1a", is its name, under
            which the picture looks it up.
        prediction: what you expect, as text or a number; "?" for nothing yet.
    """
    title = str(question)
    if _is_open(prediction):
        message = "Type your prediction in place of the question mark. It isn't graded."
        return show_card("optional", title, message)
    note_prediction(title.partition(":")[0], prediction)
    message = f"You predicted: {prediction}. The next picture has the answer."
    return show_card("noted", title, message)


def _is_open(value: Any) -> bool:
    """Whether a student has not replaced the question mark yet."""
    return is_blank(value) or str(value).strip() in ("", PLACEHOLDER)


def choose(key: str, choice: Any = PLACEHOLDER) -> Shown:
    """Show a question with choices, or the reply to a choice. It is not graded.

    Args:
        key: the question: "1b", "1d" or "2d".
        choice: a letter, or "?" to see the question.
    """
    asked = registry.CHOICES.get(key)
    if asked is None:
        names = ", ".join(f'"{name}"' for name in registry.CHOICES)
        title = f"There is no question {key!r}"
        return show_card("optional", title, f"Use one of {names}.")
    letter = str(choice).strip().upper()
    if letter not in asked.by_letter:
        lines = [f"{name}: {text}" for name, (text, _) in asked.by_letter.items()]
        prompt = (
            "Type a letter in place of the question mark. Keep the quotation marks."
        )
        return show_card("optional", asked.question, *lines, prompt)
    text, reply = asked.by_letter[letter]
    right = letter == asked.right
    state, verdict = ("right", "Yes.") if right else ("try again", "Not quite.")
    return show_card(state, asked.question, f"{letter}: {text}", f"{verdict} {reply}")


def break_it(key: str, x: Any = ...) -> Shown:
    """Test whether this x shows that a classmate's derivative is wrong.

    Args:
        key: the program: "dl", "d_relu" or "d_leaky_relu".
        x: a number, or `...` for none yet.
    """
    if key not in list(registry.PUZZLES):
        names = ", ".join(f'"{name}"' for name in registry.PUZZLES)
        message = f"There is no program {key!r}. Use one of {names}."
        return show_card("optional", "break it", message)
    if _is_open(x):
        message = "Type a number in place of the dots."
        return show_card("optional", "break it", message)
    try:
        x = float(as_shape(x, ()).real)
    except PropertyError as error:
        return show_card("optional", "break it", f"Your x {error}.")
    return _tried(registry.PUZZLES[key], x)


def _tried(puzzle: Puzzle, x: float) -> Shown:
    if not abs(x) <= 1e3:
        message = (
            "Use a number between −1000 and 1000, where numerical derivatives are "
            "accurate."
        )
        return show_card("optional", "break it", message)
    if any(abs(x - kink) < 2 * H for kink in puzzle.kinks):
        message = (
            "At the kink the derivative does not exist, so no value is wrong. Try "
            "another x."
        )
        return show_card("optional", "break it", message)
    slope, claimed = central_difference(puzzle.function, x), float(puzzle.wrong(x))
    both = (
        f"At x = {number(x)} the program returns {number(claimed, 5)}; the numerical "
        f"derivative is {number(slope, 5)}."
    )
    if close(claimed, slope, 1e-5):
        message = f"{both} They agree, so try another x."
        return show_card("try again", "break it", message)
    message = f"{both} This x shows the mistake. For which x is the program right?"
    return show_card("passed", "break it (no points)", message)
