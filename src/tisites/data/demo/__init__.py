"""The demonstration pack shipped with tisites, and what builds it."""
