"""One module per kind of process."""
