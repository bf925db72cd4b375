"""What Canvas, Moodle and Gradescope hand out: files sorted into attempts."""
