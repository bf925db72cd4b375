"""Judges answers: one row for each answer, in the file of its worksheet part."""

from autograder.checks.judge import judge_cell
from autograder.checks.kernel import judge
from autograder.checks.registry import VERSION

__all__ = ["VERSION", "judge", "judge_cell"]
