"""Benchmarks: a registry of instances, contenders on the same instance, tables and plots."""
