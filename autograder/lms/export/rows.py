"""The rows of a platform's file, and the students that they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import UsageError, one_line
from autograder.lms.export.entries import Entry
from autograder.lms.names import squeezed
from autograder.lms.people import People, Person
from autograder.lms.roster_columns import persons_by_row
from autograder.lms.tables import Table, points


class Row(NamedTuple):
    """One student's row.

    Attributes:
        cells: of the file, to be changed in place.
        student: our id; None if the student handed nothing in.
    """

    cells: list[str]
    person: Person
    student: str | None


@dataclass
class Filled:
    """A platform's file with our grades in it.

    Attributes:
        count: how many grades were filled in.
        attention: what needs a person, and why.
        rows: by student.
    """

    content: bytes
    count: int = 0
    attention: list[str] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)


def match_rows(table: Table, entries: Mapping[str, Entry]) -> list[Row]:
    """The rows of students, each with the student that it is about.

    Nobody gets a grade by a name that several rows have.
    """
    people = People(_person(entry) for entry in entries.values())
    students = {id(p): s for p, s in zip(people.all, entries, strict=True)}
    rows, named = [], Counter[str]()
    for cells, person in zip(table.rows, persons_by_row(table), strict=True):
        if person is not None:
            ids = person.ids | ({"email": person.email} if person.email else {})
            found = people.find(ids, person.name)
            student = students.get(id(found.person))
            rows.append(Row(cells, person, student))
            if found.by_name and student is not None:
                named[student] += 1
    twice = {student for student, count in named.items() if count > 1}
    return [r._replace(student=None) if r.student in twice else r for r in rows]


def _person(entry: Entry) -> Person:
    imported = entry.imported
    if imported is None:
        return Person(ids={"id": entry.student})
    names = [imported.name] if imported.name else []
    return Person(names, imported.email, imported.ids | {"id": entry.student})


def fill(
    table: Table,
    column: int,
    rows: list[Row],
    entries: Mapping[str, Entry],
    keep: Mapping[str, str],
) -> Filled:
    """Write each student's total into the column; nothing else of the file changes.

    Args:
        keep: by student, why the cell has to stay as it is.
    """
    filled = Filled(b"")
    for row in rows:
        if row.student is None:
            continue
        if row.student in filled.rows:
            filled.attention.append(
                f"{row.student}: has two rows in {table.path.name}; the first was used"
            )
            continue
        filled.rows[row.student] = row
        if row.student in keep:
            filled.attention.append(f"{row.student}: {keep[row.student]}")
            continue
        row.cells[column] = points(entries[row.student].figures.total)
        filled.count += 1
    for student in entries.keys() - filled.rows.keys():
        filled.attention.append(f"{student}: no row in {table.path.name}; not returned")
    filled.attention.sort()
    return filled


def choose_column(
    table: Table, columns: Mapping[int, str], wanted: str, assignment: Assignment
) -> int:
    """The one column that is meant.

    Args:
        columns: titles of the columns that can hold the grade.
        wanted: what the user typed; "" to go by the assignment's name.

    Raises:
        UsageError: none fits, or several do.
    """
    if wanted:
        fitting = [i for i, title in columns.items() if _is_titled(title, wanted)]
    else:
        name = squeezed(assignment.name)
        fitting = [i for i, title in columns.items() if name in squeezed(title)]
    if len(fitting) == 1:
        return fitting[0]
    problem = "no column" if not fitting else f"{len(fitting)} columns"
    offered = one_line("; ".join(columns.values()) or "none", 400)
    raise UsageError(
        f"{table.path}: {problem} for {(wanted or assignment.name)!r}. Give one of "
        f"these with --column: {offered}"
    )


def _is_titled(title: str, wanted: str) -> bool:
    plain = title.rpartition(" (")[0]
    return wanted.strip().casefold() in (title.strip().casefold(), plain.casefold())


def check_maximum(table: Table, text: str, assignment: Assignment, how: str) -> None:
    """Make sure that the platform counts out of the same maximum.

    Raises:
        UsageError: it does not; `how` says where to change it.
    """
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        return  # none is set
    if abs(found - assignment.max_score) > 0.005:
        raise UsageError(
            f"{table.path}: the platform's maximum is {found:g}, but the assignment "
            f"has {assignment.max_score:g} points. {how}, then download the file "
            "again; nothing was written."
        )
