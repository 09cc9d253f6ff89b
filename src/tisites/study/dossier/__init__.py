"""What becomes of a planner's own sites in the national selection."""
