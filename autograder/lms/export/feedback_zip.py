"""Students' feedback pages in a ZIP that Canvas or Moodle distributes.

Canvas  "Upload submissions": the name of each file is that of a submitted one up to
        the file's id, NAME_USERID_FILEID_feedback.html. Canvas adds it as a comment,
        under the name of the submitted file.
        instructure/canvas-lms app/models/abstract_assignment.rb,
        `infer_comment_context_from_filename`.
Moodle  "Upload multiple feedback files in a zip": a folder for each participant,
        FULLNAME_ID_assignsubmission_file_; the "_" at the end is for Moodle before 4.1.
        moodle/moodle mod/assign/feedback/file/importziplib.php.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.course import Course
from autograder.lms.export.entries import Entry
from autograder.lms.export.rows import Row
from autograder.lms.names import safe_name
from autograder.reports.student_page import PAGE

DATE = (1980, 1, 1, 0, 0, 0)  # the same pages give the same ZIP


class Pages(NamedTuple):
    """Which page goes where.

    Attributes:
        files: the page by its name in the ZIP.
        attention: students who get none, and why.
    """

    files: dict[str, Path]
    attention: list[str]


def canvas_pages(course: Course, entries: Mapping[str, Entry]) -> Pages:
    """The pages under the names by which Canvas knows the submissions."""
    pages = Pages({}, [])
    for student, entry in entries.items():
        attempt = entry.imported.counting if entry.imported else None
        if attempt is None or attempt.platform != "canvas" or not attempt.attachment:
            pages.attention.append(
                f"{student}: no feedback for Canvas; nothing was imported from there"
            )
            continue
        name = f"{attempt.label}_{attempt.attachment}_{PAGE}"
        user = (entry.imported.ids if entry.imported else {}).get("canvas", "")
        represents = attempt.label.endswith(f"_{user}")
        if not attempt.group or represents or name not in pages.files:
            _add(pages, course, student, name)
    return pages


def moodle_pages(course: Course, rows: Mapping[str, Row]) -> Pages:
    """The pages in folders that Moodle knows the participants by."""
    pages = Pages({}, [])
    for student, row in rows.items():
        participant = row.person.ids.get("moodle", "")
        shown = row.person.name or "Participant"
        name = safe_name(re.sub(r"[_\s]+", " ", shown))
        folder = f"{name}_{participant}_assignsubmission_file_"
        _add(pages, course, student, f"{folder}/{PAGE}")
    return pages


def _add(pages: Pages, course: Course, student: str, name: str) -> None:
    page = course.feedback(student) / PAGE
    if page.is_file():
        pages.files[name] = page
    else:
        pages.attention.append(
            f"{student}: no feedback page; run: python -m autograder feedback --course "
            f"{course.root}"
        )


def write_zip(path: Path, pages: Mapping[str, Path]) -> None:
    """Write the ZIP whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(pages):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, pages[name].read_bytes())
    os.replace(beside, path)
