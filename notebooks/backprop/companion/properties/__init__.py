"""What property tests measure: slopes, values of single nodes, multiplications."""
