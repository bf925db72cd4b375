"""Attempts on disk: the last one in `submitted/`, the earlier ones in `downloaded/`.

    course/submitted/STUDENT/ASSIGNMENT/           the attempt that counts
    course/downloaded/ASSIGNMENT/STUDENT/DIGEST/   each other one

Nothing is overwritten or removed. A new attempt is written in full beside its place;
then the folder that was there moves away and the new one moves in, each by one rename.
If the command is stopped in between, the next run finds the digest of what is in place
and goes on from there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UnreadableError, one_line
from autograder.submissions.exchange_files import TIMESTAMP, read_exchange_file
from autograder.submissions.import_record import ImportedAttempt, ImportedStudent
from autograder.submissions.timestamps import is_later

Change = Literal["new", "newer", "older", "updated", "unchanged"]


def digest_of(files: Mapping[str, bytes]) -> str:
    """A name for these files: the same for the same names and contents."""
    return _digest({n: hashlib.sha256(data).digest() for n, data in files.items()})


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(name.encode("utf-8", "replace") + b"\0" + contents[name])
    return digest.hexdigest()[:16]


def place(
    course: Course,
    student: str,
    entry: ImportedStudent,
    attempt: ImportedAttempt,
    files: Mapping[str, bytes],
) -> Change:
    """Put one attempt in its place, and into the student's entry of the record.

    Raises:
        UnreadableError: the student's folder is a link or a file.
        OSError: the disk refuses.
    """
    _check_folder(course, student)
    known = next((a for a in entry.attempts if _is_same(a, attempt)), None)
    if known is not None:
        return _again(course, student, known, attempt, files)
    counting = entry.counting
    if counting is not None and _is_replaced(entry, counting, attempt):
        return "unchanged"
    older = counting is not None and not _is_later(attempt, counting)
    if older or _is_newer_in_place(course, student, attempt, counting):
        _write(downloaded(course, student) / attempt.digest, attempt, files)
        entry.attempts.append(attempt)
        return "older"
    moved = _move_in(course, student, attempt, files)
    for one in entry.attempts:
        one.counts = False
    attempt.counts = True
    entry.attempts.append(attempt)
    return "newer" if moved else "new"


def _again(
    course: Course,
    student: str,
    known: ImportedAttempt,
    attempt: ImportedAttempt,
    files: Mapping[str, bytes],
) -> Change:
    """What an attempt that was imported before still adds: its time, a lost folder."""
    target = course.submission(student)
    change: Change = "unchanged"
    if known.late is None and attempt.late is not None:
        known.late, change = attempt.late, "updated"
    if known.time is None and attempt.time is not None:
        known.time, change = attempt.time, "updated"
        in_place = known.counts and target.is_dir()
        if in_place and _digest_on_disk(target) == known.digest:
            write_whole(target / TIMESTAMP, attempt.time.encode())
    if known.counts and not target.is_dir():
        _move_in(course, student, known, files)
        return "new"
    return change


def downloaded(course: Course, student: str) -> Path:
    """Where the attempts lie that do not count."""
    return course.root / "downloaded" / course.assignment / student


def _is_same(one: ImportedAttempt, other: ImportedAttempt) -> bool:
    """Whether this attempt has been imported before."""
    if one.digest != other.digest:
        return False
    if one.order is not None and one.platform == other.platform:
        return one.order == other.order
    return one.time is None or other.time is None or one.time == other.time


def _is_replaced(
    entry: ImportedStudent, counting: ImportedAttempt, attempt: ImportedAttempt
) -> bool:
    """Whether these files were replaced by the attempt that counts.

    Moodle states one time, that of the last attempt. If an earlier download is imported
    again, its files seem to have this time.
    """
    if attempt.order is not None or not attempt.time or attempt.time != counting.time:
        return False
    return any(
        (one.digest, one.platform) == (attempt.digest, attempt.platform)
        for one in entry.attempts
    )


def _is_later(new: ImportedAttempt, old: ImportedAttempt) -> bool:
    """Whether the new attempt was made after the old one.

    By the platform's own numbers, else by the times; where there are neither, what is
    imported later was handed in later.
    """
    if new.platform == old.platform and None not in (new.order, old.order):
        return (new.order or 0) >= (old.order or 0)
    if new.time and old.time:
        return new.time >= old.time
    return True


def _is_newer_in_place(
    course: Course,
    student: str,
    attempt: ImportedAttempt,
    counting: ImportedAttempt | None,
) -> bool:
    """Whether something newer than the attempt came in another way, as by exchange."""
    text = read_exchange_file(course.submission(student), TIMESTAMP)
    imported = counting is not None and text == counting.time
    return not imported and is_later(text, attempt.time)


def _check_folder(course: Course, student: str) -> None:
    for path in (course.submitted / student, course.submission(student)):
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            raise UnreadableError(
                f"{one_line(str(path), 200)} is a link or a file; a folder is "
                "expected. Move it away, and import again."
            )


def _move_in(
    course: Course, student: str, attempt: ImportedAttempt, files: Mapping[str, bytes]
) -> bool:
    """Let the attempt take the place of what counted so far, if anything did."""
    target = course.submission(student)
    present = _digest_on_disk(target) if target.is_dir() else None
    if present == attempt.digest and _has_time(target, attempt):
        return False
    part = _write_part(target, attempt, files)
    if present is not None:
        aside = downloaded(course, student)
        aside.mkdir(parents=True, exist_ok=True)
        os.rename(target, _free(aside / present))
    os.rename(part, target)
    return present is not None


def _write(folder: Path, attempt: ImportedAttempt, files: Mapping[str, bytes]) -> None:
    """Write a folder that appears with all of its files or not at all."""
    if not folder.exists():  # else it was written before the command was stopped
        os.rename(_write_part(folder, attempt, files), folder)


def _write_part(
    folder: Path, attempt: ImportedAttempt, files: Mapping[str, bytes]
) -> Path:
    """Write the files into a folder beside `folder`."""
    part = folder.with_name(f".{folder.name}.part")
    if part.exists():
        shutil.rmtree(part)
    part.mkdir(parents=True)
    for name, data in files.items():
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if attempt.time:
        (part / TIMESTAMP).write_text(attempt.time, encoding="utf-8")
    return part


def _free(path: Path) -> Path:
    """The path, or the first one with a number that is not taken."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def _has_time(folder: Path, attempt: ImportedAttempt) -> bool:
    path = folder / TIMESTAMP
    text = path.read_text("utf-8", "replace").strip() if path.is_file() else None
    return text == attempt.time


def _digest_on_disk(folder: Path) -> str:
    """The digest of a folder's regular files, its own time aside."""
    contents = {}
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names):
            relative = path.relative_to(folder).as_posix()
            regular = path.is_file() and not path.is_symlink()
            if regular and relative != TIMESTAMP:
                with open(path, "rb") as file:
                    contents[relative] = hashlib.file_digest(file, "sha256").digest()
    return _digest(contents)
