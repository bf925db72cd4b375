"""Turns the files of a submission into a schedule of cells to run and judge."""
