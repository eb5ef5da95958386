"""Second pass: what each figure counts, who did it, when and where, computed clause by clause."""

from extractors.assembly.assembler import assemble
from extractors.assembly.binding import Binding, Finding
from extractors.assembly.checks import findings
from extractors.assembly.words import Words

__all__ = ["Binding", "Finding", "Words", "assemble", "findings"]
