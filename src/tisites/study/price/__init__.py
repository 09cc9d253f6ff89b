"""What one more of each limit costs."""
