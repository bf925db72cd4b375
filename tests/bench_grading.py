"""Grading beside stock nbgrader, in one interleaved run; growth with the class.

    python tests/bench_grading.py [--rounds 3] [--students 40] [--grow 1000 5000]

Both sides grade the same submissions, both notebooks each, and write the gradebook and
the graded notebooks. Ours runs with isolation on. "As graded" skips the cells that only
show something; "all cells" runs them too, as stock nbgrader always does.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, it finds the project by itself

from autograder.checks.contract import ASSIGNMENT, NOTEBOOKS  # noqa: E402
from autograder.course.layout import Course  # noqa: E402
from autograder.course.release import make_release  # noqa: E402
from autograder.course.source import default_folder, read_source  # noqa: E402

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
        for size in options.grow:
            grow(Path(scratch), size)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--students", type=int, default=40, help="ours, a round")
    parser.add_argument(
        "--stock", type=int, default=3, help="stock nbgrader's, a round"
    )
    parser.add_argument("--grow", type=int, nargs="*", default=[1000])
    return parser.parse_args()


def make_course(root: Path, students: int, *, show: bool) -> Course:
    """A released course with so many right submissions.

    Args:
        show: leave the `show` tags on, so that ours skips those cells.
    """
    notebooks = root / "notebooks"
    shutil.copytree(default_folder(), notebooks)
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
    source = read_source(course.notebooks)
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


def ours(course: Course) -> tuple[float, float]:
    """Wall and processor seconds a student, start-up included."""
    students = len(list(course.students()))
    command = [sys.executable, "-m", "autograder", "grade", "--force", "--workers=2"]
    command += [f"--course={course.root}", f"--notebooks={course.notebooks}"]
    wall, cpu = timed(command, ROOT)
    return wall / students, cpu / students


def stock(course: Course, students: list[str]) -> tuple[float, float]:
    """The same for stock nbgrader, one process as it comes."""
    root = course.root
    config = STOCK.format(root=str(root), notebooks=str(course.notebooks))
    (root / "nbgrader_config.py").write_text(config)
    names = "[" + "".join(sorted({name[-1] for name in students})) + "]"
    command = ["nbgrader", "autograde", ASSIGNMENT, "--force", "--log-level=ERROR"]
    command += [f"--student=student0000{names}"]
    wall, cpu = timed(command, root)
    return wall / len(students), cpu / len(students)


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment["PATH"] = (
        f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    )
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(
            f"{command} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, cpu


def compare(scratch: Path, rounds: int, students: int, few: int) -> None:
    """Rounds of stock, ours as graded, ours with all cells, one after the other."""
    graded = make_course(scratch / "graded", students, show=True)
    whole = make_course(scratch / "whole", students, show=False)
    theirs = make_course(scratch / "stock", few, show=True)
    names = list(theirs.students())
    sides = {
        "stock nbgrader": lambda: stock(theirs, names),
        "ours, as graded": lambda: ours(graded),
        "ours, all cells": lambda: ours(whole),
    }
    times: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, run in sides.items():
            times[side].append(run())
    print(
        f"{rounds} interleaved rounds, {os.cpu_count()} cores, two notebooks a student"
    )
    print("seconds a student       wall     processor   stock / this (wall, processor)")
    base = medians(times["stock nbgrader"])
    for side, seen in times.items():
        wall, cpu = medians(seen)
        ratio = f"{base[0] / wall:5.1f}  {base[1] / cpu:5.1f}"
        print(f"{side:20} {wall:9.3f} {cpu:11.3f}      {ratio}")


def medians(times: list[tuple[float, float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*times, strict=True)]


def grow(scratch: Path, size: int) -> None:
    """A class of this size: time by fifths, and what memory and files do."""
    course = make_course(scratch / f"grow{size}", size, show=True)
    began = time.time()
    watched = Watched(course)
    wall, _ = watched.run()
    marks = sorted(path.stat().st_mtime for path in course.results.glob("*.json"))
    assert len(marks) == size, f"{len(marks)} of {size} graded"
    edges = [began, *(marks[size * part // 5 - 1] for part in range(1, 6))]
    fifths = [1000 * 5 * (b - a) / size for a, b in pairwise(edges)]
    print(f"\n{size} students in {wall:.0f} s: {1000 * wall / size:.0f} ms each")
    print("  by fifths, ms each: " + ", ".join(f"{part:.0f}" for part in fifths))
    print("  processes, memory (MB) and open files at the fifths:")
    for line in watched.lines():
        print(f"    {line}")
    left = [p.name for p in course.root.rglob(".*")] + list(course.root.rglob("*.part"))
    print(f"  scratch left behind: {left or 'none'}")
    shutil.rmtree(scratch / f"grow{size}")


class Watched:
    """One run of ours, its processes looked at now and then."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.seen: list[tuple[float, int, float, int]] = []

    def run(self) -> tuple[float, float]:
        from threading import Event, Thread

        done = Event()
        watcher = Thread(target=self._watch, args=(done,))
        watcher.start()
        try:
            size = len(list(self.course.students()))
            wall, cpu = ours(self.course)
            return wall * size, cpu * size
        finally:
            done.set()
            watcher.join()

    def _watch(self, done) -> None:
        while not done.wait(2):
            self.seen.append((time.time(), *measured(descendants(os.getpid()))))

    def lines(self) -> list[str]:
        picked = [self.seen[len(self.seen) * part // 5] for part in range(5)]
        return [
            f"{processes} processes, {memory:.0f} MB together, {files} files"
            for _, processes, memory, files in [*picked, self.seen[-1]]
        ]


def descendants(root: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {root})


def measured(pids: list[int]) -> tuple[int, float, int]:
    memory, files, count = 0.0, 0, 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/statm").read_text().split()
            files += len(os.listdir(f"/proc/{pid}/fd"))
        except OSError:
            continue
        count += 1
        memory += int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return count, memory, files


if __name__ == "__main__":
    main()
