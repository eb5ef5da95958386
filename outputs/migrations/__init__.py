"""Alembic's environment and the versions of the knowledge base, applied by :func:`outputs.store.open`."""
