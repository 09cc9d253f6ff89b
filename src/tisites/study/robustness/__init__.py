"""How far an answer stands: to scores, to weights, to what is not known."""
