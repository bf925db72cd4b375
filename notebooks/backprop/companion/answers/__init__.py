"""One graded answer: the row that describes it, and the value that a student gave."""
