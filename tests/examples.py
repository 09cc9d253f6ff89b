"""How many examples a property meets: enough to bite in every run, many more when asked."""

from __future__ import annotations

import os

#: ``TISITES_EXAMPLES=10 uv run pytest tests/solver`` tries ten times as many of each.
TIMES = int(os.environ.get("TISITES_EXAMPLES", "1"))


def examples(every_run: int) -> int:
    """Return how many examples to try, of how many every run tries."""
    return every_run * TIMES
