"""The data file beside the companion: points, fingerprints, hints."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "worksheet.json"

# fmt: off
CHECKED: dict[str, tuple[str, ...]] = {  # graded cell: the answers that it judges
    "q1a_parts": ("df", "dg", "dh"),
    "q1a": ("dl",),
    "q1b_chain": ("total_derivative",),
    "q1b_graph": ("chain_rule_graph",),
    "q1c": ("computation_graph",),
    "q1d_x": ("loss_gradients.x",),
    "q1d_W1": ("loss_gradients.W1",),
    "q1d_W2": ("loss_gradients.W2",),
    "q1d_b": ("loss_gradients.b",),
    "q1e_exponents": ("analytic_exponent", "numerical_exponent"),
    "q1e_numerical": ("numerical_gradient",),
    "q1f": ("sensitivities.r", "sensitivities.s", "sensitivities.p", "sensitivities.z"),
    "q1g_grad": ("grad_W",),
    "q1g_descent": ("gradient_descent",),
    "q2a": ("d_sigmoid",),
    "q2a_stable": ("d_sigmoid.stable",),
    "q2b": ("d_relu",),
    "q2c": ("d_tanh",),
    "q2c_stable": ("d_tanh.stable",),
    "q2d": ("d_leaky_relu",),
}
# fmt: on
FORM_ONLY = {"q1e_exponents"}  # the values are judged after handing in


@functools.cache
def load() -> dict[str, Any]:
    """What the file holds; without it checks still work, and know fewer names."""
    empty: dict[str, Any] = {"questions": {}, "answers": {}}
    try:
        found = json.loads(FILE.read_text(encoding="utf-8"))
        return empty | found if isinstance(found, dict) else empty
    except (OSError, ValueError):
        return empty


def question(grade_id: str) -> dict[str, Any]:
    """Points, names and place of a graded cell; empty if it is unknown."""
    return load()["questions"].get(grade_id, {})


def full_points(grade_id: str, otherwise: float) -> float:
    """What a graded cell is worth; `otherwise` where the file does not say."""
    return question(grade_id).get("points", otherwise)


def of_points(points: float, full: float) -> str:
    """Points so far, in words: "1.5 of 3 points"."""
    return f"{round(points, 2):g} of {full:g} point{'' if full == 1 else 's'}"


def answer(answer_id: str) -> dict[str, Any]:
    """Fingerprints and hints of one answer; empty if it is unknown."""
    return load()["answers"].get(answer_id, {})


def answers_of(grade_id: str) -> tuple[str, ...]:
    """The answer ids that a graded cell judges."""
    return CHECKED.get(grade_id, ())
