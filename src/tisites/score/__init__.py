"""Fixed-scale value functions, weights, scores with intervals."""
