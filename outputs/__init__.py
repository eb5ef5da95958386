"""From Facts to what people use: knowledge base, exports, feed, views, diff, review, report."""
