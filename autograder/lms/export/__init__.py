"""Grades and feedback in the form that each platform takes back."""
