"""What happens, one use case a file; ``ports.py`` names what the use cases need from outside."""
