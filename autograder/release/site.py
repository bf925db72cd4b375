"""Builds a JupyterLite site: the student version in a browser, with nothing installed.

The site is a folder of static files for any web server. Python runs in the student's
browser (Pyodide), and the browser keeps the student's work. JupyterLite is an extra of
this project; only `release --site` needs it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import UsageError
from autograder.pages.templating import environment
from autograder.release.place import check_target, put

REQUIREMENTS = ("jupyterlite-core>=0.8", "jupyterlite-pyodide-kernel>=0.8")
EXTENSION = "@jupyterlite/pyodide-kernel-extension"
APPS = ("lab", "notebooks", "tree")
MARK = "backprop-site.json"  # tells that this folder is such a site
ENTRY = "pyodide.mjs"
NOT_IN_PYODIDE = "comm"  # a package that the kernel loads from PyPI
PYPI = "https://pypi.org/"


@dataclass(frozen=True)
class Site:
    """A site to build.

    Attributes:
        target: the folder for the site.
        pyodide: where the browser gets Python from: an address of `pyodide.mjs`, or a
            folder to copy into the site; None for JupyterLite's public server.
    """

    target: Path
    pyodide: str | None = None

    def check(self) -> None:
        """Make sure, before the release, that the site can be built.

        Raises:
            UsageError: JupyterLite is missing, or an option is wrong.
        """
        _extension()
        check_target(self.target, MARK, "a site")
        if self.pyodide is not None and not _is_address(self.pyodide):
            if not (Path(self.pyodide) / ENTRY).is_file():
                raise UsageError(
                    f"--pyodide {self.pyodide}: expected the address of {ENTRY} "
                    f"(https://…/{ENTRY}) or a folder that contains it."
                )
            if Path(self.pyodide).resolve().is_relative_to(self.target.resolve()):
                raise UsageError(
                    f"--pyodide {self.pyodide} is inside {self.target}, which is "
                    "replaced. Move it to another folder first."
                )

    def build(self, release: Path, assignment: Assignment) -> Iterator[str]:
        """Build the site from the student version; yield the lines to print.

        Raises:
            UsageError: JupyterLite failed; the target is unchanged.
        """
        parent = self.target.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backprop-site-", dir=parent) as name:
            work = Path(name)
            self._configure(work)
            _jupyterlite(work, release, self._wheels())
            sources = self._sources()
            page = _landing_page(assignment, sources)
            (work / "site" / "index.html").write_text(page, encoding="utf-8")
            about = {"assignment": assignment.name, "python": sources}
            (work / "site" / MARK).write_text(json.dumps(about, indent=1) + "\n")
            put(work / "site", self.target)
        yield f"site for a static web server (https): {self.target}"
        yield f"in the browser, Python comes from: {', '.join(sources) or 'the site'}"

    def _wheels(self) -> list[Path]:
        """Return the wheels of packages that Pyodide lacks, from the local folder."""
        if self.pyodide is None or _is_address(self.pyodide):
            return []
        return sorted(Path(self.pyodide).resolve().glob(f"{NOT_IN_PYODIDE}-*.whl"))

    def _sources(self) -> list[str]:
        """Return the addresses from which the browser loads Python and packages."""
        pyodide = self.pyodide or _public_pyodide()
        sources = [pyodide] if _is_address(pyodide) else []
        return sources if self._wheels() else [*sources, PYPI]

    def _configure(self, work: Path) -> None:
        """Write JupyterLite's configuration, and link a local Pyodide into it."""
        settings: dict[str, Any] = {}
        if self.pyodide is not None and _is_address(self.pyodide):
            settings[f"{EXTENSION}:kernel"] = {"pyodideUrl": self.pyodide}
        elif self.pyodide is not None:
            (work / "static").mkdir()
            (work / "static" / "pyodide").symlink_to(Path(self.pyodide).resolve())
        config = {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": {
                "appName": "Backpropagation",
                "litePluginSettings": settings,
            },
        }
        (work / "jupyter-lite.json").write_text(json.dumps(config))


def _jupyterlite(work: Path, release: Path, wheels: Sequence[Path]) -> None:
    """Run JupyterLite's builder: from `release` to `work/site`."""
    command = [
        *(sys.executable, "-m", "jupyterlite_core", "build"),
        *("--lite-dir", str(work), "--output-dir", str(work / "site")),
        *("--contents", str(release.resolve())),
        *(part for app in APPS for part in ("--apps", app)),
        *(part for wheel in wheels for part in ("--piplite-wheels", str(wheel))),
        # Without the extensions of this machine's JupyterLab, such as nbgrader's.
        "--ignore-sys-prefix",
        f"--LiteBuildConfig.federated_extensions={_extension()}",
        *("--no-libarchive", "--no-sourcemaps", "--no-unused-shared-packages"),
    ]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTERLITE_")}
    done = subprocess.run(
        command,
        cwd=work,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    contents = work / "site" / "files"
    missing = [
        name
        for path in release.rglob("*")
        if path.is_file()
        and not (contents / (name := path.relative_to(release).as_posix())).is_file()
    ]
    if done.returncode or missing:
        reason = ", ".join(missing[:3]) or done.stdout.strip()[-1000:]
        raise UsageError(
            f"JupyterLite could not build the site: {reason}. The release is complete."
        )


def _extension() -> Path:
    """Return the folder of JupyterLite's Python kernel.

    Raises:
        UsageError: JupyterLite is not installed; the message says how to install it.
    """
    for folder in jupyter_path("labextensions"):
        extension = Path(folder) / EXTENSION
        if extension.is_dir() and find_spec("jupyterlite_core") is not None:
            return extension
    packages = " ".join(f"'{name}'" for name in REQUIREMENTS)
    raise UsageError(
        "--site needs JupyterLite, which is not installed. Run: pip install "
        f"{packages}, then the same command again. Nothing was changed."
    )


def _public_pyodide() -> str:
    """Return the address from which JupyterLite's kernel loads Pyodide."""
    schema = _extension() / "static" / "schema" / "kernel.v0.schema.json"
    settings = json.loads(schema.read_text(encoding="utf-8"))["properties"]
    return str(settings["pyodideUrl"]["default"])


def _is_address(pyodide: str) -> bool:
    return re.fullmatch(rf"https?://[^\s\"'<>]+/{ENTRY}", pyodide) is not None


def _landing_page(assignment: Assignment, sources: Sequence[str]) -> str:
    """Return the site's first page: how work is kept, and how it is submitted.

    Args:
        sources: addresses from which the browser loads Python and packages.
    """
    notebooks = [
        (name, cells[0].source.partition("\n")[0].strip("# "))
        for name, cells in assignment.notebooks.items()
    ]
    template = environment(Path(__file__).parent / "templates").get_template(
        "site.html"
    )
    hosts = [address.split("/")[2] for address in sources]
    return template.render(notebooks=notebooks, hosts=hosts)
