"""Ends a kernel in which nbgrader would grade without the grader.

Where the project cannot be imported, every hidden test would fail and nbgrader would
give 0 points. A kernel that ends gives no score. This does nothing for students.
"""

import os
import sys
from importlib.util import find_spec

MESSAGE = """
backprop is not graded: this kernel cannot import the course's grader. No score was \
recorded. Use the course's nbgrader_config.py, or add the folder of the project to \
PYTHONPATH, then run nbgrader autograde again.
"""
PROJECT = ("autograder", "solutions")


def stop_without_grader():
    """End the kernel of `nbgrader autograde` if the grader cannot be imported."""
    if os.environ.get("NBGRADER_EXECUTION") != "autograde":
        return
    if all(find_spec(name) is not None for name in PROJECT):
        return
    # The kernel replaced descriptor 2 and keeps a copy of the terminal's.
    terminal = getattr(sys.stderr, "_original_stdstream_copy", None)
    os.write(2 if terminal is None else terminal, MESSAGE.encode())
    os._exit(1)
