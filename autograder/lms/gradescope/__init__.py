"""Grading inside Gradescope: the zip for its container, and what runs there."""
