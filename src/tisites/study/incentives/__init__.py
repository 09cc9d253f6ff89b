"""Who would gain by telling less."""
