"""How much time a student's code has (worksheet, "Time"), in seconds."""

CELL_CPU = 10.0  # processor time of a cell, or of all calls of a graded cell
CELL_CLOCK = 30.0  # the same on the clock
NOTEBOOK_CLOCK = 300.0  # all that a notebook runs
YIELD_CLOCK = 2.0  # to end after an interrupt, before the child is killed
POLL = 0.25  # how often a working child's time is looked at
DEATHS = 3  # so many, and the notebook is over
START_CLOCK = 60.0  # for a sandbox to be ready
