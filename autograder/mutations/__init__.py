"""Wrong answers, generated from correct ones: edits of programs and of graphs."""
