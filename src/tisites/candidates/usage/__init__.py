"""What is known of a site's future: planned use, areas and name, each with its evidence."""
