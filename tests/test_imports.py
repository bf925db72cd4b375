"""The rooms and what each may import (the table in the README names them)."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BORDER = "autograder.values"  # any room may import it

# Room: what it may import beside the standard library.
# fmt: off
ROOMS = {
    "notebooks/backprop": {"numpy", "matplotlib", "IPython.display", "companion"},
    "solutions": {"numpy", "solutions"},
    "autograder/checks": {"numpy", "solutions", "autograder.checks"},
    "autograder/sandbox": {"numpy", "IPython", "matplotlib", "autograder.sandbox",
                           "matplotlib_inline", "traitlets"},  # both of IPython
}
# fmt: on
FILES = [
    (room, file)
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
    if ".ipynb_checkpoints" not in file.parts
]


def imported(file: Path) -> set[str]:
    """The modules that a file imports, relative ones left out."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
            if node.module == "autograder":
                names.remove("autograder")
                names.update(f"autograder.{alias.name}" for alias in node.names)
    return names


def allowed(name: str, room: str) -> bool:
    if name.split(".")[0] in sys.stdlib_module_names:
        return True
    if f"{name}.".startswith(f"{BORDER}."):
        return True
    return any(name == root or name.startswith(f"{root}.") for root in ROOMS[room])


@pytest.mark.parametrize(
    ("room", "file"), FILES, ids=[str(f.relative_to(ROOT)) for _, f in FILES]
)
def test_a_room_imports_only_what_it_may(room, file):
    assert [name for name in sorted(imported(file)) if not allowed(name, room)] == []


def test_every_room_is_there():
    assert {room for room, _ in FILES} == set(ROOMS)


def test_no_test_folder_hides_a_package():
    hidden = {"solutions", "autograder"}
    assert not hidden & {p.name for p in (ROOT / "tests").rglob("*") if p.is_dir()}
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_module_names_are_unique_and_say_something():
    files = [
        file
        for folder in ("solutions", "autograder", "notebooks")
        for file in (ROOT / folder).rglob("*.py")
        if not file.name.startswith("__")
    ]
    names = [file.stem for file in files]
    assert sorted(names) == sorted(set(names))
    assert not {"utils", "helpers", "common", "misc"} & set(names)
