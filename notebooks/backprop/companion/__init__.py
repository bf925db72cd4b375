"""What stands behind `worksheet`: checks, hints and pictures for students."""
