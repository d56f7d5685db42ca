"""Fuzzing: spoilt files, numbers, TOML and filters, each judged by a second reading that shares no code with sto."""
