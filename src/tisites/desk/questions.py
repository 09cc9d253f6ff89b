"""A question to a stored run, named by its contents: the folder that keeps its answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.messages.text import language

if TYPE_CHECKING:
    from tisites.run.read.stored import StoredRun


def head_of(run: StoredRun, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what names a question: the run, what is asked, the versions that answer.

    Parameters
    ----------
    run : StoredRun
        The run.
    asked : dict
        The verb and what it was given, JSON-able.

    Returns
    -------
    dict
        ``key`` is a fingerprint of the rest.
    """
    from tisites.run.files.fingerprint import fingerprint, versions

    name = run.hash or fingerprint({"run": run.report["selected"], "model": run.report["model"]})
    head = {"run": name, "scenario": run.report["scenario"], "asked": asked, "lang": language(),
            "versions": versions(), "synthetic": bool(run.report["synthetic"])}  # fmt: skip
    return {"key": fingerprint(head), **head}


def folder_of(verb: str, head: dict[str, Any]) -> Path:
    """Return the folder that keeps the answer to a question where none is named."""
    return Path("studies") / f"{verb}-{str(head['run'])[:12]}-{str(head['key'])[:8]}"


def answered_before(mark: Path, head: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON file of this very question, if it was answered there; nothing otherwise."""
    if not mark.is_file():
        return {}
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return told if isinstance(told, dict) and told.get("key") == head["key"] else {}
