"""The yearly job: `sto.toml`, one run with proof of what went in, and what changed between two runs, and why."""
