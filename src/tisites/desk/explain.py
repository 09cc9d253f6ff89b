"""Why sites are in or out, and what would change the answer: the verb ``explain``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.desk.questions import answered_before, folder_of, head_of
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.errors import Where, bad_input
from tisites.messages.stop import Stopped, look
from tisites.messages.text import Text
from tisites.report.explain.document import MARK, NAME, OWNS, explain_document
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.progress import Listener
    from tisites.study.explain.explain import Explanation
    from tisites.study.explain.why_not_all import EveryCandidate


@dataclass(frozen=True, slots=True)
class ExplainRequest:
    """What is asked of some sites.

    Parameters
    ----------
    source : Source or Studied
        A run, or a scenario that is solved first; or a case with its answer, in memory.
    sites : tuple of str
        Ids, or parts of names or communes.
    limits : bool
        Whether moves of limits are searched for a site that is out.
    plots : bool
        Whether each site's points are drawn too.
    out : Path, optional
        Folder of the files; ``studies/explain-…`` otherwise.
    again : bool
        Whether an answer that the folder holds already will do: its words, without its value.
    """

    source: Source | Studied
    sites: tuple[str, ...]
    limits: bool = True
    plots: bool = False
    out: Path | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class CandidatesRequest:
    """What is asked of every candidate of a place.

    Parameters
    ----------
    source : Source or Studied
        A run, or a scenario that is solved first; or a case with its answer, in memory.
    sites : tuple of str
        Only these, by id or part of a name; all of them otherwise.
    region, departement : str, optional
        Code or name.
    exact : bool
        Whether each eligible site is solved for, beside the proven bounds.
    out : Path, optional
        Folder of the files; ``studies/explain-all-…`` otherwise.
    """

    source: Source | Studied
    sites: tuple[str, ...] = ()
    region: str | None = None
    departement: str | None = None
    exact: bool = False
    out: Path | None = None


@verb
def explain(request: ExplainRequest, listener: Listener) -> Answer[tuple[Explanation, ...]]:
    """Say of each site why it is in or out, and the smallest change that would bring it in.

    Raises
    ------
    BadInputError
        An unknown run; no site, or one that is not found; a folder that may not be written.
    """
    from tisites.report.explain.figures import draw_sheets
    from tisites.report.media.record import document_again
    from tisites.study.explain.explain import Explainer
    from tisites.study.explain.find import find_site

    if request.out is not None:
        may_write(request.out, NAME, OWNS, MARK)
    if not request.sites:
        raise bad_input(
            Text("aucun site demandé", "no site was asked for"),
            Text(
                "donner un identifiant, une partie du nom, ou --all",
                "give an id, part of a name, or --all",
            ),
            Where("SITE"),
        )
    source = studied(request.source, listener)
    base = source.answered
    sites = list(dict.fromkeys(find_site(base.case.everyone, one) for one in request.sites))
    asked = {"verb": NAME, "sites": sites, "limits": request.limits, "plots": request.plots}
    head = head_of(source, asked)
    folder = request.out or folder_of(NAME, head)
    kept = answered_before(folder / MARK, head) if request.again else {}
    if kept:
        return Answer((), document_again(kept), folder, known=True)
    may_write(folder, NAME, OWNS, MARK)
    explainer = Explainer(base)
    found: list[Explanation] = []
    whole = True
    for k, site in enumerate(sites):
        listener.phase(str(Text(f"site {k + 1} sur {len(sites)}", f"site {k + 1} of {len(sites)}")))
        try:
            found.append(explainer.explain(site, limits=request.limits))
            look()
        except Stopped:
            if not found:
                raise
            whole = len(found) == len(sites)
            break
    several = tuple(found)
    told = head if whole else {**head, "key": "", "complete": False}  # not to be found again
    given = (source.report, source.evidence(), told)
    document = explain_document(base, several, *given, pictures=request.plots)

    def draw(fresh: Path) -> None:
        draw_sheets(base, several, fresh)

    end = End.DONE if whole else End.INTERRUPTED
    return Answer(several, document, folder, end, draw if request.plots else None)


@verb
def explain_all(request: CandidatesRequest, listener: Listener) -> Answer[EveryCandidate]:
    """Say what keeps every candidate of a place out: proven bounds, exact losses where asked.

    Raises
    ------
    BadInputError
        An unknown run, territory or site; a folder that may not be written.
    """
    from tisites.report.explain.candidates import NAME as ALL
    from tisites.report.explain.candidates import PICTURE, candidates_document
    from tisites.report.explain.figures import draw_everyone
    from tisites.study.explain.base import Questions
    from tisites.study.explain.find import find_site, sites_in
    from tisites.study.explain.why_not_all import every_candidate

    if request.out is not None:
        may_write(request.out, ALL, OWNS, MARK)
    source = studied(request.source, listener)
    base = source.answered
    everyone = base.case.everyone
    sites = sites_in(everyone, request.region, request.departement)
    if request.sites:
        wanted = {find_site(everyone, one) for one in request.sites}
        sites = [site for site in sites if site in wanted]
    head = head_of(
        source,
        {"verb": "explain --all", "region": request.region, "departement": request.departement,
         "sites": sorted(request.sites), "exact": request.exact},
    )  # fmt: skip
    folder = request.out or folder_of("explain-all", head)
    may_write(folder, ALL, OWNS, MARK)

    def solved(done: int, of: int) -> None:
        listener.phase(str(Text(f"sites résolus {done}/{of}", f"sites solved {done}/{of}")))

    questions = Questions(base.case.program)
    found = every_candidate(base, questions, sites, exact=request.exact, told=solved)

    def draw(fresh: Path) -> None:
        draw_everyone(base, found, fresh / PICTURE)
        found.table.to_parquet(fresh / f"{ALL}.parquet", index=False)

    end = End.DONE if found.complete else End.INTERRUPTED
    return Answer(found, candidates_document(base.case, found, head), folder, end, draw)
