"""What lists by territory and the national choice among them mean."""
