"""Grading beside stock nbgrader, in one interleaved run; growth with the class.

    python tests/benchmarks/bench_grading.py --rounds 3 --students 40 --grow 1000 5000

Without options it takes about a quarter of an hour, most of it the class of 5,000.

Both sides grade the same submissions, both notebooks each, and write the gradebook and
the graded notebooks. Ours runs with isolation on. "As graded" skips the cells that only
show something; "all cells" runs them too, as stock nbgrader always does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]  # run as a file

from own_assignment import NOTEBOOKS  # noqa: E402
from watched_run import Watched, watch  # noqa: E402

from autograder.assignment.assignment import (  # noqa: E402
    ASSIGNMENT,
    notebooks_folder,
    read_assignment,
)
from autograder.assignment.course import Course  # noqa: E402
from autograder.release.build import make_release  # noqa: E402

STOCK = """\
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.source_directory = {notebooks!r}
c.CourseDirectory.db_url = "sqlite:///{root}/gradebook.db"
"""


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        compare(Path(scratch), options.rounds, options.students, options.stock)
        steady = [grow(Path(scratch), size) for size in options.grow]
    if steady:
        extrapolate(steady[-1])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--students", type=int, default=40, help="ours, a round")
    parser.add_argument(
        "--stock", type=int, default=3, help="stock nbgrader's, a round"
    )
    parser.add_argument("--grow", type=int, nargs="*", default=[1000, 5000])
    return parser.parse_args()


def make_course(root: Path, students: int, *, show: bool) -> Course:
    """A released course with so many right submissions.

    Args:
        show: leave the `show` tags on, so that ours skips those cells.
    """
    notebooks = root / "notebooks"
    shutil.copytree(notebooks_folder(), notebooks)
    if not show:
        for path in (notebooks / ASSIGNMENT).glob("*.ipynb"):
            notebook = json.loads(path.read_text())
            for cell in notebook["cells"]:
                cell["metadata"].pop("tags", None)
            path.write_text(json.dumps(notebook))
    course = Course(root / "course", notebooks)
    make_release(course, "auto", verify=False)
    hand_in(course, students, touched=not show)
    return course


def hand_in(course: Course, students: int, *, touched: bool) -> None:
    files = solved(course, touched)
    for number in range(students):
        folder = course.submission(f"student{number:05}")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            # No two alike, as in a class.
            own = content.replace("# student", f"# student {number}")
            (folder / name).write_text(own)


def solved(course: Course, touched: bool) -> dict[str, str]:
    """The released notebooks with the instructor's solutions in them.

    Args:
        touched: the free cells are the student's own, so that they run too.
    """
    source = read_assignment(course.notebooks)
    files = {}
    for name in NOTEBOOKS:
        own = {cell.key: cell for cell in source.notebooks[name]}
        notebook = json.loads((course.release / f"{name}.ipynb").read_text())
        for cell in notebook["cells"]:
            key = cell["metadata"].get("nbgrader", {}).get("grade_id")
            if key in own and own[key].kind == "solution":
                lines = own[key].source.split("\n")
                kept = [line for line in lines if "### " not in line]
                cell["source"] = "\n".join(["# student", *kept])
            elif touched and own.get(cell["id"], own["setup"]).kind == "free":
                cell["source"] = ["# tried\n", *cell["source"]]
        files[f"{name}.ipynb"] = json.dumps(notebook)
    return files


def ours(course: Course) -> Watched:
    """Our own command, start-up included, with two workers."""
    command = [sys.executable, "-m", "autograder", "grade", "--force", "--workers=2"]
    command += [f"--course={course.root}", f"--notebooks={course.notebooks}"]
    return watch(command, ROOT, environment())


def stock(course: Course) -> Watched:
    """nbgrader's own command as it comes: one process, every cell run."""
    root = course.root
    config = STOCK.format(root=str(root), notebooks=str(course.notebooks))
    (root / "nbgrader_config.py").write_text(config)
    command = ["nbgrader", "autograde", ASSIGNMENT, "--force", "--log-level=ERROR"]
    return watch(command, root, environment())


