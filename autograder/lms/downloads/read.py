"""Which platform a download is from, and its attempts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from pathlib import Path

from autograder.assignment.errors import UsageError, one_line
from autograder.lms.downloads.archive import Archive, Member, open_download
from autograder.lms.downloads.attempt import Download
from autograder.lms.downloads.canvas import canvas_attempts, is_canvas_file
from autograder.lms.downloads.gradescope import gradescope_attempts, is_metadata
from autograder.lms.downloads.moodle import is_moodle_file, moodle_attempts

AUTO = "auto"
PLATFORMS = ("canvas", "moodle", "gradescope")


def read_downloads(
    path: Path,
    platform: str,
    notebooks: Collection[str],
    stack: ExitStack,
    groups: Collection[str] = (),
) -> tuple[list[Download], list[str]]:
    """The downloads at the path, oldest first, and notes on what was left out.

    Args:
        platform: one of PLATFORMS, or AUTO.
        notebooks: the names of the assignment's notebooks.
        groups: names of groups, from the roster.
        stack: keeps the files open that the attempts read from.

    Raises:
        UsageError: nothing there looks like a download.
    """
    archives = open_download(path, stack, is_canvas_file)
    downloads, notes = [], []
    for archive in archives:
        chosen = platform if platform != AUTO else recognized(path, archive)
        downloads.append(_sorted(archive.members, chosen, notebooks, groups))
        notes += archive.notes
    if not any(download.attempts for download in downloads):
        raise UsageError(_nothing(path, platform, archives))
    return downloads, notes


def recognized(path: Path, archive: Archive) -> str:
    """The platform that names files like these.

    Raises:
        UsageError: none does.
    """
    names = [member.name for member in archive.members]
    if any(map(is_metadata, names)):
        return "gradescope"
    if any(map(is_moodle_file, names)):
        return "moodle"
    if any(map(is_canvas_file, names)):
        return "canvas"
    raise UsageError(_nothing(path, AUTO, [archive]))


def _sorted(
    members: Sequence[Member],
    platform: str,
    notebooks: Collection[str],
    groups: Collection[str],
) -> Download:
    if platform == "gradescope":
        return gradescope_attempts(members)
    if platform == "moodle":
        return moodle_attempts(members)
    return canvas_attempts(members, notebooks, groups)


def _nothing(path: Path, platform: str, archives: Sequence[Archive]) -> str:
    names = [member.name for archive in archives for member in archive.members]
    first = f", such as {one_line(names[0], 120)!r}" if names else ""
    wanted = "a platform's" if platform == AUTO else platform.capitalize() + "'s"
    return (
        f"{path} holds {len(names)} files{first}; none is named as in {wanted} "
        "download of submissions (Canvas: name_USERID_FILEID_file; Moodle: "
        "name_ID_assignsubmission_file/file; Gradescope: submission_metadata.yml). "
        "Download all submissions again, and give that ZIP."
    )
