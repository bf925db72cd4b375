"""What is right: one check for each automatic graded cell of the worksheet."""

from autograder.assignment.contract import BY_ID, QUESTIONS
from autograder.checks.judge import judge, judge_cell
from autograder.checks.version import VERSION

__all__ = ["BY_ID", "QUESTIONS", "VERSION", "judge", "judge_cell"]
