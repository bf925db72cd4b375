"""Grades one submission or a class: in workers, on Dask, or inside nbgrader."""
