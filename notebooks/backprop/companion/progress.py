"""The points of a notebook's graded cells, according to the latest checks."""

from __future__ import annotations

from typing import Any

from . import registry, worksheet_json
from .check import results
from .display.cards import STATES, Shown, points_text, show_card


def progress() -> Shown:
    """List this notebook's graded cells with their points and states so far."""
    rows = _rows()
    if not rows:
        message = (
            "The file worksheet.json is missing. Copy it from the course files into "
            "the folder of worksheet.py, then restart the kernel."
        )
        return show_card("not ready", "progress", message)
    full = sum(asked["points"] for asked in rows.values())
    passed = sum(_passed(grade_id) for grade_id in rows)
    by_hand = sum(asked["points"] for asked in rows.values() if asked.get("by_hand"))
    head = f"{points_text(passed, full)} passed"
    if by_hand:
        head += f"; {by_hand:g} points are graded by hand"
    cells = [(g, _points_of(g, asked), _state(g, asked)) for g, asked in rows.items()]
    text = "\n".join([head, *(f"{g:15} {p:>10}  {s}" for g, p, s in cells)])
    return Shown(_table(head, passed, full, cells), text)


def _rows() -> dict[str, Any]:
    """The questions of every notebook with a check so far; all before any check."""
    questions = worksheet_json.load()["questions"]
    notebooks = {questions[g].get("notebook") for g in results if g in questions}
    order = list(registry.QUESTIONS)

    def place(grade_id: str) -> tuple[Any, ...]:
        asked = questions[grade_id]
        last = order.index(grade_id) if grade_id in order else len(order)
        return asked.get("notebook"), asked.get("part"), last

    return {
        grade_id: questions[grade_id]
        for grade_id in sorted(questions, key=place)
        if not notebooks or questions[grade_id].get("notebook") in notebooks
    }


def _passed(grade_id: str) -> float:
    return results.get(grade_id, ("", 0.0))[1]


def _points_of(grade_id: str, asked: dict[str, Any]) -> str:
    passed = "–" if asked.get("by_hand") else f"{round(_passed(grade_id), 2):g}"
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
    head: str, passed: float, full: float, cells: list[tuple[str, str, str]]
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
    return f"<div><b>{head}</b><br>{bar}<table>{lines}</table></div>"
