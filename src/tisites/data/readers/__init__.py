"""Readers of files as their producers publish them, one small module a family of sources."""
