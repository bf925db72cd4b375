"""Computation graphs as plain dicts: their structure, values, layout and pictures."""
