"""The variation test: kinds of edits, the judge, the run."""
