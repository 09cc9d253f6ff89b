"""The desk: every verb as one typed function, for a command line, a server, a notebook, a test."""
