"""The shelf of runs: names, pins, locks, archives, audit logs."""
