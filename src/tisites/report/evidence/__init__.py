"""What is known of a selection, site by site: for it, against it, and what to verify first."""
