"""The rules of a reception desk. Plain Python: no I/O, no clock, no framework; instants are aware UTC."""
