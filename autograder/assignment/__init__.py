"""What any assignment consists of: questions, cells, results, folders, errors."""
