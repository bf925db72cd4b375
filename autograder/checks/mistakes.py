"""The catalogue of mistakes: for each answer, wrong ways to it, each with a name.

A mistake is named from the value that came back, so every `wrong` takes the student's
arguments and follows the functions among them. For one key of a returned dict it gives
that key's value. Names are nouns; a hint is one question that leads on and never says
the answer.
"""

from __future__ import annotations

from autograder.checks import (
    descent_mistakes,
    graph_mistakes,
    layer_mistakes,
    path_mistakes,
    simple_mistakes,
    unit_mistakes,
)
from autograder.checks.mistake import Mistake

__all__ = ["MISTAKES", "Mistake"]

MISTAKES: dict[str, tuple[Mistake, ...]] = {
    **path_mistakes.MISTAKES,
    **graph_mistakes.MISTAKES,
    **layer_mistakes.MISTAKES,
    **unit_mistakes.MISTAKES,
    **descent_mistakes.MISTAKES,
    **simple_mistakes.MISTAKES,
}
