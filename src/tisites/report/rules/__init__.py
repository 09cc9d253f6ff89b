"""What each rule decides, for people."""
