"""The points of a notebook's graded cells, by the latest checks."""

from __future__ import annotations

from typing import Any

from . import registry, worksheet_json
from .check import results
from .display.cards import STATES, Shown, of_points, show_card


def progress() -> Shown:
    """This notebook's graded cells: passed, not yet, not attempted, by hand."""
    rows = _rows()
    if not rows:
        words = "worksheet.json is not beside worksheet.py: nothing to count with."
        return show_card("not attempted", "progress", words)
    full = sum(asked["points"] for asked in rows.values())
    passed = sum(_passed(grade_id) for grade_id in rows)
    by_hand = sum(asked["points"] for asked in rows.values() if asked.get("by_hand"))
    head = f"{of_points(passed, full)} passed"
    if by_hand:
        head += f"; {by_hand:g} more are read by a person"
    cells = [(g, _reached(g, asked), _state(g, asked)) for g, asked in rows.items()]
    text = "\n".join([head, *(f"{g:15} {p:>10}  {s}" for g, p, s in cells)])
    return Shown(_table(head, passed, full, cells), text)


def _rows() -> dict[str, Any]:
    """The questions of the notebooks that were checked; of all before any check."""
    questions = worksheet_json.load()["questions"]
    books = {questions[g].get("notebook") for g in results if g in questions}
    order = list(registry.QUESTIONS)

    def place(grade_id: str) -> tuple[Any, ...]:
        asked = questions[grade_id]
        last = order.index(grade_id) if grade_id in order else len(order)
        return asked.get("notebook"), asked.get("part"), last

    return {
        grade_id: questions[grade_id]
        for grade_id in sorted(questions, key=place)
        if not books or questions[grade_id].get("notebook") in books
    }


def _passed(grade_id: str) -> float:
    return results.get(grade_id, ("", 0.0))[1]


def _reached(grade_id: str, asked: dict[str, Any]) -> str:
    reached = "–" if asked.get("by_hand") else f"{round(_passed(grade_id), 2):g}"
    return f"{reached} of {asked['points']:g}"


def _state(grade_id: str, asked: dict[str, Any]) -> str:
    if asked.get("by_hand"):
        return "○ by hand"
    state = results.get(grade_id, ("not attempted", 0.0))[0]
    if state == "noted":
        return "✎ noted, judged after you hand in"
    if state == "partly":
        return "✗ partly"
    return " ".join(STATES[state][:2])


def _table(
    head: str, passed: float, full: float, cells: list[tuple[str, str, str]]
) -> str:
    cell = '<td style="text-align:left;padding:2px 14px 2px 4px">'
    lines = "".join(
        f"<tr>{cell}<code>{name}</code></td>{cell}{reached}</td>{cell}{state}</td></tr>"
        for name, reached, state in cells
    )
    bar = (
        f'<progress value="{passed:g}" max="{full:g}" title="{head}" '
        'style="width:20em;max-width:100%"></progress>'
    )
    return f"<div><b>{head}</b><br>{bar}<table>{lines}</table></div>"
