"""The commands of `python -m autograder`, and what they print."""
