"""Hints, one step at a time, when a student asks."""

from __future__ import annotations

from companion import data
from companion.instant import results
from companion.words_html import Shown, card

STEPS = 3


def hint(name: str, level: int = 1) -> Shown:
    """One hint for an answer: a question, then a pointer, then almost the code.

    Args:
        name: a graded cell such as "q1d_x", or an answer such as "dl".
        level: 1, 2 or 3.
    """
    answers = data.answers_of(name) or ([name] if data.answer(name) else [])
    if not answers:
        known = ", ".join(data.load()["questions"]) or "none: worksheet.json is missing"
        words = f"There is no hint for {name!r}. There are hints for: {known}."
        return Shown(card("not attempted", "hint", [words]), words)
    step = min(max(int(level), 1), STEPS)
    lines = [
        f"`{answer}`: {told[step - 1]}" if answers[1:] else told[step - 1]
        for answer in answers
        if (told := data.answer(answer).get("hints"))
    ]
    if step < STEPS:
        lines.append(f'A further one: `worksheet.hint("{name}", {step + 1})`')
    title = f"hint {step} of {STEPS} for {name}"
    return Shown(card("by hand", title, lines).replace("○ read by a person", "→ think"),
                 "\n".join([title, *lines]))


def progress() -> Shown:
    """The points of this notebook's graded cells, as the checks have last seen them."""
    questions = data.load()["questions"]
    books = {questions[g]["notebook"] for g in results if g in questions}
    rows = {
        grade_id: asked
        for grade_id, asked in questions.items()
        if not books or asked["notebook"] in books
    }
    if not rows:
        words = "worksheet.json is missing, so there is nothing to count with."
        return Shown(card("not attempted", "progress", [words]), words)
    return _table(rows)


def _table(rows: dict[str, dict]) -> Shown:
    glyphs = {"passed": "✓ passed", "not yet": "✗ not yet", "partly": "✗ partly"}
    told = []
    passed = 0
    for grade_id, asked in rows.items():
        state = "○ by hand" if asked["by_hand"] else "○ not attempted"
        state = glyphs.get(results.get(grade_id, ""), state)
        passed += asked["points"] if results.get(grade_id) == "passed" else 0
        told.append((grade_id, asked["points"], state))
    full = sum(asked["points"] for asked in rows.values())
    by_hand = sum(asked["points"] for asked in rows.values() if asked["by_hand"])
    head = f"{passed:g} of {full:g} points passed; {by_hand:g} are read by a person"
    lines = "".join(
        f"<tr><td style='text-align:left'><code>{name}</code></td>"
        f"<td>{points}</td><td style='text-align:left'>{state}</td></tr>"
        for name, points, state in told
    )
    bar = f"<progress value='{passed}' max='{full}' title='{head}'></progress>"
    markup = f"<div><b>{head}</b><br>{bar}<table>{lines}</table></div>"
    text = "\n".join([head, *(f"{n:16} {p} {s}" for n, p, s in told)])
    return Shown(markup, text)
