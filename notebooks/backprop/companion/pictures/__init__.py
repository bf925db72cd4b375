"""What students see of their own functions in (d), (e) and (g)."""
