"""Words in the texts of a knowledge base, and in sentences."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from outputs.store import KnowledgeBase
from outputs.views import LAST_RUN, valid


def holds(dialect: str, column: str) -> str:
    """The condition that a text holds the words ``:words``."""
    return f"instr({column}, :words) > 0" if dialect == "sqlite" else f"strpos({column}, :words) > 0"


def documents_with(kb: KnowledgeBase, words: str, *, most: int) -> list[str] | None:
    """The documents whose text holds the words; None where they are more than ``most``.

    The texts are looked through in two halves at once, since that is what a page with rare words waits for.
    """
    sql = f"""SELECT document_id FROM revision WHERE revision_id > :low AND revision_id <= :high AND {valid(LAST_RUN)}
    AND {holds(kb.dialect, "text")} LIMIT {most + 1:d}"""
    top = int(kb.rows("SELECT coalesce(max(revision_id), 0) AS n FROM revision")[0]["n"])
    with ThreadPoolExecutor(2) as both:
        halves = both.map(
            lambda ends: kb.rows(sql, words=words, low=ends[0], high=ends[1]), ((top // 2, top), (0, top // 2))
        )
        found = [str(row["document_id"]) for half in halves for row in half]
    return found if len(found) <= most else None
