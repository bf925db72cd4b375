"""Which cells show nothing whatever happened before, by their source alone."""

import pytest

from autograder.sandbox.host.silent import is_silent

SILENT = [
    "",
    "# a comment",
    "def f(x, eps=1e-6, *others, key=None, **named):\n    '''Doc.'''\n    print(x)",
    "import numpy as np, matplotlib.pyplot as plt, worksheet",
    "analytic_exponent, numerical_exponent = 2, 4\na = b = 'text'",
    "pass",
    "d_relu = lambda x, high=1.0: missing(x) * high",
    "import enum\nfrom collections import OrderedDict, defaultdict as d",
]
DOUBTFUL = [
    "...",
    "'a text'",
    "f(1)",
    "print(1)",
    "x = y",
    "x = 1 / 0",
    "a, b = 1",
    "x[0] = 1",
    "import missing",
    "from numpy import missing",
    "from collections import missing",
    "from collections import *",
    "from .collections import OrderedDict",
    "from . import OrderedDict",
    "import collections.missing",
    "f = lambda x=y: x",
    "f = (lambda x: x)(1)",
    "x[0] = lambda x: x",
    "a, b = lambda x: x",
    "def f(x=y): pass",
    "def f(x: y): pass",
    "def f() -> y: pass",
    "@g\ndef f(): pass",
    "class A(B): pass",
    "%time 1",
    "def f(:",
    "raise ValueError",
    "\0",
    "if True: print(1)",
    "async def f(): pass",
]


@pytest.mark.parametrize("source", SILENT)
def test_plain_definitions_are_silent(source):
    assert is_silent(source)


@pytest.mark.parametrize("source", DOUBTFUL)
def test_everything_else_may_show_something(source):
    assert not is_silent(source)
