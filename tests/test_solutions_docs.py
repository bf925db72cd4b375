"""The documentation of solutions is true: every example runs, every name is told."""

import doctest
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import solutions

MODULES = [
    "solutions",
    *(f"solutions.{m.name}" for m in pkgutil.iter_modules(solutions.__path__)),
]
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


@pytest.mark.parametrize("name", MODULES)
def test_every_example_prints_what_it_says(name):
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
