"""Communes and zonings, road graph, travel times, projections."""
