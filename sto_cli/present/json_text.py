"""JSON as every command writes it: readable, the same bytes for the same values, harmless on a terminal."""

from __future__ import annotations

import json
from typing import Any

from sto_cli.language import STEERING


def dumps(value: Any) -> str:  # noqa: ANN401  # anything that JSON takes
    """Write a value; characters that steer a terminal are escaped as JSON does, so that the value stays itself."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return STEERING.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text) + "\n"
