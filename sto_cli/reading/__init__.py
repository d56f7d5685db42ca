"""DUO's bytes to tidy facts: text, recognised, read, checked, counted, renamed."""
