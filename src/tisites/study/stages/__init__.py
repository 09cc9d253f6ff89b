"""Lists of territories, then the national choice among them (``tisites stages``)."""
