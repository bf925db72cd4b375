"""Canvas: one flat ZIP, the owner in each file's name.

    NAME[_LATE]_USERID_ATTACHMENTID_FILE      a file
    NAME[_LATE]_USERID_text.html              a text entry, or _link.html
    [LATE_]anon_ANONYMOUSID_ATTACHMENTID_FILE anonymous grading

NAME is the sortable name, or the group's, in lower case without anything but letters,
their marks, digits and "_". Only a roster tells a group's name that ends like `_7` from
the id. Attachment ids grow with time. A file that is submitted again is called
`file-1.ipynb`, `file-2.ipynb`. There are no times.

instructure/canvas-lms lib/content_zipper.rb, `get_filename`, `add_upload_submission`
and `sanitize_user_name`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from autograder.lms.downloads.archive import Member
from autograder.lms.downloads.attempt import Attempt, Download, Owner
from autograder.lms.names import is_in_word

PLATFORM = "canvas"
UPLOAD = re.compile(
    r"(?P<name>[^/]*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)",
    re.DOTALL,
)
ENTRY = re.compile(r"(?P<name>[^/]*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<file>text|link)"
                   r"\.html")  # fmt: skip
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<user>[A-Za-z0-9]+)_"
    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<entry>text|link)\.html)",
    re.DOTALL,
)
OWNER = re.compile(r"(LATE_)?anon_[A-Za-z0-9]+_|[^/]*?_\d+_")  # how all of them begin
VERSION = re.compile(r"-\d+(?=(\.\w+)?$)")


class Upload(NamedTuple):
    """One file, as its name tells."""

    owner: Owner
    label: str
    late: bool
    attachment: int
    member: Member


def is_canvas_file(name: str) -> bool:
    """Whether Canvas would give a submitted file such a name."""
    return _match(name) is not None


def canvas_attempts(
    members: Sequence[Member], notebooks: Collection[str], groups: Collection[str] = ()
) -> Download:
    """The attempts of a Canvas download.

    Args:
        groups: names of groups, from the roster.
        notebooks: the names of the assignment's notebooks. Two files that have the same
            of these names come from two attempts, unpacked into one folder.
    """
    uploads: dict[str, list[Upload]] = defaultdict(list)
    stray = []
    prefixes = sorted({_in_names(group) for group in groups} - {""}, key=len)
    for member in members:
        upload = _upload(member, prefixes)
        if upload is None:
            stray.append(member.name)
        else:
            uploads[upload.owner.ids["canvas"]].append(upload)
    attempts = [a for own in uploads.values() for a in _split(own, notebooks)]
    return Download(attempts, stray)


def _in_names(group: str) -> str:
    """A group's name as it stands in the names of files."""
    return "".join(filter(is_in_word, group.lower()))


def _upload(member: Member, groups: Sequence[str]) -> Upload | None:
    base = member.name.rsplit("/", 1)[-1]
    group = next((g for g in reversed(groups) if base.startswith(f"{g}_")), "")
    match = _match(base.removeprefix(group)) if group else _match(member.name)
    if match is None:
        return None
    parts = match.groupdict()
    name = group or parts.get("name") or ""
    owner = Owner(name, {"canvas": parts["user"]}, group=True)
    attachment = parts.get("attachment") or ""
    file = parts["file"] or parts["entry"]
    if not attachment:
        file += ".html"  # a text entry or a link
    return Upload(
        owner,
        group + match.string[: match.end("user")],
        bool(parts["late"]),
        int(attachment[:18] or 0),
        member._replace(name=file),
    )


def _match(name: str) -> re.Match[str] | None:
    """What the name tells; a "/" in the file's own name does not hide its owner."""
    parts = name.replace("\\", "/").split("/")
    for start in (len(parts) - 1, *range(len(parts) - 1)):
        if not OWNER.match(parts[start]):
            continue
        for form in (ANONYMOUS, UPLOAD, ENTRY):
            match = form.fullmatch("/".join(parts[start:]))
            if match and all(map(is_in_word, match.groupdict().get("name", ""))):
                return match
    return None


def _split(uploads: list[Upload], notebooks: Collection[str]) -> list[Attempt]:
    """The files of one student by attempt, the oldest first."""
    uploads.sort(key=lambda upload: (upload.attachment, upload.member.name))
    attempts: list[Attempt] = []
    seen: set[str] = set()
    for upload in uploads:
        stem = _notebook(upload.member.name, notebooks)
        if not attempts or stem in seen:
            seen = set()
            attempts.append(Attempt(PLATFORM, upload.label, [upload.owner]))
        if stem:
            seen.add(stem)
        attempt = attempts[-1]
        name = f"{stem}.ipynb" if stem else upload.member.name
        attempt.members.append(upload.member._replace(name=name))
        attempt.order = max(attempt.order or 0, upload.attachment) or None
        attempt.late = bool(attempt.late or upload.late)
        attempt.label = upload.label
        attempt.attachment = str(upload.attachment or "") or attempt.attachment
    return attempts


def _notebook(name: str, notebooks: Collection[str]) -> str:
    """The assignment's notebook of this name, Canvas' version number aside, or ""."""
    stem, _, ending = VERSION.sub("", name).rpartition(".")
    return stem if ending.lower() == "ipynb" and stem in notebooks else ""
