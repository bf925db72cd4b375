"""Keeps the results at each report, to show how they change over regrades."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograder.assignment.course import Course, write_whole
from autograder.reports.class_statistics import ClassTable

FILE = "report-history.json"
LONGEST = 50  # snapshots kept


class Snapshot(NamedTuple):
    """The results of a class at one time.

    Attributes:
        time: UTC, as in "2026-01-31 09:30".
        mean: of the automatic points.
        shares: the share of points by `grade_id`; None if no score is known.
        changed: students whose automatic points differ from the snapshot before:
            name, points before, points now; None for someone new.
    """

    time: str
    students: int
    mean: float
    shares: dict[str, float | None]
    changed: list[tuple[str, float | None, float]]


class History(NamedTuple):
    """All snapshots, the oldest first, and the points of each student in the last."""

    snapshots: list[Snapshot]
    points: dict[str, float]


def update(course: Course, table: ClassTable) -> History:
    """Add a snapshot if results have changed since the last one; return all."""
    path = course.root / FILE
    history = read(path)
    automatic = np.round(table.automatic, 6).tolist()
    points = dict(zip(table.students, automatic, strict=True))
    shares = _shares(table)
    last = history.snapshots[-1] if history.snapshots else None
    if last is not None and (points, shares) == (history.points, last.shares):
        return history
    before = history.points
    changed = [
        (name, before.get(name), now)
        for name, now in points.items()
        if last is not None and before.get(name) != now
    ]
    mean = round(sum(automatic) / len(automatic), 6)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    new = Snapshot(now, len(points), mean, shares, changed)
    history = History([*history.snapshots, new][-LONGEST:], points)
    write_whole(path, _json(history).encode())
    return history


def read(path: Path) -> History:
    """Return the stored history; an empty one if the file cannot be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        snapshots = [_snapshot(entry) for entry in data["snapshots"]]
        return History(snapshots, dict(data["points"]))
    except (OSError, ValueError, KeyError, TypeError):
        return History([], {})


def _snapshot(entry: dict[str, Any]) -> Snapshot:
    changed = [(name, before, now) for name, before, now in entry["changed"]]
    values = {name: entry[name] for name in ("time", "students", "mean", "shares")}
    return Snapshot(**values, changed=changed)


def _json(history: History) -> str:
    snapshots = [snapshot._asdict() for snapshot in history.snapshots]
    return json.dumps({"snapshots": snapshots, "points": history.points})


def _shares(table: ClassTable) -> dict[str, float | None]:
    """Return the mean share of points of each question, over known scores."""
    known = ~np.isnan(table.shares)
    totals = np.nansum(table.shares, axis=0)
    return {
        question.grade_id: round(float(total / count), 6) if count else None
        for question, total, count in zip(
            table.assignment.questions, totals, known.sum(axis=0), strict=True
        )
    }
