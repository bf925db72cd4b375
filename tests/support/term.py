"""A term: a roster, and what a class hands in through four channels.

The exchange, and downloads of Canvas, Moodle and Gradescope as `platforms` models them.
What each student must get in the end is computed here, from what was handed in.
"""

from __future__ import annotations

import csv
import json
import math
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from class_of_real_notebooks import MARK, solved_cells
from own_assignment import AUTOMATIC, MAX_SCORE, NOTEBOOKS, points_in
from platforms import canvas_upload_name, moodle_prefix

from autograder.assignment.course import Course

CHANNELS = ("exchange", "canvas", "moodle", "gradescope")
BLANKS = ("", "s1a", "s1c", "s1d", "s1f", "s2a", "s2d")  # the cell left blank
NAMES = (
    ("Zoë", "Brontë"), ("Seán", "O'Connor"), ("小明", "王"),
    ("Martin Luther", "King, Jr."), ("Ludwig", "van Beethoven"),
    ("María José", "García Márquez"), ("Łukasz", "Żółć"), ("अनिल", "कुमार"),
    ("Anne-Marie", "D'Arcy-Smith"), ("Νίκος", "Παπαδόπουλος"), ("Ann", "Lee"),
    ("Ann", "Lee"),
)  # fmt: skip
HOURS = (-30.0, -0.5, 0.2, 3.0, 25.0, 200.0)  # after the due date
PER_DAY, MOST, GRACE = 0.1, 0.5, timedelta(minutes=15)
POLICY = f"""
c = get_config()
c.AssignLatePenalties.plugin_class = (
    "autograder.gradebook.fraction_per_day.FractionPerDay"
)
c.FractionPerDay.per_day = {PER_DAY}
c.FractionPerDay.maximum = {MOST}
c.FractionPerDay.grace_minutes = {GRACE.total_seconds() / 60:g}
"""
TEAM = "Team 7"
STRANGER = "strangersam_1999"
CANVAS_COLUMN = "Backprop (4711)"


@dataclass
class Student:
    """One student of the roster, and what the student must get.

    Attributes:
        number: gives the ids of the platforms.
        blank: the solution cell left blank.
        time: of the submission; None if nobody knows it.
        attempt: grows when the student hands in again.
        hand: points for written answers.
        extra: extra credit.
    """

    id: str
    first: str
    last: str
    channel: str
    number: int
    blank: str
    time: datetime | None = None
    attempt: int = 1
    written: str = "By the chain rule."
    late: bool = False
    in_team: bool = False
    extension: timedelta = timedelta()
    hand: dict[str, float] = field(default_factory=dict)
    extra: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"{self.id}@example.org"

    @property
    def canvas(self) -> str:
        return str(1000 + self.number)

    @property
    def moodle(self) -> str:
        return str(500 + self.number)

    @property
    def attachment(self) -> int:
        return 10_000 * self.attempt + 10 * self.number

    @property
    def submission(self) -> str:
        """Gradescope's name."""
        return f"submission_{1000 * self.attempt + self.number}"

    @property
    def score(self) -> float:
        earned = AUTOMATIC - points_in(self.blank) if self.blank else AUTOMATIC
        return earned + sum(self.hand.values()) + self.extra

    def penalty(self, due: datetime) -> float:
        """The late penalty by the policy's own words in the documentation."""
        if self.time is None:
            return 0.0
        late = self.time - due - self.extension
        if late <= GRACE:
            return 0.0
        days = math.ceil(late / timedelta(days=1))
        return self.score * min(MOST, PER_DAY * days)


def roster(sizes: dict[str, int], due: datetime) -> list[Student]:
    """The class: unusual names come first, and go around the channels.

    Args:
        due: Moodle and Gradescope state times around it.
    """
    left, students = dict(sizes), []
    while any(left.values()):
        for channel in CHANNELS:
            if left.get(channel):
                left[channel] -= 1
                students.append(_student(len(students), channel, due))
    team = [one for one in students if one.channel == "canvas"][1:3]
    for one in team:
        one.in_team, one.blank = True, team[0].blank
    for one in [one for one in students if one.channel == "canvas"][3::4]:
        one.late = True
    return students


