"""One submission, a whole class, worker processes, Dask, nbgrader's preprocessor."""
