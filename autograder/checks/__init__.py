"""Judges answers: one row for each answer, in the file of its worksheet part."""

from autograder.assignment.nbgrader_kernel import end_kernel, is_grading

try:
    from autograder.checks.judge import judge_cell
    from autograder.checks.kernel import judge
except ImportError as error:  # in a kernel without numpy, for instance
    if is_grading():
        end_kernel(f"{error}. Install requirements.txt for this kernel")
    raise

__all__ = ["judge", "judge_cell"]
