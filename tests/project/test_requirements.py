"""pyproject.toml and requirements.txt state the same ranges; every import has one."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from paths import ROOT

from autograder.release import site

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
NUMPY = PROJECT["project"]["dependencies"]
OURS = {"autograder", "solutions", "companion", "worksheet"}


def name_of(requirement):
    name = re.split(r"[<>=!~\[; ]", requirement)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder):
    """The top-level packages that the modules below a folder import."""
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                yield str(node.module).partition(".")[0]


def requirements(file="requirements.txt"):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    stated = [line.partition("#")[0].strip() for line in lines]
    return [line for line in stated if line]


@pytest.mark.parametrize("extra", ["grading", "dask", "postgres"])
def test_the_requirements_have_the_lines_of_the_extras(extra):
    assert set(EXTRAS[extra]) - set(requirements()) == set()


def test_the_sites_requirements_are_those_of_the_extra():
    assert requirements("docs/site/requirements.txt") == EXTRAS["docs"]


def test_the_long_tests_have_the_packages_of_the_extras():
    stated = requirements("tests/requirements.txt")
    assert "-r ../docs/site/requirements.txt" in stated
    assert set(EXTRAS["lite"]) <= set(stated)


def test_the_command_that_needs_jupyterlite_names_the_packages_of_the_extra():
    assert EXTRAS["lite"] == [*site.REQUIREMENTS]


def test_the_requirements_have_the_packages_dependencies():
    assert set(NUMPY) <= set(requirements())


def test_the_build_backend_is_in_the_requirements():
    assert set(PROJECT["build-system"]["requires"]) <= set(requirements())


def test_every_range_starts_at_a_version():
    stated = [*requirements(), *NUMPY, *(line for e in EXTRAS.values() for line in e)]
    assert [line for line in stated if ">=" not in line] == []


@pytest.mark.parametrize(
    ("folder", "extras"), [("solutions", ()), ("autograder", ("grading", "dask"))]
)
def test_every_imported_package_is_required(folder, extras):
    stated = {name_of(line) for line in NUMPY}
    stated |= {name_of(line) for extra in extras for line in EXTRAS[extra]}
    known = packages_distributions()
    others = set(imported(folder)) - set(sys.stdlib_module_names) - OURS
    providers = {
        name: {name_of(distribution) for distribution in known[name]} for name in others
    }
    missing = [name for name, found in providers.items() if not found & stated]
    assert missing == []
