"""One use case a file: load, decide, save, announce."""
