"""Decides the order in which the cells of a submitted notebook are run and judged.

The student's cells keep their order. Graded and locked cells come from the instructor's
notebook, once each, at their place in the submission; a missing one is put back after
the cell that it follows. A graded cell is judged after the last copy of its solution
cell above it, or, if there is none above, after the first one below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from autograder.assignment.cells import Cell, squeezed
from autograder.assignment.questions import judged_cells
from autograder.submissions.changes import changes
from autograder.submissions.match_cells import match_cells
from autograder.submissions.parse import ParsedNotebook, SubmittedCell

MAX_WRITTEN = 20_000  # characters; longer written answers get no further copies
Action = Literal["run", "judge", "show", "written", "text"]


class ScheduledCell(NamedTuple):
    """One cell of the notebook as it is graded.

    Attributes:
        action: "run" its source, "judge" its question, "show" saved outputs,
            "written" for grading by hand, "text" only to keep.
        cell: the matching instructor's cell; None if the student added the cell.
        source: the text that is run or shown.
        cell_type: "code", "markdown" or "raw".
        outputs: saved outputs of a `show` cell, unchecked.
        first: whether no earlier step has the same instructor's cell.
    """

    action: Action
    cell: Cell | None
    source: str
    cell_type: str
    outputs: tuple[Any, ...] = ()
    first: bool = True

    @property
    def key(self) -> str | None:
        return self.cell.key if self.cell else None


class Schedule(NamedTuple):
    """The steps of one notebook, and a note on each repair."""

    steps: tuple[ScheduledCell, ...]
    notes: tuple[str, ...]


def make_schedule(parsed: ParsedNotebook, instructor: Sequence[Cell]) -> Schedule:
    """Return the steps for a submitted notebook."""
    matches = match_cells(parsed.cells, instructor)
    steps = [
        _step(cell, match) for cell, match in zip(parsed.cells, matches, strict=True)
    ]
    steps = _without_copies(steps)
    steps = _with_missing(steps, instructor)
    steps = _preamble_first(steps, instructor)
    steps = _judged_after_answer(steps, judged_cells(instructor))
    return Schedule(tuple(steps), changes(parsed.cells, matches, instructor))


def _step(cell: SubmittedCell, match: Cell | None) -> ScheduledCell:
    if match is None:
        action: Action = "run" if cell.cell_type == "code" else "text"
        return ScheduledCell(action, None, cell.source, cell.cell_type)
    if match.kind == "written":
        return ScheduledCell("written", match, cell.source, "markdown")
    if (
        match.kind == "free"
        and match.only_shows
        and squeezed(cell.source) == match.squeezed
    ):
        return ScheduledCell("show", match, cell.source, "code", cell.outputs)
    if match.kind in ("solution", "free"):  # even if the student made it Markdown
        return ScheduledCell("run", match, cell.source, "code")
    return scheduled_as_released(match, cell.outputs)


def scheduled_as_released(cell: Cell, outputs: tuple[Any, ...] = ()) -> ScheduledCell:
    """Return the step of a cell with the text that students received."""
    actions: dict[str, Action] = {
        "solution": "run",
        "free": "run",
        "locked": "run",
        "written": "written",
        "graded": "judge",
        "show": "show",
        "text": "text",
    }
    action = actions[cell.kind]
    return ScheduledCell(action, cell, cell.released, cell.cell_type, outputs)


def _without_copies(steps: Sequence[ScheduledCell]) -> list[ScheduledCell]:
    """Drop copies of graded, locked and text cells; keep copies of student code."""
    seen: set[str] = set()
    kept = []
    for step in steps:
        first = step.key is None or step.key not in seen
        if step.key is not None:
            seen.add(step.key)
        if first or step.cell is None or step.cell.kind in ("solution", "free"):
            kept.append(step._replace(first=first))
        elif step.action == "written":
            _join_written(kept, step)
    return kept


def _join_written(kept: list[ScheduledCell], step: ScheduledCell) -> None:
    """Append a further copy of a written answer to the first one."""
    index = next(n for n, other in enumerate(kept) if other.key == step.key)
    blank = step.cell is not None and is_blank(step.source, step.cell)
    full = len(kept[index].source) > MAX_WRITTEN
    if not blank and not full and step.source.strip() not in kept[index].source:
        joined = f"{kept[index].source}\n\n{step.source}"
        kept[index] = kept[index]._replace(source=joined)


def _with_missing(
    steps: list[ScheduledCell], instructor: Sequence[Cell]
) -> list[ScheduledCell]:
    """Insert every missing cell after the cell that it follows when released."""
    steps = list(steps)
    order = {cell.key: n for n, cell in enumerate(instructor)}
    present = {step.key for step in steps}
    for number, cell in enumerate(instructor):
        if cell.key not in present and _is_needed(cell, number, instructor):
            steps.insert(_index_for(number, steps, order), scheduled_as_released(cell))
    return steps


def _is_needed(cell: Cell, number: int, instructor: Sequence[Cell]) -> bool:
    """Return whether a missing cell is put back.

    Graded, written and locked cells are, and all code before the first answer.
    """
    if cell.kind in ("graded", "written", "locked"):
        return True
    answers = [n for n, other in enumerate(instructor) if other.kind == "solution"]
    return cell.kind == "free" and number < min(answers, default=0)


def _index_for(
    number: int, steps: Sequence[ScheduledCell], order: dict[str, int]
) -> int:
    """Return the index after the nearest preceding cell and its adjacent copies."""
    ranks = [order[step.key] if step.key else None for step in steps]
    earlier = [rank for rank in ranks if rank is not None and rank < number]
    if not earlier:
        return 0
    index = ranks.index(max(earlier))
    for n in range(index + 1, len(ranks)):
        if ranks[n] == max(earlier):
            index = n
        elif ranks[n] is not None:
            break
    return index + 1


def _preamble_first(
    steps: list[ScheduledCell], instructor: Sequence[Cell]
) -> list[ScheduledCell]:
    """Move locked cells that precede the first answer before all student code."""
    answers = [n for n, cell in enumerate(instructor) if cell.kind == "solution"]
    opening = {
        cell.key
        for cell in instructor[: min(answers, default=0)]
        if cell.kind == "locked"
    }
    running = [n for n, step in enumerate(steps) if step.action == "run"]
    first_run = next((n for n in running if steps[n].key not in opening), len(steps))
    late = [step for step in steps[first_run:] if step.key in opening]
    rest = [step for step in steps[first_run:] if step.key not in opening]
    return [*steps[:first_run], *late, *rest]


def _judged_after_answer(
    steps: list[ScheduledCell], answers: Mapping[str, Cell]
) -> list[ScheduledCell]:
    """Move a graded cell after its solution cell if no copy of that is above it."""
    for judged in [step for step in steps if step.key in answers]:
        index = steps.index(judged)
        answer = answers[judged.key or ""]
        copies = [n for n, step in enumerate(steps) if step.key == answer.key]
        if copies and copies[0] > index:
            steps = [*steps[:index], *steps[index + 1 :]]
            after = copies[0]
            # Graded cells of the same answer that were moved before keep their order.
            while after < len(steps) and answers.get(steps[after].key or "") is answer:
                after += 1
            steps.insert(after, judged)
    return steps


def is_blank(text: str, cell: Cell) -> bool:
    """Return whether a written answer adds nothing to the released text."""
    given = {line.strip() for line in cell.released.split("\n")}
    return all(not line.strip() or line.strip() in given for line in text.split("\n"))
