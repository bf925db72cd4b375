"""The student's shell reads cells as IPython does."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.assignment.limits import Limits
from autograder.sandbox.guest.capture import Recording
from autograder.sandbox.guest.shell import StudentShell

CELLS = {
    "definitions": "import numpy as np\n\ndef f(x):\n    return x % 2\n",
    "leading blank lines": "\n\n\nx = 1\ny = 2",
    "a space in the first line": " \nx = 1\ny = 2",
    "trailing blank lines": "x = 1\ny = 2\n\n\n",
    "a backslash at the end": "x = 1\ny = 2 \\\n\n",
    "one line": "x = 1",
    "a command's name": "ls",
    "a value": "x = 1\nx",
    "a value that is hidden": "x = 1\nx;",
    "blank": "...",
    "a blank body": "def f(x):\n    ...\n",
    "a comment and dots": "# answer\n...\n",
    "a magic": "%matplotlib inline\nx = 1",
    "a magic with a value": "x = %who\ny = 1",
    "a shell command": "!ls\nx = 1",
    "a cell magic": "%%time\nx = 1\ny = 2",
    "help": "x = 1\nx?",
    "a continued line with %": "x = (5\n% 3)\ny = 1",
    "text with a magic": 'x = """\n%time\n!ls\n"""\ny = 1',
    "text with prompts": "x = '''a\n>>> x'''\nprint(x)",
    "text with dots": "x = '''a\n... x'''\nprint(x)",
    "text with a numbered prompt": "x = '''a\nIn [1]: x'''\nprint(x)",
    "prompts": ">>> x = 1\n>>> y = 2",
    "numbered prompts": "In [1]: x = 1\n   ...: y = 2",
    "indented": "    x = 1\n    y = 2",
    "await": "async def f(): pass\nawait f()",
    "tabs": "if True:\n\tx = 1\n\ty = 2",
    "ends of Windows": "x = 1\r\ny = 2\r\n",
    "a form feed": "x = 1\n\x0c\ny = 2",
    "not Python": "x = 1\ny = (",
    "only comments": "# a\n# b",
    "empty": "",
    "nothing but lines": "\n\n",
}


@pytest.fixture(scope="module")
def shell():
    return StudentShell(Recording(Limits()))


@pytest.mark.parametrize("source", CELLS.values(), ids=CELLS)
def test_a_cell_is_read_as_ipython_reads_it(shell, source):
    expected = InteractiveShell.transform_cell(shell, source)
    assert shell.transform_cell(source) == expected
