"""Hints, one level at a time, when a student asks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from . import registry, worksheet_json
from .answers.row import function_of
from .display.cards import Shown, show_card

LEVELS = 3


def hint(name: str, level: Any = 1) -> Shown:
    """Show one hint for an answer: a question, then a pointer, then almost the code.

    Args:
        name: a graded cell such as "q1d_x", or an answer such as "dl".
        level: 1, 2 or 3; anything else counts as 1.
    """
    name = str(name)
    known = {answer: worksheet_json.answer(answer) for answer in _answers(name)}
    hints = {answer: its["hints"] for answer, its in known.items() if its.get("hints")}
    if name in registry.OPTIONAL:
        hints = {name: registry.OPTIONAL[name].hints}
    if not hints:
        return show_card("not attempted", "hint", _no_hint(name))
    level = level if level in range(1, LEVELS + 1) else 1
    lines = [levels[level - 1] for levels in hints.values()]
    if len(hints) > 1:
        names = [answer.split(".")[-1] for answer in hints]
        lines = [f"`{one}`: {line}" for one, line in zip(names, lines, strict=True)]
    if level < LEVELS:
        lines.append(f'Next hint: `worksheet.hint("{name}", {level + 1})`')
    return show_card("hint", f"{level} of {LEVELS} for {name}", *lines)


def _answers(name: str) -> Collection[str]:
    """The answers of a graded cell, or those with this id or of this function."""
    questions = registry.questions()
    if name in questions:
        return questions[name]
    known = [answer for rows in questions.values() for answer in rows]
    return [answer for answer in known if name in (answer, function_of(answer))]


def _no_hint(name: str) -> str:
    if not worksheet_json.load()["answers"]:
        return (
            "The file worksheet.json, which has the hints, is missing. Copy it from "
            "the course files into the folder of worksheet.py, then restart the kernel."
        )
    names = ", ".join(f"`{grade_id}`" for grade_id in registry.questions())
    return f"There is no hint for `{name}`. Use one of {names}."
