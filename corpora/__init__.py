"""From raw bytes to a :class:`~corpora.document.Document`: reading, decoding, cleaning, metadata, outline."""
