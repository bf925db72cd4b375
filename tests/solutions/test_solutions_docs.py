"""The docstrings of solutions: examples run, and every public name is described."""

import doctest
import importlib
import inspect
import pkgutil
import pydoc
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from paths import ROOT

import solutions

MODULES = [
    "solutions",
    *(f"solutions.{m.name}" for m in pkgutil.iter_modules(solutions.__path__)),
]
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


@pytest.mark.parametrize("name", MODULES)
def test_every_example_prints_the_stated_output(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, extraglobs={"np": np}, optionflags=OPTIONS)
    assert results.failed == 0


def public_functions():
    return [
        f for n in solutions.__all__ if inspect.isfunction(f := getattr(solutions, n))
    ]


@pytest.mark.parametrize("function", public_functions(), ids=lambda f: f.__name__)
def test_every_public_function_has_an_example(function):
    assert ">>> " in inspect.getdoc(function)


def test_all_lists_exactly_the_public_names():
    public = {
        n for n, v in vars(solutions).items() if n[0] != "_" and not inspect.ismodule(v)
    }
    assert public == set(solutions.__all__)


def test_the_package_docstring_mentions_every_public_name():
    overview = solutions.__doc__
    assert [name for name in solutions.__all__ if name not in overview] == []


def test_importing_solutions_imports_no_package_except_numpy():
    code = (
        "import sys, numpy; before = set(sys.modules); import solutions; "
        "print(*{m.split('.')[0] for m in set(sys.modules) - before})"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert set(run.stdout.split()) <= {"solutions", "__future__"}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_at_most_300_lines(name):
    source = Path(importlib.import_module(name).__file__).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300


def test_pydoc_shows_every_public_function_and_every_part_of_section_1():
    text = pydoc.plain(pydoc.render_doc(solutions))
    for function in public_functions():
        assert f"{function.__name__}(" in text
    for part in "abcdefg":
        assert f"Section 1 ({part})" in text
