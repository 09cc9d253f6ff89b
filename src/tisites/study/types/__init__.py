"""Sites and types of projects chosen together (``tisites types``)."""
