"""A run that a study needs: found in the store, or solved and put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.cli.console import Progress
from tisites.messages.progress import Stopwatch

if TYPE_CHECKING:
    from tisites.run.prepare.request import Request
    from tisites.run.read.stored import StoredRun


def known_run(request: Request) -> StoredRun:
    """Return the run of a request from the store; solve it first if it is not there.

    Raises
    ------
    TisitesError
        As ``tisites run`` does.
    """
    from tisites.report.write import write_outputs
    from tisites.run.answer.reuse import reused
    from tisites.run.answer.rules import with_rules
    from tisites.run.files.identity import run_hash
    from tisites.run.pipeline import execute
    from tisites.run.prepare.prepare import prepare
    from tisites.run.store.store import Store

    progress, store = Progress(), Store()
    try:
        prepared = prepare(request, Stopwatch(progress))
        run = run_hash(prepared)
        known = store.find(run)
        if known is not None and reused(prepared, known) is not None:
            return known
        outcome = with_rules(execute(prepared))
        return store.put(run, lambda fresh: write_outputs(outcome, fresh), replace=True)
    finally:
        progress.clear()
