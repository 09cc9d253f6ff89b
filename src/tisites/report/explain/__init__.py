"""Why in, why not: the sheets, their pictures and their sources."""
