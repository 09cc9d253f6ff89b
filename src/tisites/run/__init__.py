"""Immutable run folders."""
