"""Extract stored texts in a process of its own: ``python -m pipeline.preview_worker IN OUT``, both JSON Lines.

The first line of IN holds the settings, each other line a document. A process of its own, because lexicons are read
when modules are imported: whoever starts it decides by ``PYTHONPATH`` with which tables and rules.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from corpora.document import Document
from outputs.structure import of_text
from pipeline.nlp import Extractor
from pipeline.settings import Settings
from pipeline.work import extract

_GIVEN = ("source", "url", "title", "publisher", "published", "doc_number", "region", "region_code", "sha256")
FIELDS = (*_GIVEN, "format", "text", "structure")


def document_of(found: dict[str, Any]) -> Document:
    """A stored revision as a document: its text with headings and tables, and its metadata; boxes are not needed."""
    given = {name: found[name] for name in FIELDS if found.get(name) is not None}
    given |= of_text(given.pop("structure", None))
    if "published" in given:
        given["published"] = date.fromisoformat(given["published"])
    return Document(**given)


def main(source: str, target: str) -> None:
    """Read, extract, write: ``{"document_id": …, "facts": […]}`` or ``{"document_id": …, "error": …}`` a line."""
    with Path(source).open(encoding="utf-8") as lines, Path(target).open("w", encoding="utf-8") as out:
        extractor = Extractor(msgspec.json.decode(next(lines), type=Settings))
        for line in lines:
            found = json.loads(line)
            outcome = extract(document_of(found), extractor)
            made: dict[str, Any] = {"document_id": found["document_id"]}
            if isinstance(outcome, Exception):
                made["error"] = str(outcome)
            else:
                made["facts"] = [fact.as_dict() for fact in outcome.facts]
            out.write(json.dumps(made, ensure_ascii=False, default=dict) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
