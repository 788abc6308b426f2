"""When a reminder goes out, to whom, and when it does not. Plain Python; the time is always an argument."""
