"""A question to an answered case, named by its contents: the folder that keeps its answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.messages.text import language

if TYPE_CHECKING:
    from tisites.desk.sources import Studied


def head_of(source: Studied, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what names a question: the run, what is asked, the versions that answer.

    Parameters
    ----------
    source : Studied
        The case with its answer.
    asked : dict
        The verb and what it was given, JSON-able.

    Returns
    -------
    dict
        ``key`` is a fingerprint of the rest.
    """
    from tisites.data.fingerprint import fingerprint, versions

    report = source.report
    name = report.get("run") or fingerprint({"run": report["selected"], "model": report["model"]})
    head = {"run": name, "scenario": report["scenario"], "asked": asked, "lang": language(),
            "versions": versions(), "synthetic": bool(report["synthetic"])}  # fmt: skip
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
