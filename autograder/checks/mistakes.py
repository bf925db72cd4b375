"""The catalogue of mistakes: for each answer, wrong ways to it, each with a name.

A mistake is named from the value that came back, so every `wrong` takes the student's
arguments and follows the functions among them. For one key of a returned dict it gives
that key's value. Names are nouns; a hint is one question that leads on and never says
the answer.

The `*_mistakes` are written out one by one and come first; the `*_slips` behind them
are mostly worked out from a recipe, alone and in pairs.
"""

from __future__ import annotations

from autograder.checks import (
    descent_mistakes,
    descent_slips,
    fan_slips,
    graph_mistakes,
    graph_slips,
    layer_mistakes,
    layer_slips,
    nudge_slips,
    path_mistakes,
    path_slips,
    simple_mistakes,
    slope_slips,
    unit_mistakes,
    unit_slips,
)
from autograder.checks.mistake import Mistake

__all__ = ["MISTAKES", "Mistake"]

WRITTEN_OUT = {
    **path_mistakes.MISTAKES,
    **graph_mistakes.MISTAKES,
    **layer_mistakes.MISTAKES,
    **unit_mistakes.MISTAKES,
    **descent_mistakes.MISTAKES,
    **simple_mistakes.MISTAKES,
}
WORKED_OUT = {
    **path_slips.MISTAKES,
    **fan_slips.MISTAKES,
    **graph_slips.MISTAKES,
    **layer_slips.MISTAKES,
    **nudge_slips.MISTAKES,
    **unit_slips.MISTAKES,
    **descent_slips.MISTAKES,
    **slope_slips.MISTAKES,
}
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    answer: (*written, *WORKED_OUT.get(answer, ()))
    for answer, written in WRITTEN_OUT.items()
}
