"""nbgrader's gradebook: its tables, reading and writing, late penalties, settings."""
