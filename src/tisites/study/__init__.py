"""What planners do beyond one solve."""
