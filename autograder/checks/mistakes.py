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
    graph_mistakes,
    layer_mistakes,
    part_1a,
    part_1b,
    part_1c,
    part_1d,
    part_1e,
    part_1f,
    part_1g,
    path_mistakes,
    section_2,
    simple_mistakes,
    unit_mistakes,
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
    **part_1a.MISTAKES,
    **part_1b.MISTAKES,
    **part_1c.MISTAKES,
    **part_1d.MISTAKES,
    **part_1e.MISTAKES,
    **part_1f.MISTAKES,
    **part_1g.MISTAKES,
    **section_2.MISTAKES,
}
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    answer: (*written, *WORKED_OUT.get(answer, ()))
    for answer, written in WRITTEN_OUT.items()
}
