"""From a Document to Facts: mentions (typed values in the text), then assembly (what they mean)."""

EXTRACTORS: tuple[str, ...] = ("documents", "dates", "quantities", "institutions")
"""The built-in extractors in the order in which they see the text; each is a module of this name with cases."""
