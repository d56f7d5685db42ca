"""Which catalog numbers were computed with, in one short text: a change of any knowledge file changes it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from sto_cli.catalog.build import HERE

_KNOWLEDGE = {".toml", ".csv"}
"""Translations are none: they change words, never a number."""


@cache
def fingerprint() -> str:
    """Give the SHA-256 of all knowledge files, by name and content, without regard to line ends."""
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(str(HERE)).rglob("*") if path.suffix in _KNOWLEDGE):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(str(HERE)).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()
