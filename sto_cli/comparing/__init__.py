"""Two runs of the yearly job compared: what changed, and why."""
