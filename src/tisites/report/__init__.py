"""What planners read: terminal, map, GeoPackage."""
