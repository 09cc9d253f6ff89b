"""Synthetic data: seeded draws that imitate the real distributions, for demo and benchmarks."""

from __future__ import annotations

from demo.synthetic.candidates import draw_candidates

__all__ = ["draw_candidates"]
