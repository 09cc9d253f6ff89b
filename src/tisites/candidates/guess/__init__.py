"""What a list of any habit means: its header, its columns, its units, its reference system."""
