"""Plain data exchanged with student code, and the interface to that code."""
