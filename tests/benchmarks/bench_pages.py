"""Pages and reruns for large classes: processor time and memory of three commands.

    python tests/benchmarks/bench_pages.py --sizes 1000 3000 10000

Without options it takes about ten minutes and 2 GB of disk. A small class is graded.
Each student of the large class is a copy of one of its students with changed code, so
that no student has to be graded: `grade` has nothing to do.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]  # run as a file

from bench_grading import environment  # noqa: E402

from autograder.assignment.assignment import Assignment  # noqa: E402
from autograder.assignment.course import Course  # noqa: E402
from autograder.assignment.results import StudentResult  # noqa: E402
from autograder.demo.build import build_class  # noqa: E402
from autograder.demo.students import sample_class  # noqa: E402
from autograder.gradebook.configuration import read_configuration  # noqa: E402
from autograder.gradebook.write import GradebookWriter  # noqa: E402
from autograder.grading.submission import Rules, content_key  # noqa: E402
from autograder.grading.whole_class import (  # noqa: E402
    read_submission,
    write_result,
)
from autograder.release.build import make_release  # noqa: E402
from autograder.release.companion_data import refresh  # noqa: E402

COMMANDS = ("report", "report --anonymous", "feedback", "grade")
MARK = "@@"
COPIES = 50  # one student in so many submits the code of the one before

# A small process starts the command: the largest memory of a process is never less
# than that of the one which started it.
WATCH = """
import json, os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
cpu = used.ru_utime + used.ru_stime
print(json.dumps([process.returncode, cpu, used.ru_maxrss]))
"""


class Model(NamedTuple):
    """A student of the small class: the graded notebooks and the result."""

    submitted: dict[str, str]
    autograded: dict[str, str]
    result: StudentResult


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10_000])
    parser.add_argument("--keep", type=Path, help="leave the courses in this folder")
    options = parser.parse_args()
    print("students  command             wall s  processor s   ms each   largest MB")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for size in options.sizes:
            root = (options.keep or Path(scratch)) / str(size)
            if not root.exists():
                make_class(root, size)
            for name in COMMANDS:
                wall, cpu, memory = measured([*name.split(), f"--course={root}"])
                print(
                    f"{size:8}  {name:18} {wall:7.1f} {cpu:12.1f} "
                    f"{1000 * cpu / size:9.2f} {memory:12.0f}"
                )


def measured(arguments: list[str]) -> tuple[float, float, float]:
    """Seconds of wall and processor time, and MB of the largest process."""
    command = [sys.executable, "-m", "autograder", *arguments]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *command],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    wall = time.monotonic() - began
    status, cpu, memory = json.loads(done.stdout)
    if status not in (0, 1):  # 1: some submissions could not be read
        raise SystemExit(f"{command} failed with status {status}")
    return wall, cpu, memory / 1000


def make_class(root: Path, size: int) -> None:
    course = Course(root)
    assignment = make_release(course, "auto", verify=False).assignment
    honest = [s for s in sample_class(assignment) if not (s.attack or s.mangle)]
    build_class(course.release, course.submitted, honest, assignment)
    measured(["grade", f"--course={root}"])
    assignment = refresh(assignment)
    models = [
        model for name in course.graded_students() if (model := read(course, name))
    ]
    rules = Rules(assignment)
    with GradebookWriter(read_configuration(course).db_url, assignment) as book:
        for result in copies(course, assignment, models, size - len(honest)):
            submission = read_submission(course, result.student, assignment)
            result = replace(result, key=content_key(submission, rules))
            book.record(result, None, None)
            write_result(course, result, assignment)


def read(course: Course, student: str) -> Model | None:
    result = course.result(student)
    if result is None or result.failed:
        return None
    return Model(
        texts(course.submission(student)), texts(course.autograded(student)), result
    )


def texts(folder: Path) -> dict[str, str]:
    """The notebooks in the folder, with a mark where each answer begins."""
    files = {}
    for path in sorted(folder.glob("*.ipynb")):
        notebook = json.loads(path.read_text())
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
            cell["source"] = f"{MARK}{name}{MARK}" + "".join(cell["source"])
        files[path.name] = json.dumps(notebook)
    return files


def copies(
    course: Course, assignment: Assignment, models: list[Model], count: int
) -> Iterator[StudentResult]:
    """Write notebooks for so many students, each with code of their own."""
    for number in range(count):
        model = models[number % len(models)]
        student = f"student{number:05}"
        same = number % COPIES == COPIES - 1
        chance = random.Random(number - len(models) if same else number)
        lines = {
            cell.key: extra_lines(chance)
            for cells in assignment.notebooks.values()
            for cell in cells
            if cell.kind == "solution"
        }
        for folder, files in (
            (course.submission(student), model.submitted),
            (course.autograded(student), model.autograded),
        ):
            folder.mkdir(parents=True)
            for name, text in files.items():
                (folder / name).write_text(changed(text, lines))
        yield replace(model.result, student=student)


def extra_lines(chance: random.Random) -> str:
    """Three lines with numbers, or a comment: half of the answers are as others."""
    if chance.random() < 0.5:
        return "# a comment\n"
    return "".join(f"value_{n} = {chance.randrange(10**9)}\n" for n in range(3))


def changed(text: str, lines: dict[str, str]) -> str:
    """The notebook with lines put into its answers."""
    parts = text.split(MARK)
    parts[1::2] = [json.dumps(lines.get(name, ""))[1:-1] for name in parts[1::2]]
    return "".join(parts)


if __name__ == "__main__":
    main()
