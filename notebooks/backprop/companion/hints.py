"""Hints, one step at a time, when a student asks."""

from __future__ import annotations

from typing import Any

from . import worksheet_json
from .display.cards import Shown, card, plain_text

STEPS = 3


def hint(name: str, level: Any = 1) -> Shown:
    """One hint for an answer: a question, then a pointer, then almost the code.

    Args:
        name: a graded cell such as "q1d_x", or an answer such as "dl".
        level: 1, 2 or 3.
    """
    name = str(name)
    told = {
        answer: hints
        for answer in worksheet_json.answers_of(name) or _answers_named(name)
        if (hints := worksheet_json.answer(answer).get("hints"))
    }
    if not told:
        return _told("not attempted", "hint", [_no_hint(name)])
    step = level if level in range(1, STEPS + 1) else 1
    lines = [
        f"`{answer.split('.')[-1]}`: {hints[step - 1]}"
        if len(told) > 1
        else hints[step - 1]
        for answer, hints in told.items()
    ]
    if step < STEPS:
        lines.append(f'A further one: `worksheet.hint("{name}", {step + 1})`')
    return _told("think", f"hint {step} of {STEPS} for {name}", lines)


def _answers_named(name: str) -> list[str]:
    known = [
        answer for answers in worksheet_json.CHECKED.values() for answer in answers
    ]
    return [answer for answer in known if name in (answer, answer.split(".")[0])]


def _no_hint(name: str) -> str:
    if not worksheet_json.load()["answers"]:
        return "The hints are in worksheet.json, which is not beside worksheet.py."
    names = ", ".join(f"`{grade_id}`" for grade_id in worksheet_json.CHECKED)
    return f"There is no hint for `{name}`. There are hints for {names}."


def _told(state: str, title: str, lines: list[str]) -> Shown:
    return Shown(card(state, title, lines), plain_text(state, title, lines))
