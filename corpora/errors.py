"""What can go wrong with one document. Each ends that document only: it goes to quarantine with its reason."""

from __future__ import annotations


class UnreadableDocument(Exception):
    """A document that cannot become text. ``reason`` is one of :data:`REASONS`; ``place`` a page, line or member."""

    def __init__(self, source: str, reason: str, message: str, *, place: str = "") -> None:
        if reason not in REASONS:
            raise ValueError(f"unknown quarantine reason {reason!r}; known: {', '.join(sorted(REASONS))}")
        super().__init__(message)
        self.source, self.reason, self.message, self.place = source, reason, message, place

    def __str__(self) -> str:
        where = f"{self.source} ({self.place})" if self.place else self.source
        return f"{where}: {self.reason}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.source, self.reason, self.message, self.place))


def _rebuild(source: str, reason: str, message: str, place: str) -> UnreadableDocument:
    return UnreadableDocument(source, reason, message, place=place)


REASONS: dict[str, str] = {
    "empty": "the file holds no bytes, or no text after cleaning",
    "undecodable": "no charset decodes the bytes without loss",
    "binary": "the bytes are not of the format that the name says",
    "corrupt": "the container is damaged or cut short",
    "encrypted": "the file needs a password",
    "unsupported_format": "an old binary format or an image: convert it first",
    "too_large": "over the size limit of the settings",
    "archive_bomb": "the archive expands beyond the limit",
    "unsafe_path": "an archive member points outside the archive",
    "link_loop": "symbolic links that lead back to themselves",
    "permission": "the file may not be read",
    "no_text_layer": "a PDF page without, or with a garbled, text layer",
    "bad_record": "a line or row of a dump that is no record",
    "timeout": "over the time limit for one document",
    "crashed": "the worker died on this document",
    "missing": "no such file",
    "extraction_failed": "an error of ours while extracting: please report it",
}
