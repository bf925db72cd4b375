"""Plain data that crosses the boundary, and the interface to a student's code."""
