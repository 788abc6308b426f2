"""What the desk does: one use case a file, each of them load, decide, save, announce."""
