"""Is the grade right? The bank, mutants and small errors against the tests, and the release proven."""
