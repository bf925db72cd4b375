"""Packages import in one direction, without cycles."""

import ast
import sys
from graphlib import TopologicalSorter

import pytest
from paths import ROOT

# Package: what it may import in addition to the standard library. The name of a
# package includes all its modules.
# Matplotlib depends on Pillow (PIL), so it needs no further package.
COMPANION = {"numpy", "matplotlib", "PIL", "IPython.display", "companion"}
SHELL = {"IPython", "matplotlib", "matplotlib_inline", "traitlets"}
# fmt: off
MAY_IMPORT = {
    "notebooks/backprop": COMPANION,
    "solutions": {"numpy", "solutions"},
    "autograder/values": {"numpy"},
    "autograder/assignment": {"autograder"},
    "autograder/mutations": {"numpy", "autograder.mutations"},
    "autograder/checks": {"numpy", "solutions", "autograder.values",
                          "autograder.assignment", "autograder.mutations"},
    "autograder/sandbox/guest": {"numpy", *SHELL, "autograder.values.plain",
                                 "autograder.values.student",
                                 "autograder.assignment.limits",
                                 "autograder.sandbox.errors",
                                 "autograder.sandbox.protocol"},
    "autograder/sandbox": {"numpy", "autograder.values", "autograder.assignment"},
}
# fmt: on
# Each package may import those before it.
ORDER = (
    "values",
    "assignment",
    "mutations",
    "checks",
    "sandbox",
    "submissions",
    "grading",
    "gradebook",
    "pages",
    "release",
    "reports",
    "lms",
    "cli",
    "demo",
)  # fmt: skip
MAY_IMPORT_NBGRADER = ("gradebook", "release", "grading/preprocessor.py")


def modules(folder):
    return [
        file
        for file in sorted((ROOT / folder).rglob("*.py"))
        if ".ipynb_checkpoints" not in file.parts
    ]


def imported(file):
    """The modules that a file imports, without relative imports."""
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


def is_below(name, roots):
    return any(f"{name}.".startswith(f"{root}.") for root in roots)


def package_of(file):
    """The innermost package with rules that contains the file."""
    name = file.relative_to(ROOT).as_posix()
    return max((p for p in MAY_IMPORT if name.startswith(f"{p}/")), key=len)


STRICT = [
    file
    for package in MAY_IMPORT
    for file in modules(package)
    if package == package_of(file)
]


@pytest.mark.parametrize("file", STRICT, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_package_imports_only_what_it_may(file):
    package = package_of(file)
    name_of_package = package.replace("/", ".")
    allowed = {name_of_package, *MAY_IMPORT[package]}
    others = [
        name
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names
    ]
    assert [name for name in sorted(others) if not is_below(name, allowed)] == []


def test_every_package_of_the_autograder_is_in_the_order():
    folders = {f.parent.name for f in (ROOT / "autograder").glob("*/__init__.py")}
    assert folders == set(ORDER)


@pytest.mark.parametrize("package", ORDER)
def test_a_package_imports_only_those_before_it(package):
    before = {*ORDER[: ORDER.index(package)], package}
    names = {n for f in modules(f"autograder/{package}") for n in imported(f)}
    used = {n.split(".")[1] for n in names if n.startswith("autograder.")}
    assert used - before - {"__main__"} == set()


def test_no_two_modules_of_one_package_import_each_other():
    graph = {}
    for file in modules("autograder") + modules("solutions"):
        name = file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        name = name.removesuffix(".__init__")
        graph[name] = {n for n in top_level_imports(file) if n != name}
    list(TopologicalSorter(graph).static_order())  # raises CycleError


def top_level_imports(file):
    """The modules that are imported when this module is imported."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            if (ROOT / (node.module.replace(".", "/") + ".py")).is_file():
                names.add(node.module)
            else:
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {n for n in names if (ROOT / (n.replace(".", "/") + ".py")).is_file()}


def test_only_a_few_modules_import_nbgrader():
    importing = [
        file.relative_to(ROOT / "autograder").as_posix()
        for file in modules("autograder")
        if is_below_any(imported(file), ("nbgrader", "sqlalchemy"))
    ]
    assert importing
    assert [
        name for name in importing if not name.startswith(MAY_IMPORT_NBGRADER)
    ] == []


def is_below_any(names, roots):
    return any(is_below(name, roots) for name in names)


def test_every_package_has_a_docstring():
    for init in (ROOT / "autograder").rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))), init


@pytest.mark.parametrize("top", ["autograder", "solutions", "notebooks"])
def test_no_folder_has_more_than_20_modules(top):
    for folder in {file.parent for file in modules(top)}:
        assert len(list(folder.glob("*.py"))) <= 20, folder


def test_no_module_has_a_generic_name():
    files = [
        f for top in ("solutions", "autograder", "notebooks") for f in modules(top)
    ]
    assert not {"utils", "helpers", "common", "misc"} & {f.stem for f in files}
