"""Turns Markdown, mathematics and code into safe HTML that loads nothing."""
