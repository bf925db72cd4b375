"""Pictures of Section 1 that run a student's functions: slopes, costs and descents."""