def _student(number: int, channel: str, due: datetime) -> Student:
    first, last = NAMES[number] if number < len(NAMES) else (f"Eva{number}", "Ohm")
    hours = HOURS[(number // len(CHANNELS) + number) % len(HOURS)]
    stated = (due + timedelta(hours=hours)).replace(second=0, microsecond=0)
    return Student(
        f"{number:03}-{channel[0]}",
        first,
        last,
        channel,
        number,
        BLANKS[number % len(BLANKS)],
        stated if channel in ("moodle", "gradescope") else None,
    )


def write_csv(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> Path:
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_rosters(folder: Path, students: list[Student]) -> list[Path]:
    """The course's own roster, Canvas' gradebook and groups, Moodle's worksheet."""
    own = write_csv(
        folder / "roster.csv",
        ("id", "first_name", "last_name", "email"),
        ((s.id, s.first, s.last, s.email) for s in students),
    )
    groups = write_csv(
        folder / "groups.csv",
        ("name", "canvas_user_id", "login_id", "group_name"),
        ((s.name, s.canvas, s.id, TEAM) for s in students if s.in_team),
    )
    return [own, write_canvas_gradebook(folder, students), groups]


def write_canvas_gradebook(folder: Path, students: list[Student]) -> Path:
    """Everybody has a Canvas account."""
    header = ("Student", "ID", "SIS Login ID", "Section", CANVAS_COLUMN)
    points = ("    Points Possible", "", "", "", f"{MAX_SCORE:g}")
    rows = ((sortable(s), s.canvas, s.id, "A", "") for s in students)
    return write_csv(folder / "canvas.csv", header, [points, *rows])


def sortable(student: Student) -> str:
    """Canvas' form of a name: a suffix goes behind the given names."""
    family, _, suffix = student.last.partition(", ")
    return f"{family}, {student.first} {suffix}".rstrip()


def write_moodle_worksheet(folder: Path, students: list[Student]) -> Path:
    header = (
        "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade",
        "Last modified (submission)", "Last modified (grade)",
    )  # fmt: skip
    rows = [
        (
            f"Participant {s.moodle}", s.name, s.email, "Submitted for grading", "",
            f"{MAX_SCORE:.2f}", f"{s.time:%A, %d %B %Y, %I:%M %p}", "-",
        )
        for s in students
        if s.channel == "moodle" and s.time is not None
    ]  # fmt: skip
    return write_csv(folder / "moodle.csv", header, rows)


@cache
def _solved(name: str, course: Course, blank: str) -> str:
    return json.dumps(solved_cells(name, course, (blank,)))


def notebooks(course: Course, student: Student) -> dict[str, str]:
    """What the student hands in: the content of each notebook by its file name."""
    who = f"{TEAM} {student.attempt}" if student.in_team else student.id
    return {
        f"{name}.ipynb": _solved(name, course, student.blank)
        .replace(MARK, f"{MARK} {who}, attempt {student.attempt}")
        .replace("By the chain rule.", student.written)
        for name in NOTEBOOKS
    }


def write_canvas_download(path: Path, course: Course, students: list[Student]) -> Path:
    """The first one handed in twice, a team once, and somebody is on no roster."""
    own = [s for s in students if s.channel == "canvas"]
    team = [s for s in own if s.in_team]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in own:
            if one not in team[1:]:
                for name, text in _canvas_files(course, one, own[0] is one):
                    archive.writestr(name, text)
        for file, text in notebooks(course, own[-1]).items():
            name = canvas_upload_name("Stranger, Sam", 1999, 99, file)
            archive.writestr(name, text.replace(own[-1].id, "sam"))
    return path


def _canvas_files(course, one, twice):
    """The names and contents of a student's files, an earlier attempt first."""
    shown = TEAM if one.in_team else sortable(one)
    files = notebooks(course, one)
    if twice:
        for number, file in enumerate(files):
            yield canvas_upload_name(shown, one.canvas, number, file, one.late), "{}"
    for number, (file, text) in enumerate(files.items(), one.attachment):
        again = file.replace(".ipynb", "-1.ipynb") if twice else file
        yield canvas_upload_name(shown, one.canvas, number, again, one.late), text


def write_moodle_download(path: Path, course: Course, students: list[Student]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in students:
            if one.channel == "moodle":
                folder = f"{moodle_prefix(one.name, one.moodle)}_assignsubmission_file"
                for file, text in notebooks(course, one).items():
                    archive.writestr(f"{folder}/{file}", text)
    return path


def write_gradescope_export(
    path: Path, course: Course, students: list[Student]
) -> Path:
    metadata = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in students:
            if one.channel == "gradescope":
                metadata += (
                    f"{one.submission}:\n  :submitters:\n  - :name: {one.name!r}\n"
                    f"    :sid: '{one.id}'\n    :email: {one.email}\n"
                    f"  :created_at: {one.time:%Y-%m-%d %H:%M:%S}.000000000 Z\n"
                )
                for file, text in notebooks(course, one).items():
                    archive.writestr(f"export/{one.submission}/{file}", text)
        archive.writestr("export/submission_metadata.yml", metadata)
    return path
