"""One broken file per way of being wrong, made from the sample; `python -m tests.broken_files FOLDER` writes them all."""

from tests.broken_files import cells, dialect, encodings, exams, headers, paths, rows, years
from tests.broken_files.registry import ANSWERED, BOUNDED, REFUSED, WAYS, Way

__all__ = [
    "ANSWERED",
    "BOUNDED",
    "REFUSED",
    "WAYS",
    "Way",
    "cells",
    "dialect",
    "encodings",
    "exams",
    "headers",
    "paths",
    "rows",
    "years",
]
