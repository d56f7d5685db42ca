"""Printed numbers: claims files, documents, verdicts, and what would have been right."""
