"""From a request to a program: everything but solving."""
