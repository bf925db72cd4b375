"""Hints, one level at a time, when a student asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from . import registry, worksheet_json
from .answers.row import function_of
from .check import results
from .display.cards import Shown, join_names, show_card

LEVELS = 3
DONE = ("passed", "noted")  # states of a check


def hint(name: Any = None, level: Any = 1) -> Shown:
    """Show one hint for an answer: a question, then a pointer, then almost the code.

    Args:
        name: a graded cell such as "q1d_x", a part such as "1d", or an answer such as
            "dl"; by default, the first cell whose check has not passed.
        level: 1, 2 or 3.
    """
    name = _next_cell() if name in (None, ..., "") else str(name)
    known = {answer: worksheet_json.answer(answer) for answer in _answers(name)}
    hints = {answer: its["hints"] for answer, its in known.items() if its.get("hints")}
    if name in registry.OPTIONAL:
        hints = {name: registry.OPTIONAL[name].hints}
    if not hints:
        return show_card("optional", "hint", _no_hint(name))
    level = _level(level)
    lines = _lines({answer: levels[level - 1] for answer, levels in hints.items()})
    if level < LEVELS:
        lines.append(f'Next hint: `worksheet.hint("{name}", {level + 1})`')
    return show_card("hint", f"{level} of {LEVELS} for {name}", *lines)


def _lines(hints: Mapping[str, str]) -> list[str]:
    """The hints, each once, with the names of its answers if there are several."""
    if len(hints) == 1:
        return [*hints.values()]
    names: dict[str, list[str]] = {}
    for answer, text in hints.items():
        names.setdefault(text, []).append(f"`{answer.split('.')[-1]}`")
    return [f"{join_names(answers)}: {text}" for text, answers in names.items()]


def _level(level: Any) -> int:
    """The level as a number from 1 to LEVELS; text such as "2" counts as its number."""
    try:
        return min(max(int(level), 1), LEVELS)
    except (TypeError, ValueError, OverflowError):
        return 1


def _next_cell() -> str:
    """The first graded cell that was checked and has not passed; else the first one."""
    states = {cell: state for cell, (state, _) in results.items()}
    cells = list(registry.questions())
    waiting = [cell for cell in cells if states.get(cell, "passed") not in DONE]
    return next(iter([*waiting, *cells]), "")


def _answers(name: str) -> Collection[str]:
    """The answers of a graded cell, of a function, or of a part; or the one answer."""
    questions = registry.questions()
    if name in questions:
        return questions[name]
    known = [answer for rows in questions.values() for answer in rows]
    named = [answer for answer in known if name in (answer, function_of(answer))]
    return named or [
        answer
        for cell, rows in questions.items()
        for answer in rows
        if _plain(name) and _plain(name) in (_plain(cell), _part(cell))
    ]


def _plain(name: str) -> str:
    """Letters and digits only, without the "q" of a graded cell: "q1d_x" is "1dx"."""
    letters = "".join(re.findall("[a-z0-9]", name.lower()))
    return letters.removeprefix("q").removeprefix("section").removeprefix("part")


def _part(cell: str) -> str:
    """The part of a graded cell: "1d" for "q1d_x"."""
    return _plain(cell.split("_")[0])


def _no_hint(name: str) -> str:
    if worksheet_json.missing():
        return worksheet_json.missing()
    if worksheet_json.load()["questions"].get(name, {}).get("by_hand"):
        return f"`{name}` is an answer in words. The questions above it are its hints."
    parts = [_part(grade_id) for grade_id in registry.questions()]
    first, last = (f'`worksheet.hint("{part}")`' for part in (parts[0], parts[-1]))
    return f"There is no hint for `{name}`. Use a part's name, {first} … {last}."
