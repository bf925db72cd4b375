"""Hints, one step at a time, when a student asks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from . import registry, worksheet_json
from .answers.row import function_of
from .display.cards import Shown, show_card

STEPS = 3


def hint(name: str, level: Any = 1) -> Shown:
    """One hint for an answer: a question, then a pointer, then almost the code.

    Args:
        name: a graded cell such as "q1d_x", or an answer such as "dl".
        level: 1, 2 or 3.
    """
    name = str(name)
    known = {answer: worksheet_json.answer(answer) for answer in _answers(name)}
    hints = {answer: its["hints"] for answer, its in known.items() if its.get("hints")}
    if not hints:
        return show_card("not attempted", "hint", _no_hint(name))
    step = level if level in range(1, STEPS + 1) else 1
    lines = [found[step - 1] for found in hints.values()]
    if len(hints) > 1:
        names = [answer.split(".")[-1] for answer in hints]
        lines = [f"`{one}`: {line}" for one, line in zip(names, lines, strict=True)]
    if step < STEPS:
        lines.append(f'A further one: `worksheet.hint("{name}", {step + 1})`')
    return show_card("think", f"hint {step} of {STEPS} for {name}", *lines)


def _answers(name: str) -> Collection[str]:
    """The answers of a graded cell, or those with this name or of this function."""
    questions = registry.questions()
    if name in questions:
        return questions[name]
    known = [answer for rows in questions.values() for answer in rows]
    return [answer for answer in known if name in (answer, function_of(answer))]


def _no_hint(name: str) -> str:
    if not worksheet_json.load()["answers"]:
        return "The hints are in worksheet.json, which is not beside worksheet.py."
    names = ", ".join(f"`{grade_id}`" for grade_id in registry.questions())
    return f"There is no hint for `{name}`. There are hints for {names}."
