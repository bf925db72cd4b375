"""Which sandbox a machine allows, and which one is used."""

import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.assignment.isolation import Mode
from autograder.assignment.limits import Limits
from autograder.sandbox.host.jail import probe
from autograder.sandbox.host.zygote_client import Bubblewrap, Jail


def why_not(mode: Mode, private: Sequence[Path] = ()) -> str | None:
    """Return None if the mode works here, else the reason and what helps.

    Args:
        private: folders that student code must not be able to read.
    """
    if mode == "none":
        return None
    if mode == "auto":  # no folder is mounted that is not listed
        return probe()
    if not sys.platform.startswith("linux"):
        return f"--sandbox {mode} needs Linux"
    from autograder.sandbox.host.other_user import user_probe  # Linux only

    return user_probe(mode, tuple(private))


def choose(mode: Mode) -> Mode:
    """Return the mode to use: for "auto", the strongest one that works here.

    It is "auto" again, which means bubblewrap, if none does. Never "none", nor
    "user-only", which is weaker, unless somebody asks for it.
    """
    if mode == "auto" and probe() is not None and why_not("user") is None:
        return "user"
    return mode


def jail_for(mode: Mode, files: Path, limits: Limits) -> Jail:
    """Return the jail of a new zygote."""
    if mode == "auto":
        return Bubblewrap(files, limits)
    from autograder.sandbox.host.other_user import OtherUser  # Linux only

    return OtherUser(files, limits, mode)
