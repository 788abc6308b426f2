"""`make bench`: how long the daily work of a reception takes, beside the same SQL and a bare message over the same broker."""
