"""Second pass: what each figure counts, who did it, when and where, computed clause by clause."""

from extractors.assembly.binding import Binding
from extractors.assembly.words import Words
from extractors.assembly.work import STEPS, Work, assemble

__all__ = ["STEPS", "Binding", "Words", "Work", "assemble"]
