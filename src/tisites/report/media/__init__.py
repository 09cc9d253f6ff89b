"""One file a medium: each renders any document."""
