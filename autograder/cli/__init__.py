"""The commands of `python -m autograder` and their output."""
