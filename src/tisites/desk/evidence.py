"""The page that a reader signs: the verb ``evidence``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, verb
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.report.evidence.page import signing_document, told_sites
from tisites.report.evidence.sites import Told
from tisites.report.media.markdown import markdown
from tisites.run.read.stored import open_run
from tisites.run.store.reference import resolve_run

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.report.document import Document


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """Whose evidence is told.

    Parameters
    ----------
    run : str
        A stored run.
    against : tuple of str
        Other runs: who left, who entered and why.
    out : Path, optional
        Markdown file to write.
    """

    run: str
    against: tuple[str, ...] = ()
    out: Path | None = None


@verb
def evidence(request: EvidenceRequest, listener: Listener) -> Answer[tuple[Told, ...]]:
    """Tell what speaks for and against each chosen site, and what to verify first.

    Raises
    ------
    BadInputError
        An unknown run, or one without evidence; a file that cannot be written.
    """
    del listener
    out = request.out
    if out is not None and out.is_dir():
        raise _unwritten(out)
    run = open_run(resolve_run(request.run))
    if run.evidence.empty:
        raise bad_input(
            Text("ce résultat ne porte pas d'indices", "this run carries no evidence"),
            Text("le refaire : tisites run", "make it again: tisites run"),
            Where(str(run.folder)),
        )
    sites = tuple(told_sites(run))
    others = [open_run(resolve_run(other)) for other in request.against]
    document = signing_document(run, sites, others)
    return Answer(sites, document, save=lambda: _save(document, out))


def _save(document: Document, out: Path | None) -> Path | None:
    if out is not None:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(markdown(document), encoding="utf-8", newline="\n")
        except OSError as error:
            raise _unwritten(out) from error
    return out


def _unwritten(out: Path) -> Exception:
    what = Text("ce fichier ne peut être écrit", "this file cannot be written")
    return bad_input(what, Text("choisir un autre --out", "choose another --out"), Where(str(out)))
