"""`backprop.zip`: all that a student without nbgrader needs, in one file."""

from __future__ import annotations

import zipfile
from pathlib import Path

from autograder.assignment.contract import ASSIGNMENT, NOTEBOOKS

NAME = f"{ASSIGNMENT}.zip"
REQUIREMENTS = "jupyterlab>=4.2,<5\nnumpy>=2\nmatplotlib>=3.9\n"
README = f"""\
Backpropagation: two notebooks
==============================

Python 3.11 or later, then in this folder:

    python3 -m venv .venv
    . .venv/bin/activate            # Windows: .venv\\Scripts\\activate
    pip install -r requirements.txt
    jupyter lab

Work through {NOTEBOOKS[0]}.ipynb, then {NOTEBOOKS[1]}.ipynb.
Leave worksheet.py, worksheet.json and companion/ where they are: the notebooks use
them. Hand in the two notebooks, under the names that they have.
"""
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever the same content is packed


def write_bundle(release: Path, target: Path) -> None:
    """Pack the student version with what to install and how to start."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(path for path in release.rglob("*") if path.is_file()):
            _add(bundle, path.relative_to(release).as_posix(), path.read_bytes())
        _add(bundle, "requirements.txt", REQUIREMENTS.encode())
        _add(bundle, "README.md", README.encode())


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(f"{ASSIGNMENT}/{name}", EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    bundle.writestr(entry, content)
