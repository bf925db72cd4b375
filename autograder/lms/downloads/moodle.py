"""Moodle: a folder per student and plugin, or all files in one folder.

    FULLNAME_ID_assignsubmission_file/FILE     Moodle 4.1 and later
    FULLNAME_ID_assignsubmission_file_/FILE    3.1 to 4.0
    FULLNAME_ID_assignsubmission_file_FILE     "download in folders" switched off

ID is the participant's number in this assignment, as in the grading worksheet's
"Participant 123"; for team submissions FULLNAME is the group's and ID the group's
number, absent for the default group. With blind marking FULLNAME is "Participant".
Times are in the worksheet only.

moodle/moodle mod/assign/classes/downloader.php, `get_student_prefix` and
`load_submissionplugin_filelist`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from autograder.lms.downloads.archive import Member
from autograder.lms.downloads.attempt import Attempt, Download, Owner

PLATFORM = "moodle"
PREFIX = re.compile(
    r"(?P<name>[^_]*)(?:_(?P<id>\d+))?_assignsubmission_(?P<plugin>[a-z]+)"
    r"(?:_(?P<rest>.*))?"
)
PLUGINS = ("file", "onlinetext")


class Place(NamedTuple):
    """What a path tells."""

    label: str
    name: str
    participant: str
    file: str


def is_moodle_file(name: str) -> bool:
    """Whether Moodle would give a submitted file such a path."""
    return _place(name) is not None


def moodle_attempts(members: Sequence[Member]) -> Download:
    """The attempts of a Moodle download: one for each participant or team."""
    attempts: dict[str, Attempt] = {}
    stray = []
    for member in members:
        place = _place(member.name)
        if place is None:
            stray.append(member.name)
            continue
        if place.label not in attempts:
            ids = {"moodle": place.participant} if place.participant else {}
            owner = Owner(place.name, ids, group=True)
            attempts[place.label] = Attempt(PLATFORM, place.label, [owner])
        attempts[place.label].members.append(member._replace(name=place.file))
    return Download(list(attempts.values()), stray)


def _place(name: str) -> Place | None:
    """The owner and the file's own path, from the first part that names them."""
    parts = name.replace("\\", "/").split("/")
    for index, part in enumerate(parts):
        match = PREFIX.fullmatch(part)
        if match and match["plugin"] in PLUGINS:
            rest = [match["rest"] or "", *parts[index + 1 :]]
            label = part[: match.start("plugin")].removesuffix("_assignsubmission_")
            file = "/".join(filter(None, rest))
            return Place(label, match["name"], match["id"] or "", file or "unnamed")
    return None
