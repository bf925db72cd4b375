"""Builds the student version: validates, runs nbgrader, searches for leaks, packs."""
