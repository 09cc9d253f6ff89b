"""What a choice of sites and types of projects means."""
