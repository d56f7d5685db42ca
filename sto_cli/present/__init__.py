"""Output forms, one per file. They format; they never compute a number that is not in the results."""
