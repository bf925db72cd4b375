"""Packs `backprop.zip`: everything that a student without nbgrader needs."""

from __future__ import annotations

import zipfile
from pathlib import Path

from autograder.assignment.assignment import Assignment

REQUIREMENTS = "jupyterlab>=4.2,<5\nnumpy>=2\nmatplotlib>=3.9\n"
README = """\
Backpropagation: {count} notebooks
{rule}

Python 3.11 or later, then in this folder:

    python3 -m venv .venv
    . .venv/bin/activate            # Windows: .venv\\Scripts\\activate
    pip install -r requirements.txt
    jupyter lab

Work through {notebooks}.
Do not move or delete worksheet.py, worksheet.json and companion/: the notebooks need
them. Hand in the {count} notebooks, and do not rename them.
"""
EPOCH = (1980, 1, 1, 0, 0, 0)  # fixed, so that the same content gives the same bytes


def write_bundle(release: Path, target: Path, assignment: Assignment) -> None:
    """Pack the student version, with requirements.txt and README.md."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(path for path in release.rglob("*") if path.is_file()):
            name = path.relative_to(release).as_posix()
            _add(bundle, f"{assignment.name}/{name}", path.read_bytes())
        for name, text in (
            ("requirements.txt", REQUIREMENTS),
            ("README.md", readme(list(assignment.notebooks))),
        ):
            _add(bundle, f"{assignment.name}/{name}", text.encode())


def readme(notebooks: list[str]) -> str:
    """Return the README: how to start, and what to hand in."""
    count = {1: "one", 2: "two"}.get(len(notebooks), str(len(notebooks)))
    text = README.format(
        count=count, rule="@", notebooks=", then ".join(f"{n}.ipynb" for n in notebooks)
    )
    title = text.partition("\n")[0]
    return text.replace("@", "=" * len(title), 1)


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    bundle.writestr(entry, content)
