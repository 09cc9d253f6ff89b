"""What a reserve list means: its document and its picture."""
