"""Scenarios by the hundred: planned, solved by processes or a cluster, resumed after a kill."""
