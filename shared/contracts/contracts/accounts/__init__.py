"""What accounts answers and announces."""
