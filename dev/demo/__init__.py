"""Feeds a running system with a believable practice, by HTTP alone."""
