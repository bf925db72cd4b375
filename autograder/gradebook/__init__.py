"""nbgrader's gradebook: rows, scores, late penalties, configuration."""
