"""The rules about practices, their people and their sessions. Plain Python: time and chance are arguments."""