def environment() -> dict[str, str]:
    own = str(Path(sys.executable).parent)
    path = os.pathsep.join([own, os.environ["PATH"]])
    return os.environ | {"PYTHONPATH": str(ROOT), "PATH": path}


def compare(scratch: Path, rounds: int, students: int, few: int) -> None:
    """Rounds of stock, ours as graded, ours with all cells, one after the other."""
    graded = make_course(scratch / "graded", students, show=True)
    fewer = max(students // 4, few)  # their live timings take seconds
    whole = make_course(scratch / "whole", fewer, show=False)
    theirs = make_course(scratch / "stock", few, show=True)
    sides = {
        "stock nbgrader": (lambda: stock(theirs), few),
        "ours, as graded": (lambda: ours(graded), students),
        "ours, all cells": (lambda: ours(whole), fewer),
    }
    times: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, (run, count) in sides.items():
            watched = run()
            times[side].append((watched.wall / count, watched.cpu / count))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{rounds} interleaved rounds on {os.cpu_count()} cores, load now {load}")
    print(f"a student has two notebooks; {students} students a round, stock {few}")
    print("seconds a student       wall   processor    stock / this: wall, processor")
    base = medians(times["stock nbgrader"])
    for side, seen in times.items():
        wall, cpu = medians(seen)
        ratio = f"{base[0] / wall:6.1f} {base[1] / cpu:6.1f}"
        print(f"{side:20} {wall:9.3f} {cpu:11.3f}         {ratio}")
    print("what lies between the last two: pictures, and the live timings of (e)")


def medians(times: list[tuple[float, float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*times, strict=True)]


def grow(scratch: Path, size: int) -> list[float]:
    """A class of this size: time by fifths, and what memory and files do.

    Returns:
        milliseconds a student, in each fifth of the class.
    """
    course = make_course(scratch / f"grow{size}", size, show=True)
    began = time.time()
    watched = ours(course)
    marks = sorted(path.stat().st_mtime for path in course.results.glob("*.json"))
    assert len(marks) == size, f"{len(marks)} of {size} graded"
    edges = [marks[0], *(marks[size * part // 5 - 1] for part in range(1, 6))]
    fifths = [1000 * 5 * (b - a) / size for a, b in pairwise(edges)]
    print(
        f"\n{size} students in {watched.wall:.0f} s, {watched.cpu:.0f} s of processor"
    )
    print(
        f"  the first result after {marks[0] - began:.1f} s, then by fifths, ms each:"
    )
    print("  " + ", ".join(f"{part:.0f}" for part in fifths))
    count = len(watched.glances)
    for part in range(1, 6):
        seen = watched.glances[count * part // 5 - count // 50 - 2]
        memory = ", ".join(f"{n} {m:.0f}" for n, m in sorted(seen.memory.items()))
        print(
            f"  at {part}/5: {seen.processes} processes, {seen.files} files, "
            f"largest in MB: {memory}"
        )
    left = [str(path) for path in course.root.rglob(".*")]
    print(f"  scratch left behind: {left or 'none'}")
    shutil.rmtree(scratch / f"grow{size}")
    return fifths


def extrapolate(fifths: list[float]) -> None:
    """What the largest class says of one of 10,000.

    A sum over students is linear as long as no student costs more than the one before:
    nothing is kept of a graded student but a line of the table, and the gradebook is
    asked by indexes only (a test holds every statement to that).
    """
    seconds = 10_000 * statistics.mean(fifths) / 1000
    spread = 100 * (max(fifths) / min(fifths) - 1)
    print(
        f"\n10,000 by extrapolation: {seconds / 60:.0f} minutes; the fifths above "
        f"differ by {spread:.0f} %"
    )


if __name__ == "__main__":
    main()
