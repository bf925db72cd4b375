"""Builds the documentation site: the worksheet as a book, guides, security, the API.

    python docs/site/build.py [--into DIR] [--key]

The pages of a site in one folder are copied into a temporary one, together with the
student version of the notebooks, executed. Without --key the site contains no answer
to the worksheet; with it, the answer key and the derivations are part of the site.
Warnings are errors. The site needs no network: see `sphinx-mathjax-offline` in conf.py.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from autograder.assignment.assignment import read_assignment  # noqa: E402
from autograder.assignment.course import Course  # noqa: E402
from autograder.release import answer_key  # noqa: E402
from autograder.release.build import make_release  # noqa: E402

HUB = Path("examples", "jupyterhub", "README.md")
MERMAID = re.compile(r"^```mermaid\n.*?^```\n\n(?:The same as text\. )?", re.M | re.S)
KEY = """
```{toctree}
:caption: Answer key
:hidden:

%s
```
"""


def build(into: Path, key: bool = False) -> None:
    """Build the site into a folder, replacing what is there.

    Raises:
        CourseError: the notebooks cannot be released or do not run.
        CalledProcessError: Sphinx reports an error or a warning.
    """
    with tempfile.TemporaryDirectory(prefix="site-") as temporary:
        source, built = Path(temporary) / "source", Path(temporary) / "html"
        assemble(source, key)
        options = ["-D", f"derivations={int(key)}"]
        subprocess.run(
            [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html",
             *options, str(source), str(built)],
            check=True, cwd=ROOT,
        )  # fmt: skip
        shutil.rmtree(into, ignore_errors=True)
        shutil.copytree(built, into)


def assemble(source: Path, key: bool) -> None:
    """Copy all pages into one folder, with the paths that they have in the project."""
    skip = shutil.ignore_patterns("site", "__pycache__", "build.py", "screenshots.py")
    shutil.copytree(SITE, source, ignore=skip)
    shutil.copytree(ROOT / "docs", source / "docs", ignore=skip)
    for page in [*ROOT.glob("*.md"), ROOT / "CITATION.cff"]:
        shutil.copy(page, source)
    (source / HUB).parent.mkdir(parents=True)
    shutil.copy(ROOT / HUB, source / HUB)
    drawing = source / "docs" / "architecture.md"  # the page has it as text, too
    drawing.write_text(MERMAID.sub("", drawing.read_text("utf-8")), "utf-8")
    write_student_version(source / "worksheet")
    if key:
        names = write_key(source / "key")
        home = source / "index.md"
        home.write_text(home.read_text("utf-8") + KEY % "\n".join(names), "utf-8")


def write_student_version(into: Path) -> None:
    """Write the released notebooks, with the pictures of their worked examples."""
    into.mkdir()
    with tempfile.TemporaryDirectory(prefix="site-course-") as temporary:
        course = Course(Path(temporary).resolve())
        release = make_release(course, "none", verify=False)
        for name in release.assignment.notebooks:
            notebook = nbformat.read(release.folder / f"{name}.ipynb", as_version=4)
            notebook = answer_key.executed(notebook, release.folder, name)
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs = [o for o in cell.outputs if is_picture(o)]
            nbformat.write(notebook, into / f"{name}.ipynb")


def is_picture(output: nbformat.NotebookNode) -> bool:
    """Whether the output has a picture; to read "not attempted" helps nobody."""
    return "<img " in output.get("data", {}).get("text/html", "")


def write_key(into: Path) -> list[str]:
    """Write the solved notebooks with derivations; return the names of the pages."""
    into.mkdir()
    assignment = read_assignment()
    for name in assignment.notebooks:
        solved = answer_key.solved_notebook(assignment, name)
        solved = answer_key.executed(solved, assignment.folder, name)
        nbformat.write(solved, into / f"{name}.ipynb")
    return [f"key/{name}" for name in assignment.notebooks]


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the documentation site.")
    parser.add_argument(
        "--into", type=Path, default=ROOT / "build" / "site", metavar="DIR",
        help="the folder for the site (default: build/site)",
    )  # fmt: skip
    parser.add_argument(
        "--key", action="store_true",
        help="add the answer key and all derivations: do not publish this site",
    )  # fmt: skip
    arguments = parser.parse_args()
    try:
        build(arguments.into, arguments.key)
    except subprocess.CalledProcessError as error:
        return error.returncode
    print(arguments.into / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
