"""What property tests measure: derivatives, node values and multiplications."""
