"""What the guest can read of this machine: Python, its packages, shared libraries.

Python may be installed anywhere: in /usr, by pyenv below a closed home, as a venv
inside the very repository that must stay hidden. So only the system's libraries are
mounted from a fixed list; the rest is found from the running interpreter.
"""

import os
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox.host.policy import COMPANION, HIDDEN

# Shared libraries and the loader's cache; NixOS and Guix keep them in a store.
SYSTEM = "/lib /lib64 /usr/lib /usr/lib64 /etc/ld.so.cache /nix/store /gnu/store"
NEEDED = ("numpy", "matplotlib", "IPython")
GUEST = Path("/guest")  # where the guest's code is mounted
GUEST_PARTS = (  # modules of autograder that the guest imports
    *("__init__.py", "assignment/__init__.py", "assignment/limits.py"),
    *(f"values/{name}.py" for name in ("__init__", "plain", "student", "waves")),
    *("sandbox/__init__.py", "sandbox/errors.py", "sandbox/protocol.py"),
    "sandbox/guest",
)
COMPANION_TARGET = Path("/given")  # where the companion is mounted


class Mount(NamedTuple):
    """A read-only mount of `source` at `target`; without a source, an empty folder."""

    target: Path
    source: Path | None


def python() -> Path:
    """The real interpreter, with links and venvs resolved."""
    return Path(sys.executable).resolve()


def package_folders() -> list[Path]:
    """The site-packages folders of the running interpreter, in its order."""
    folders = [Path(entry) for entry in sys.path if entry]
    named = [f for f in folders if f.name in ("site-packages", "dist-packages")]
    for name in NEEDED:
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            named.append(Path(spec.origin).parent.parent)
    return [f for f in dict.fromkeys(map(_absolute, named)) if f.is_dir()]


def system_mounts() -> list[Mount]:
    """The interpreter, its standard library, its packages, and shared libraries."""
    wanted = [Path(folder) for folder in SYSTEM.split()]
    wanted += [python(), *_standard_library(), *package_folders()]
    found = [path for path in dict.fromkeys(wanted) if path.exists()]
    # A folder inside one that is mounted already needs no second mount.
    # Each keeps its path: libraries find each other by it (conda's by "../../..").
    return [
        Mount(path, path)
        for path in sorted(found)
        if not any(other in path.parents for other in found)
    ]


def hidden_mounts() -> list[Mount]:
    """Empty folders over packages of this course that are installed beside numpy."""
    roots = [Path("/usr/lib"), Path("/usr/lib64")]
    roots += [folder.parent for folder in _standard_library()]
    installed = package_folders()
    for root in dict.fromkeys(roots):
        installed += root.glob("python3*/*-packages")
    found = [folder / name for folder in installed for name in HIDDEN]
    return [Mount(path, None) for path in dict.fromkeys(found) if path.is_dir()]


def guest_mounts() -> list[Mount]:
    """The guest's code: this package without its trusted modules."""
    package = Path(__file__).parent.parent.parent
    return [Mount(GUEST / "autograder" / name, package / name) for name in GUEST_PARTS]


def companion_mounts(files: Path) -> list[Mount]:
    """The companion of the notebooks, but not the notebooks, which hold answers."""
    return [
        Mount(COMPANION_TARGET / name, (files / name).resolve())
        for name in COMPANION
        if (files / name).exists()
    ]


def _standard_library() -> list[Path]:
    base = Path(sys.base_prefix).resolve()
    folders = [Path(sysconfig.get_path(kind)) for kind in ("stdlib", "platstdlib")]
    folders = [folder for folder in folders if base in folder.resolve().parents]
    shared = sysconfig.get_config_var("INSTSONAME")  # libpython, where it is shared
    if shared:
        libraries = (base / "lib", Path(sysconfig.get_config_var("LIBDIR") or base))
        folders += [library / shared for library in libraries]
    # Conda keeps the libraries of its packages in the prefix.
    if (base / "conda-meta").is_dir():
        folders.append(base / "lib")
    return [_absolute(folder) for folder in folders]


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))
