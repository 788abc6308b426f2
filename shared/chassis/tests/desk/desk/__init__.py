"""A service made for the chassis's tests: nothing but what the chassis gives each one."""
