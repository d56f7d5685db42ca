"""Two runs of the yearly job set against each other: what changed, and why."""
