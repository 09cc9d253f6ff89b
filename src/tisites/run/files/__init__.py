"""What a run folder holds, and the name it bears."""
