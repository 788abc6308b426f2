"""Tables, repositories and the wire: everything that names a vendor or a format."""
