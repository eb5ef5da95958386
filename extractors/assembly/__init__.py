"""Second pass: what each figure counts, who did it, when and where, computed clause by clause."""

from extractors.assembly.assembler import assemble
from extractors.assembly.binding import Binding
from extractors.assembly.words import Words

__all__ = ["Binding", "Words", "assemble"]
