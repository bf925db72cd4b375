"""Writes the class page, student pages, pages of written answers, and CSV tables."""
