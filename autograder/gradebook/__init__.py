"""Reads and writes nbgrader's gradebook; late penalties; nbgrader's configuration."""
