"""docs/instructor-guide.md: every command is run, in order, on a small class."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections import Counter

import exchange
import pytest
import term
from own_assignment import ASSIGNMENT
from paths import ROOT
from sandbox_here import needs_sandbox

from autograder.__main__ import parser
from autograder.assignment.course import Course

pytestmark = [pytest.mark.slow, needs_sandbox]
PAGE = (ROOT / "docs" / "instructor-guide.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.M | re.S)
BLOCKS = [match.groups() for match in BLOCK.finditer(PAGE)]
PREPARED = {"make demo", ". .venv/bin/activate"}  # before the first command


def commands(text):
    """The commands of a console block, each with the lines that are seen."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, *seen = part.splitlines()
        yield command, seen


class Sunday:
    """An instructor who follows the guide; ada uses the exchange, three use Canvas."""

    def __init__(self, folder):
        self.teacher = exchange.instructor(folder)
        self.ada = exchange.student(folder, "ada")
        self.folder = project = self.teacher.folder
        self.course = Course(project / "course", project / "notebooks")
        sizes = {"exchange": 1, "canvas": 3}
        self.students = term.roster(sizes, term.datetime(2026, 3, 2))
        [own] = [s for s in self.students if s.channel == "exchange"]
        own.id = "ada"
        self.own = own
        for one in self.students:
            one.in_team = False
        self.students[-1].late = True

    def follow(self):
        """Run everything; return the lines that were not seen."""
        unseen = []
        for language, who, text in BLOCKS:
            if language == "console":
                person = self.ada if who == "student" else self.teacher
                for command, seen in commands(text):
                    self.prepare(command)
                    printed = person.run(*arguments(command), status=status(command))
                    missing = [line for line in seen if not is_in(line, printed)]
                    unseen += [(command, line, printed) for line in missing]
            elif who == "config":
                with open(self.folder / "nbgrader_config.py", "a") as file:
                    file.write(text)
            else:
                assert (language, who) == ("python", "run")
                self.teacher.run("timeit", "-n1", "-r1", text)
        return unseen

    def prepare(self, command):
        """Do what the guide says between the commands."""
        if command.startswith("nbgrader submit"):
            self.hand_in()
        elif "import submissions.zip" in command:
            term.write_canvas_download(
                self.folder / "submissions.zip", self.course, self.students
            )
            gradebook = term.write_canvas_gradebook(self.folder, self.students)
            gradebook.rename(self.folder / "gradebook.csv")
        elif command.endswith("course/to-grade/scores.csv"):
            fill_in(self.course.root / "to-grade" / "scores.csv")
        elif command.endswith("--update"):
            self.own.attempt = 2
            self.hand_in()
            self.ada.nbgrader("submit", "backprop")

    def hand_in(self):
        for name, text in term.notebooks(self.course, self.own).items():
            (self.ada.folder / "backprop" / name).write_text(text)


def arguments(command):
    """What stands behind `python -m`."""
    words = shlex.split(command)
    return words[2:] if words[:2] == ["python", "-m"] else words


def status(command):
    """1 where somebody is listed: not on the roster, or without a row in Canvas."""
    return int("import submissions.zip" in command or "--to canvas" in command)


def is_in(line, printed):
    """Whether the output has such a line; "..." stands for anything."""
    form = ".*".join(map(re.escape, line.split("...")))
    return re.search(f"^{form}$", printed, re.M) is not None


def fill_in(file):
    with open(file, newline="", encoding="utf-8") as rows:
        header, *answers = csv.reader(rows)
    scored = [[question, key, "1", *rest] for question, key, _, *rest in answers]
    term.write_csv(file, header, scored)


@pytest.mark.long
def test_every_command_of_the_guide_works(tmp_path):
    sunday = Sunday(tmp_path)
    assert sunday.follow() == []
    course = sunday.course
    with open(course.root / "back" / "grades.csv", newline="") as file:
        totals = {row["student"]: float(row["total"]) for row in csv.DictReader(file)}
    assert set(totals) == {s.id for s in sunday.students} | {term.STRANGER}
    assert all(totals.values())
    feedback = sunday.ada.folder / "backprop" / "feedback"
    own = (course.feedback("ada") / "feedback.html").read_text()
    assert {page.read_text() for page in feedback.rglob("*.html")} == {own}
    shutil.rmtree(tmp_path)


def test_no_command_stands_outside_the_blocks_that_are_run():
    prose = BLOCK.sub("", PAGE)
    inline = set(re.findall(r"`((?:python|nbgrader|make|\. )[^`_]*)`", prose))
    assert inline == PREPARED


def test_the_guide_has_every_command_of_the_parser():
    [subparsers] = [a for a in parser()._actions if a.dest == "command"]
    used = Counter(
        arguments(command)[1]
        for language, _, text in BLOCKS
        if language == "console"
        for command, _ in commands(text)
        if arguments(command)[0] == "autograder"
    )
    # Two other ways into a course have pages of their own, to which the guide links.
    assert set(used) == set(subparsers.choices) - {"gradescope", "init"}


def test_the_guide_is_short():
    assert len(PAGE.splitlines()) <= 230
    assert ASSIGNMENT.name in PAGE


def test_messages_that_the_guide_explains_are_the_programs_own():
    table = PAGE.partition("## When something looks wrong")[2]
    quoted = re.findall(r"^\| `([^`]+)` \|", table, re.M)
    sources = [path.read_text() for path in (ROOT / "autograder").rglob("*.py")]
    assert len(quoted) >= 3
    assert [q for q in quoted if not any(q in text for text in sources)] == []
