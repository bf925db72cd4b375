"""What the columns of a roster mean, in the exports of all platforms.

Columns are found by their headings, in English and as Moodle translates them:

    Canvas      gradebook (`Student, ID, SIS User ID, SIS Login ID, Section`), and the
                export of a group set (`canvas_user_id, login_id, group_name`)
    Moodle      offline grading worksheet, participants, grader report
    Gradescope  roster (`Name, SID, Email`)
    nbgrader    `id, first_name, last_name, email, lms_user_id`, also `student_id`
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from autograder.assignment.errors import UsageError, one_line
from autograder.lms.people import Person
from autograder.lms.tables import Table

COLUMNS = {  # field: headings, in lower case
    "id": ("id", "student_id"),
    "first": ("first_name", "first name", "firstname", "vorname", "prénom", "nombre"),
    "last": ("last_name", "last name", "surname", "lastname", "nachname",
             "nom de famille", "apellido(s)", "apellidos"),
    "name": ("name", "full name", "student", "vollständiger name", "nom complet",
             "nombre completo", "nome completo"),
    "email": ("email", "email address", "e-mail", "e-mail address", "e-mail-adresse",
              "adresse de courriel", "dirección de correo", "indirizzo email"),
    "login": ("username", "login_id", "sis login id", "anmeldename",
              "nom d'utilisateur"),
    "sis": ("sis user id", "user_id"),
    "number": ("id number", "idnumber", "id-nummer", "numéro d'identification"),
    "sid": ("sid", "student id"),
    "canvas": ("canvas_user_id",),
    "lms": ("lms_user_id",),
    "moodle": ("identifier", "identificador", "identifiant", "identificatie"),
    "group": ("group", "groups", "group_name", "gruppe", "gruppen", "groupe", "grupo"),
    "time": ("last modified (submission)", "zuletzt geändert (abgabe)",
             "dernière modification (travail remis)"),
    "status": ("status", "estado", "statut"),
}  # fmt: skip
IDS = ("id", "login", "sis", "number", "sid", "canvas", "lms")
NO_STUDENT = ("points possible", "student, test")  # rows of Canvas
LATE = re.compile(r"\blate\b", re.IGNORECASE)  # as Moodle's English status has it,
ENGLISH = re.compile(r"submi|draft", re.IGNORECASE)  # which has one of these words too
SUFFIX = re.compile(r"(?i:[js]r\.?)|II|III|IV|Ph\.?D\.?")  # of a family name


def read_roster(table: Table) -> list[Person]:
    """The persons of one file.

    Raises:
        UsageError: no column identifies students.
    """
    columns = _columns(table)
    if not columns.keys() & {*IDS, "email", "moodle", "name", "last"}:
        raise UsageError(
            f"{table.path} is no roster: its columns are "
            f"{one_line(', '.join(table.header), 200)}; expected one of id, Student, "
            "Full name, Email address, SID. Export the roster again from the platform."
        )
    return [person for person in persons_by_row(table) if person is not None]


def persons_by_row(table: Table) -> list[Person | None]:
    """The person of each row; None for a row that is no student's."""
    columns = _columns(table)
    persons: list[Person | None] = []
    for row in table.rows:
        fields = {field: row[index].strip() for field, index in columns.items()}
        person = _person(fields) if _is_student(fields) else None
        persons.append(person if person is not None and person.student else None)
    return persons


def _columns(table: Table) -> dict[str, int]:
    """Where each field is."""
    header = table.header
    headings = [heading.strip().casefold() for heading in header]
    found: dict[str, int] = {}
    for field, names in COLUMNS.items():
        where = [index for index, heading in enumerate(headings) if heading in names]
        if where:
            found[field] = where[0]
    if is_canvas(header):  # "ID" is the user id in Canvas, not ours
        split = "LastName" in header[0]
        found.pop("id", None)
        found["canvas"] = 2 if split else 1
        if not split:
            found["name"] = 0
    elif "moodle" not in found and is_worksheet(table):
        found["moodle"] = 0
        found.pop("id", None)
    return found


def is_canvas(header: Sequence[str]) -> bool:
    """Whether this is a gradebook, by the rule of Canvas' own importer.

    instructure/canvas-lms lib/gradebook_importer.rb, `row_has_student_headers?`.
    """
    whole = len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    split = (
        len(header) > 4
        and "LastName" in header[0]
        and "FirstName" in header[1]
        and "ID" in header[2]
    )
    return whole or split


def is_worksheet(table: Table) -> bool:
    """Whether this is an offline grading worksheet of Moodle, in any language.

    The first column says "Participant 123", with the same word in each row; there is
    one for the time of the grade, whose heading ends in brackets.
    moodle/moodle mod/assign/gradingtable.php, the constructor and `col_recordid`.
    """
    numbered = [re.fullmatch(r"(\D+)\d+", row[0].strip()) for row in table.rows]
    words = {match[1] if match else "" for match in numbered}
    bracketed = [h for h in table.header if h.strip().endswith((")", "）"))]
    return len(words) == 1 and "" not in words and bool(bracketed)


def _is_student(row: dict[str, str]) -> bool:
    name = row.get("name", "").casefold()
    return bool(any(row.values())) and not any(part in name for part in NO_STUDENT)


def _person(row: dict[str, str]) -> Person:
    ids = {kind: row[kind] for kind in IDS if row.get(kind)}
    participant = re.search(r"\d+$", row.get("moodle", ""))
    if participant:
        ids["moodle"] = participant[0]
    groups = {group.strip() for group in row.get("group", "").split(",")} - {""}
    status = row.get("status", "")
    name = _name(row)
    return Person(
        name.forms,
        row.get("email", ""),
        ids,
        groups,
        row.get("time", ""),
        LATE.search(status) is not None if ENGLISH.search(status) else None,
        name.first,
        name.last,
    )


class _Name(NamedTuple):
    """A person's name: its parts, and the forms in which platforms print it."""

    first: str
    last: str
    forms: list[str]


def _name(row: dict[str, str]) -> _Name:
    first, last, whole = (row.get(key, "") for key in ("first", "last", "name"))
    if whole.startswith('="') and whole.endswith('"'):  # Canvas, against formulas
        whole = whole[2:-1]
    family, given = _parts(whole)
    forms = [f"{first} {last}".strip(), f"{last}, {first}" if first and last else ""]
    forms.append(f"{given} {family}".strip())
    forms.append(whole)
    known = list(dict.fromkeys(form for form in forms if form))
    return _Name(first, last, known) if last else _Name(given or first, family, known)


def _parts(name: str) -> tuple[str, str]:
    """The family name and the given name of "King, Jr., Martin Luther".

    Without such a comma, all of it and "".
    """
    family, *rest = (part.strip() for part in name.split(","))
    if rest and SUFFIX.fullmatch(rest[0]):
        family, rest = f"{family}, {rest[0]}", rest[1:]
    return family, ", ".join(filter(None, rest))
