"""Computation graphs as plain dicts: structure, values, layout, pictures."""
