"""From the files of a submission to the schedule of cells to run and judge."""
