"""Which cells show nothing whatever happened before, by their source alone."""

import pytest

from autograder.sandbox.host.silent import is_silent

SILENT = [
    "",
    "# a comment",
    "def f(x, eps=1e-6, *others, key=None, **named):\n    '''Doc.'''\n    print(x)",
    "import numpy as np, matplotlib.pyplot as plt, worksheet",
    "analytic_exponent, numerical_exponent = 2, 4\na = b = 'text'",
    "analytic_exponent = 2 + 0j\nnumerical_exponent = [[4]]",
    "products, entries = 2, 2\nexponent = products\nother = entries + products",
    "d = 64\nmost = (-d % 5, d // 3, d**2 / 2)\nd, e = 2 * d, d",
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
    "x = 0\ny = 1 / x",
    "x = 1\nimport numpy as x\ny = x + 1",
    "x = 1\ndef x(): pass\ny = x + 1",
    "x = 1\nx = 'text'\ny = x + 1",
    "x, y = 1, x",
    "x = 2j // 1",
    "x = 'text' * 3",
    "x = 10 ** 10 ** 10",
    "x = 10 ** 9 ** 9",
    "x = 1e999 - 1e999",
    "x = [1, y]",
    "x = (1).real",
    "[x] = 1,",
    "x, (y, z) = 1, (2, 3)",
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
