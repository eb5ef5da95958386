"""Hashes that are the same on every machine, of what is stored. Loads nothing of the database."""

from __future__ import annotations

from hashlib import blake2b


def content_hash(parts: object) -> int:
    """A signed 64-bit hash of a tuple of plain values, the same on every machine."""
    return int.from_bytes(
        blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True
    )
