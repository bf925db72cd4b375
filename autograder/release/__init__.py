"""The student version: validated, built by nbgrader, searched for leaks, packed."""
