"""File names, student ids and people's names as they come from other systems."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata

LONGEST = 200  # bytes of one name, as for results in assignment/course.py
MAX_FOLDERS = 3  # as deep as submissions/folder.py looks
FORBIDDEN = re.compile(r'[<>:"|?*\\/]')  # on Windows
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_path(name: str) -> str:
    """The path as it may be written below a folder, in forward slashes.

    Drive letters, roots and `..` disappear, so it never leads out of the folder.
    """
    pieces = re.split(r"[\\/]", re.sub(r"^[A-Za-z]:(?=[\\/])", "", name))
    parts = [safe_name(part) for part in pieces if part.strip() not in ("", ".", "..")]
    if len(parts) > MAX_FOLDERS + 1:
        parts = [*parts[:MAX_FOLDERS], safe_name("_".join(parts[MAX_FOLDERS:]))]
    return "/".join(parts) or "unnamed"


def safe_name(name: str) -> str:
    """One file or folder name that every file system takes."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(c if c.isprintable() else "_" for c in FORBIDDEN.sub("_", text))
    text = text.strip().rstrip(".") or "_"
    if RESERVED.fullmatch(text):
        text = f"_{text}"
    return _shortened(text)


def _shortened(name: str) -> str:
    """The name within `LONGEST` bytes: its beginning, a digest, its ending."""
    if len(os.fsencode(name)) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
    room = LONGEST - len(os.fsencode(tail)) - 9
    head = os.fsencode(stem if tail else name)[:room].decode("utf-8", "ignore")
    return f"{head}-{digest}{tail}"


def folded(name: str) -> str:
    """The name as a file system compares it that ignores case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def unused(name: str, taken: set[str]) -> str:
    """The name, or with " (2)" before its ending.

    Args:
        taken: names of files, folded; those of their folders end in "/". The name and
            its folders are added.
    """
    folders = ["/".join(name.split("/")[:n]) for n in range(1, name.count("/") + 1)]
    if any(folded(folder) in taken for folder in folders):
        name, folders = name.replace("/", "_"), []  # a file is there, not a folder
    taken.update(f"{folded(folder)}/" for folder in folders)
    stem, dot, ending = name.rpartition(".")
    if not stem or "/" in ending:
        stem, dot, ending = name, "", ""
    chosen, number = name, 1
    while {folded(chosen), f"{folded(chosen)}/"} & taken:
        number += 1
        chosen = f"{stem} ({number}){dot}{ending}"
    taken.add(folded(chosen))
    return chosen


def safe_id(text: str) -> str:
    """A student id made from what a platform says; it can name a folder."""
    return safe_name(text.strip()).lstrip(".").replace("+", "_") or "unnamed"


def why_unsafe_id(text: str) -> str:
    """Why this id cannot name a student's folder; "" if it can."""
    if text.startswith("."):
        return "it starts with a dot"
    if safe_name(text) != unicodedata.normalize("NFC", text):
        return f"a folder cannot have this name; {safe_name(text)!r} would do"
    return ""


def squeezed(name: str) -> str:
    """A person's name for comparing: letters and digits only, lower case."""
    text = unicodedata.normalize("NFKC", _letters(name)).casefold()
    return _letters(unicodedata.normalize("NFC", text))


def _letters(text: str) -> str:
    return "".join(c for c in text if c != "_" and is_in_word(c))


def is_in_word(character: str) -> bool:
    """Whether it is a letter, a mark such as a vowel sign, a digit, or "_".

    Many scripts need marks; Python's regular expressions take them for punctuation.
    """
    return (
        character.isalnum()
        or character == "_"
        or unicodedata.category(character).startswith("M")
    )
