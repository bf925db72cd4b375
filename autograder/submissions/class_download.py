"""Recognizes a folder with submissions of several students, as platforms pack them.

Such a folder is not one student's submission. `python -m autograder import` puts each
file in place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

# Names in a download; the group is what differs between students.
PATTERNS = {
    # Canvas: lovelaceada_LATE_1234_56789_section1.ipynb
    "canvas": re.compile(r"([^_]+_(?:LATE_)?\d+)_\d+_.+"),
    # Moodle: Ada Lovelace_1234_assignsubmission_file_
    "moodle": re.compile(r"(.+_\d+)_assignsubmission_(?:file|onlinetext).*"),
    # Gradescope: submission_123456
    "gradescope": re.compile(r"submission_(\d+)"),
}


def platform_of(names: Iterable[str]) -> str | None:
    """Return the platform that packed these files; None for one student's files."""
    students: dict[str, set[str]] = {platform: set() for platform in PATTERNS}
    for name in names:
        for platform, pattern in PATTERNS.items():
            found = pattern.fullmatch(name)
            if found is not None:
                students[platform].add(found[1].replace("_LATE_", "_"))
    for platform, found_students in students.items():
        if len(found_students) > 1:
            return platform
    return None


def platform_of_folder(folder: str | Path) -> str | None:
    """Return the platform whose class download lies in the folder, or None."""
    try:
        names = os.listdir(folder)
    except OSError:  # missing, or not a folder
        return None
    return platform_of(names) if len(names) > 1 else None
