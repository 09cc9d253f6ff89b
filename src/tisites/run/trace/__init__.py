"""Where a figure comes from, and what is known of whom."""
