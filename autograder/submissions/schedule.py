"""In what order a submitted notebook is run and judged.

The student's cells keep their order. The instructor's cells are taken from the
instructor, once each, where the submission has them; a lost one is put back after the
cell that it follows. A graded cell is judged after the last copy of its solution cell
before it, else after the first one behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from autograder.assignment.cells import Cell, squeezed
from autograder.assignment.questions import judged_cells
from autograder.submissions.changes import changes
from autograder.submissions.match_cells import match_cells
from autograder.submissions.parse import ParsedNotebook, SubmittedCell

MAX_WRITTEN = 20_000  # characters, beyond which copies are not joined any more
Action = Literal["run", "judge", "show", "written", "text"]


class ScheduledCell(NamedTuple):
    """One cell of the notebook as it is graded.

    Attributes:
        action: "run" its source, "judge" its question, "show" saved outputs,
            "written" for a person, "text" for nobody.
        cell: the instructor's cell that this is, or None for the student's own.
        source: what is run or shown.
        cell_type: "code", "markdown" or "raw".
        outputs: saved outputs of a `show` cell, unchecked.
        first: whether this is the first step of that cell of the instructor's.
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
    """The steps of one notebook, and what was repaired to get them."""

    steps: tuple[ScheduledCell, ...]
    notes: tuple[str, ...]


def make_schedule(reading: ParsedNotebook, instructor: Sequence[Cell]) -> Schedule:
    """The steps for a submitted notebook."""
    identities = match_cells(reading.cells, instructor)
    steps = [
        _step(cell, own) for cell, own in zip(reading.cells, identities, strict=True)
    ]
    steps = _once(steps)
    steps = _restored(steps, instructor)
    steps = _preamble_first(steps, instructor)
    steps = _judged_in_time(steps, judged_cells(instructor))
    return Schedule(tuple(steps), changes(reading.cells, identities, instructor))


def _step(cell: SubmittedCell, own: Cell | None) -> ScheduledCell:
    if own is None:
        action: Action = "run" if cell.cell_type == "code" else "text"
        return ScheduledCell(action, None, cell.source, cell.cell_type)
    if own.kind == "written":
        return ScheduledCell("written", own, cell.source, "markdown")
    if own.kind == "free" and own.only_shows and squeezed(cell.source) == own.squeezed:
        return ScheduledCell("show", own, cell.source, "code", cell.outputs)
    if own.kind in ("solution", "free"):  # also where it was turned into prose
        return ScheduledCell("run", own, cell.source, "code")
    return scheduled_as_released(own, cell.outputs)


def scheduled_as_released(own: Cell, outputs: tuple[Any, ...] = ()) -> ScheduledCell:
    """The step of a cell that the instructor alone writes, or that is still blank."""
    actions: dict[str, Action] = {
        "solution": "run",
        "free": "run",
        "locked": "run",
        "written": "written",
        "graded": "judge",
        "show": "show",
        "text": "text",
    }
    return ScheduledCell(actions[own.kind], own, own.released, own.cell_type, outputs)


def _once(steps: Sequence[ScheduledCell]) -> list[ScheduledCell]:
    """Each cell of the instructor's once; every copy of a student's stays."""
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
    """Put a further copy of a written answer behind the first."""
    place = next(n for n, other in enumerate(kept) if other.key == step.key)
    blank = step.cell is not None and is_blank(step.source, step.cell)
    full = len(kept[place].source) > MAX_WRITTEN
    if not blank and not full and step.source.strip() not in kept[place].source:
        whole = f"{kept[place].source}\n\n{step.source}"
        kept[place] = kept[place]._replace(source=whole)


def _restored(
    steps: list[ScheduledCell], instructor: Sequence[Cell]
) -> list[ScheduledCell]:
    """The steps with every lost cell of the instructor's back behind its forerunner."""
    steps = list(steps)
    order = {cell.key: n for n, cell in enumerate(instructor)}
    there = {step.key for step in steps}
    for number, cell in enumerate(instructor):
        if cell.key not in there and _is_needed(cell, number, instructor):
            steps.insert(_place_for(number, steps, order), scheduled_as_released(cell))
    return steps


def _is_needed(cell: Cell, number: int, instructor: Sequence[Cell]) -> bool:
    """Graded, written and locked cells are; and all code before the first answer."""
    if cell.kind in ("graded", "written", "locked"):
        return True
    answers = [n for n, other in enumerate(instructor) if other.kind == "solution"]
    return cell.kind == "free" and number < min(answers, default=0)


def _place_for(
    number: int, steps: Sequence[ScheduledCell], order: dict[str, int]
) -> int:
    """Behind the nearest forerunner that is there, and behind its copies nearby."""
    ranks = [order[step.key] if step.key else None for step in steps]
    earlier = [rank for rank in ranks if rank is not None and rank < number]
    if not earlier:
        return 0
    place = ranks.index(max(earlier))
    for n in range(place + 1, len(ranks)):
        if ranks[n] == max(earlier):
            place = n
        elif ranks[n] is not None:
            break
    return place + 1


def _preamble_first(
    steps: list[ScheduledCell], instructor: Sequence[Cell]
) -> list[ScheduledCell]:
    """The steps with the instructor's own code before the first answer in front."""
    answers = [n for n, cell in enumerate(instructor) if cell.kind == "solution"]
    opening = {
        cell.key
        for cell in instructor[: min(answers, default=0)]
        if cell.kind == "locked"
    }
    answered = [n for n, step in enumerate(steps) if step.action == "run"]
    first_run = next((n for n in answered if steps[n].key not in opening), len(steps))
    late = [step for step in steps[first_run:] if step.key in opening]
    rest = [step for step in steps[first_run:] if step.key not in opening]
    return [*steps[:first_run], *late, *rest]


def _judged_in_time(
    steps: list[ScheduledCell], answers: Mapping[str, Cell]
) -> list[ScheduledCell]:
    """The steps with every graded cell after a copy of its solution cell."""
    for judged in [step for step in steps if step.key in answers]:
        place = steps.index(judged)
        answer = answers[judged.key or ""]
        copies = [n for n, step in enumerate(steps) if step.key == answer.key]
        if copies and copies[0] > place:
            steps = [*steps[:place], *steps[place + 1 :]]
            after = copies[0]
            # Graded cells of the same answer that were put there stay in order.
            while after < len(steps) and answers.get(steps[after].key or "") is answer:
                after += 1
            steps.insert(after, judged)
    return steps


def is_blank(text: str, cell: Cell) -> bool:
    """Whether a written answer adds nothing to what was handed out."""
    given = {line.strip() for line in cell.released.split("\n")}
    return all(not line.strip() or line.strip() in given for line in text.split("\n"))
