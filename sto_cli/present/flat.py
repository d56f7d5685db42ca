"""Flat rows as CSV, for listings that are no result frames."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


def as_csv(rows: Sequence[dict[str, Any]]) -> str:
    """Write rows with the same keys as CSV (RFC 4180, LF), the keys as its header."""
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
