"""How student code is kept apart from the grader, by name. See SECURITY.md."""

from __future__ import annotations

from typing import Literal

Mode = Literal["auto", "user", "user-only", "none"]
MODES: tuple[Mode, ...] = ("auto", "user", "user-only", "none")

UNSAFE = "unsafe: no sandbox"
WITHOUT_NAMESPACES = "sandbox: another user, without namespaces"
NAMES: dict[Mode, str] = {  # in the file of a result
    "auto": "bubblewrap",
    "user": "user",
    "user-only": "user-only",
    "none": "none",
}
MARKS: dict[str, str] = {  # the note that each result gets
    "bubblewrap": "",
    "user": f"{WITHOUT_NAMESPACES} (SECURITY.md, --sandbox user)",
    "user-only": f"{WITHOUT_NAMESPACES} or Landlock (SECURITY.md, --sandbox user-only)",
    "none": UNSAFE,
}
