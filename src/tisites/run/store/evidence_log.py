"""A planner's own evidence, written into the audit log of the run that it changed."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from tisites.run.store.audit_log import AuditLog

if TYPE_CHECKING:
    from tisites.candidates.usage.planner_file import PlannerEvidence
    from tisites.run.store.store import Store

KIND = "evidence"


def log_evidence(planner: PlannerEvidence | None, run: str, store: Store) -> None:
    """Write a planner's evidence into the audit log of a run, once a file.

    Parameters
    ----------
    planner : PlannerEvidence or None
        What the file says; nothing is written without one.
    run : str
        Full hash of the run.
    store : Store
        Whose log.

    Raises
    ------
    BadInputError
        If the log was tampered with.
    """
    if planner is None:
        return
    log = AuditLog(store.root, run)
    known = {e.get("file_sha256") for e in log.entries() if e.get("kind") == KIND}
    if planner.sha256 in known:
        return
    store.ready()
    log.append(
        {
            "kind": KIND,
            "file": planner.file,
            "file_sha256": planner.sha256,
            "statements": [_plain(asdict(one)) for one in planner.statements],
            "tisites": version("tisites"),
            "written": datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds"),
        }
    )


def _plain(statement: dict[str, Any]) -> dict[str, Any]:
    """Return a statement without the figures it does not have: JSON knows no NaN."""
    return {name: value for name, value in statement.items() if value == value}  # noqa: PLR0124
