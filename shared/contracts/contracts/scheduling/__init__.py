"""What scheduling answers and announces."""
