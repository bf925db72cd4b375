"""Judges answers: one row for each answer, in the file of its worksheet part."""

from autograder.assignment.installation import how_to_install
from autograder.assignment.nbgrader_kernel import end_kernel, is_grading

try:
    from autograder.checks.judge import judge_cell
    from autograder.checks.kernel import judge
except ImportError as error:  # in a kernel without numpy, for instance
    if is_grading():
        end_kernel(f"{error}. With this kernel's Python, run: {how_to_install()}")
    raise

__all__ = ["judge", "judge_cell"]
