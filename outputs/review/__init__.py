"""The review application: queue, decisions, web pages."""
