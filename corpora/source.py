"""Where a document comes from: a picklable description that a worker turns into Documents, and the limits of reading."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass, replace

from corpora.errors import UnreadableDocument

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document and one archive may cost. Sizes in bytes.

    ``max_bytes`` a document, ``archive_bytes`` all members of one archive together (nested ones included),
    ``archive_ratio`` expanded to packed size of a member or of a whole archive (small ones are exempt),
    ``archive_depth`` archives inside archives, ``pdf_pages`` pages of one PDF.
    """

    max_bytes: int = 64 * MEGABYTE
    archive_bytes: int = 16 * 1024 * MEGABYTE
    archive_ratio: int = 250
    archive_members: int = 2_000_000
    archive_depth: int = 4
    pdf_pages: int = 5_000


DEFAULTS = Limits()


@dataclass(frozen=True, slots=True)
class Source:
    """One document before it is read.

    ``name`` is its path as given, ``ARCHIVE/MEMBER``, a URL, or ``FILE#LINE`` for a record. ``path`` is the file to
    read; where it is empty the bytes are in ``data``. ``format`` is one of :data:`corpora.formats.READABLE`, or
    ``record`` for one record of a dump (``dump`` is then ``jsonl``, ``json``, ``csv``), empty where the bytes decide.
    ``sidecar`` is the path of its metadata file, ``sidecar_data`` the bytes where the sidecar is in an archive.
    """

    name: str
    path: str = ""
    data: bytes | None = None
    format: str = ""
    dump: str = ""
    charset: str = ""
    sidecar: str = ""
    sidecar_data: bytes | None = None

    def raw(self, limits: Limits = DEFAULTS) -> bytes:
        """The bytes of the document.

        Raises:
            UnreadableDocument: ``missing``, ``permission``, ``link_loop``, ``too_large``.
        """
        if self.data is not None:
            return checked(self.data, self.name, limits)
        return read_file(self.path, self.name, limits)

    def metadata_bytes(self) -> bytes | None:
        """The bytes of the sidecar; None where there is none. Raises UnreadableDocument where it may not be read."""
        if self.sidecar_data is not None or not self.sidecar:
            return self.sidecar_data
        return read_file(self.sidecar, self.sidecar, Limits(max_bytes=MEGABYTE))

    def embedded(self, limits: Limits = DEFAULTS) -> Source:
        """The source with its bytes and those of its sidecar in it, for a process that may not see the files.

        Raises:
            UnreadableDocument: as :meth:`raw`.
        """
        data = self.raw(limits)
        try:
            sidecar_data = self.metadata_bytes()
        except UnreadableDocument:  # whoever loads it will say so
            sidecar_data = None
        return replace(self, path="", data=data, sidecar_data=sidecar_data)

    def fingerprint(self, limits: Limits = DEFAULTS) -> str:
        """SHA-256 over the raw bytes and those of the sidecar: equal where nothing needs to be read again.

        Raises:
            UnreadableDocument: as :meth:`raw`.
        """
        digest = hashlib.sha256(self.raw(limits))
        try:
            extra = self.metadata_bytes()
        except UnreadableDocument as error:
            extra = error.reason.encode()
        if extra is not None:
            digest.update(b"\0sidecar\0" + extra)
        return digest.hexdigest()


def read_file(path: str, name: str, limits: Limits) -> bytes:
    """The bytes of a file, no more than the limit allows; the standard input for the path ``-``."""
    try:
        if path == "-":
            return checked(sys.stdin.buffer.read(limits.max_bytes + 1), name, limits)
        with open(path, "rb") as stream:  # noqa: PTH123 - making a Path takes as long as opening the file
            size = min(os.fstat(stream.fileno()).st_size, limits.max_bytes)
            data = stream.read(size + 1)  # of exactly its size: room for the limit takes longer to get than to read
            if len(data) > size:
                data += stream.read(limits.max_bytes + 1 - len(data))
            return checked(data, name, limits)
    except OSError as error:
        raise unreadable(error, name) from error


def checked(data: bytes, name: str, limits: Limits) -> bytes:
    """The same bytes. Raises UnreadableDocument ``too_large`` over the limit."""
    if len(data) > limits.max_bytes:
        raise too_large(name, limits)
    return data


def too_large(name: str, limits: Limits, place: str = "") -> UnreadableDocument:
    """The error for a document over ``max_bytes``."""
    allowed = f"{limits.max_bytes / MEGABYTE:g} MiB"
    message = f"larger than the {allowed} that one document may have; raise the limit in the settings or split the file"
    return UnreadableDocument(name, "too_large", message, place=place)


def unreadable(error: OSError, name: str) -> UnreadableDocument:
    """The error of the operating system as one of ours."""
    if isinstance(error, FileNotFoundError):
        return UnreadableDocument(name, "missing", "no such file or folder; check the path")
    if isinstance(error, PermissionError):
        return UnreadableDocument(name, "permission", "may not be read; give this user the right to read it")
    if error.errno == 40 or "symbolic links" in str(error).lower():
        return UnreadableDocument(name, "link_loop", "a symbolic link leads back to itself; remove the link")
    if isinstance(error, IsADirectoryError):
        return UnreadableDocument(name, "unsupported_format", "a folder where a file was expected")
    return UnreadableDocument(name, "corrupt", f"the system cannot read it ({error.strerror or error}); check the disk")
