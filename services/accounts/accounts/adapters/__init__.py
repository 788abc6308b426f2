"""Tables, hashes and wire classes."""
