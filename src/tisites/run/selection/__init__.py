"""A selection given by a name, by a list, or made by hand from another."""
