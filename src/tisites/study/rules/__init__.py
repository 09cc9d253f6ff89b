"""What each rule of a model decides."""
