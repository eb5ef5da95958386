"""From a Document to Facts: mentions (typed values in the text), then assembly (what they mean)."""
