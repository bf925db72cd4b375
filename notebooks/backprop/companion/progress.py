"""The points of a notebook's graded cells, from checks that are up to date."""

from __future__ import annotations

import operator
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

from . import registry, worksheet_json
from .answers.returned import is_blank
from .answers.row import function_of
from .check import check, checked, form_only, results
from .display.cards import STATES, Shown, points_text, show_card

RESTARTED = (
    "None of your answers is defined in this session. Open the menu Run and choose "
    "“Run All Cells”: after a restart, every cell has to run again."
)


def progress(
    notebook: str | None = None, namespace: MutableMapping[str, Any] | None = None
) -> Shown:
    """List a notebook's graded cells with their points and states.

    Checks whose answers have changed since, or never ran, run again.

    Args:
        notebook: the name of a notebook, as in worksheet.json; by default, every
            notebook that has an answer in the namespace, or all.
        namespace: where the answers are; by default, the names of the session.
    """
    names = vars(sys.modules["__main__"]) if namespace is None else namespace
    rows = _rows(notebook, names)
    if not rows:
        return show_card("not ready", "progress", worksheet_json.missing())
    for grade_id in rows:
        if grade_id in registry.QUESTIONS and _is_outdated(grade_id, names):
            check(grade_id, names)
    full = sum(asked["points"] for asked in rows.values())
    passed = sum(_passed(grade_id) for grade_id in rows)
    by_hand = sum(asked["points"] for asked in rows.values() if asked.get("by_hand"))
    head = f"{points_text(passed, full)} passed"
    later = sum(asked["points"] for g, asked in rows.items() if _is_later(g))
    if by_hand:
        head += f"; {by_hand:g} points are graded by hand"
    if later:
        head += f"; {later:g} after you submit"
    cells = [(g, _points_of(g, asked), _state(g, asked)) for g, asked in rows.items()]
    note = "" if any(_is_begun(g, names) for g in rows) else RESTARTED
    lines = [f"{g:15} {p:>10}  {s}" for g, p, s in cells]
    text = "\n".join([head, *filter(None, [note]), *lines])
    return Shown(_table(head, note, passed, full, cells), text)


def _rows(notebook: str | None, names: Mapping[str, Any]) -> dict[str, Any]:
    """The questions of one notebook; or of those with an answer so far, or of all."""
    questions = worksheet_json.load()["questions"]
    known = {asked.get("notebook") for asked in questions.values()}
    begun = {questions[g].get("notebook") for g in questions if _is_begun(g, names)}
    notebooks = ({notebook} & known) or begun or known
    order = list(registry.QUESTIONS)

    def place(grade_id: str) -> tuple[Any, ...]:
        asked = questions[grade_id]
        last = order.index(grade_id) if grade_id in order else len(order)
        return asked.get("notebook"), asked.get("part"), last

    return {
        grade_id: questions[grade_id]
        for grade_id in sorted(questions, key=place)
        if questions[grade_id].get("notebook") in notebooks
    }


def _values(grade_id: str, names: Mapping[str, Any]) -> list[Any]:
    """What the answers of a graded cell are now."""
    return [names.get(function_of(one)) for one in registry.QUESTIONS.get(grade_id, ())]


def _is_defined(grade_id: str, names: Mapping[str, Any]) -> bool:
    return not all(map(is_blank, _values(grade_id, names)))


def _is_begun(grade_id: str, names: Mapping[str, Any]) -> bool:
    return grade_id in checked or _is_defined(grade_id, names)


def _is_outdated(grade_id: str, names: Mapping[str, Any]) -> bool:
    """Whether an answer is defined that was not checked as it is now."""
    now, then = _values(grade_id, names), checked.get(grade_id, ())
    same = len(now) == len(then) and all(map(operator.is_, now, then))
    return _is_defined(grade_id, names) and not same


def _passed(grade_id: str) -> float:
    return results.get(grade_id, ("", 0.0))[1]


def _is_later(grade_id: str) -> bool:
    """Whether the values of a cell are graded after submission."""
    return grade_id in registry.QUESTIONS and form_only(grade_id)


def _points_of(grade_id: str, asked: dict[str, Any]) -> str:
    unknown = asked.get("by_hand") or _is_later(grade_id)
    passed = "–" if unknown else f"{round(_passed(grade_id), 2):g}"
    return f"{passed} of {asked['points']:g}"


def _state(grade_id: str, asked: dict[str, Any]) -> str:
    if asked.get("by_hand"):
        return "○ graded by hand"
    state = results.get(grade_id, ("not attempted", 0.0))[0]
    if state == "noted":
        return "✎ noted, graded after you submit"
    if state == "partly":
        return "✗ partly"
    return " ".join(STATES[state][:2])


def _table(
    head: str, note: str, passed: float, full: float, cells: list[tuple[str, str, str]]
) -> str:
    cell = '<td style="text-align:left;padding:2px 14px 2px 4px">'
    lines = "".join(
        f"<tr>{cell}<code>{name}</code></td>{cell}{points}</td>{cell}{state}</td></tr>"
        for name, points, state in cells
    )
    bar = (
        f'<progress value="{passed:g}" max="{full:g}" title="{head}" '
        'style="width:20em;max-width:100%"></progress>'
    )
    note = f'<div style="max-width:46em">{note}</div>' if note else ""
    return f"<div><b>{head}</b>{note}<br>{bar}<table>{lines}</table></div>"
