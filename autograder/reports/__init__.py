"""Pages for people: the class, each student, the written answers; and CSV."""
