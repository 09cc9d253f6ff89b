"""The verb ``run`` where its answer is known: found from the bytes of its inputs, told again."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tisites.data.cache import cache_root, keep, kept
from tisites.desk.answer import Answer, End, verb
from tisites.messages.text import language
from tisites.report.media.kept import document_of, kept_text
from tisites.run.files.folder import MARK
from tisites.run.files.seal import broken
from tisites.run.store.inputs import inputs_key

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.desk.run import SolveRequest
    from tisites.messages.progress import Listener
    from tisites.report.document import Document

#: Answers remembered; the oldest beyond that are forgotten.
KEPT = 200


@verb
def run(asked: SolveRequest, listener: Listener) -> Answer[Any]:
    """Tell a run again whose inputs, code and files are what they were; else solve.

    Raises
    ------
    TisitesError
        As :func:`tisites.desk.run.solve` does.
    """
    key = inputs_key(asked.request)
    known = recalled(asked, key)
    if known is not None:
        return known
    from tisites.desk.run import solve

    answer = solve(asked, listener)
    if key is None or not _stands(answer, asked):
        return answer
    return replace(answer, save=lambda: _save(key, answer))


def _stands(answer: Answer[Any], asked: SolveRequest) -> bool:
    """Whether an answer may be told again: a proof, or what the same limit would stop again."""
    solution = answer.value.outcome.solution
    limited = asked.request.seconds is not None and not solution.interrupted
    return answer.end is End.DONE or (answer.end is End.LIMIT and limited)


def recalled(asked: SolveRequest, key: str | None = None) -> Answer[Any] | None:
    """Return the answer that was given for these bytes, if its run is whole where it belongs.

    Parameters
    ----------
    asked : SolveRequest
        What is asked; nothing is recalled where solving is forced.
    key : str, optional
        Its :func:`~tisites.run.store.inputs.inputs_key`, where it is known.
    """
    key = key or inputs_key(asked.request)
    if key is None or asked.force:
        return None
    from tisites.report.run_files import FILES, found_words

    try:
        told = json.loads(kept(_shelf(key)) or b"{}")
        run, end = str(told["run"]), End(told["end"])
        document = document_of(told["document"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # nothing is remembered: the work is done
    folder = asked.out if asked.out is not None else asked.store.folder_of(run)
    if not _holds(folder, run):
        return None
    lead = (found_words(folder), *document.lead)
    return Answer(None, replace(document, lead=lead), folder, end, known=True, files=FILES)


def _holds(folder: Path, run: str) -> bool:
    """Whether that run is there: whole, in the language, with its map."""
    try:
        report = json.loads((folder / MARK).read_text(encoding="utf-8"))
        here = report["run"] == run and report["language"] == language()
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return here and (folder / "map.png").is_file() and not broken(folder)


def _save(key: str, answer: Answer[Any]) -> Path | None:
    """Write the run, then remember what it said."""
    folder = answer.write()
    document = _without_known(answer)
    told = {"run": answer.value.run, "end": int(answer.end), "document": kept_text(document)}
    with suppress(OSError):  # without it the next time is slower, and no different
        keep(_shelf(key), json.dumps(told, ensure_ascii=False).encode("utf-8"), KEPT)
    return folder


def _without_known(answer: Answer[Any]) -> Document:
    """Return the document without the sentence that the answer was found."""
    document = answer.document
    return document if answer.value.known is None else replace(document, lead=document.lead[1:])


def _shelf(key: str) -> Path:
    return cache_root() / "known" / f"{key}.json"
