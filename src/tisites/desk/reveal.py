"""Which weights would explain a selection that others made: the verb ``reveal``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.labelled import is_labelled
from tisites.desk.answer import Answer, End, verb
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text
from tisites.report.media.files import may_write
from tisites.report.reveal.document import NAME, PICTURE, SCENARIO, TABLES, reveal_document
from tisites.run.selection.labels import LABELS_2024
from tisites.run.selection.selection import read_selection, refuse_no_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.messages.progress import Listener
    from tisites.run.read.case import Case
    from tisites.study.reveal.reveal import Preferences


@dataclass(frozen=True, slots=True)
class RevealRequest:
    """What is asked of a selection's weights.

    Parameters
    ----------
    source : Source or Studied
        Whose criteria, candidates and rules judge it: a run, a scenario that is solved first, or
        what is studied already.
    selection : str, tuple of str or Studied
        A file of ids, another run, or ``labels-2024``; ids; or an answer in memory.
    noise : float, optional
        Points that the chooser may have left, for the exact intervals; the least possible without.
    intervals : bool
        Exact intervals of inverse optimisation as well: long.
    scenario : bool
        Whether a scenario of the revealed weights is written beside the answer.
    out : Path, optional
        Folder of the files; ``studies/reveal-…`` otherwise.
    """

    source: Source | Studied
    selection: str | tuple[str, ...] | Studied
    noise: float | None = None
    intervals: bool = False
    scenario: bool = False
    out: Path | None = None


@verb
def reveal(request: RevealRequest, listener: Listener) -> Answer[Preferences]:
    """Ask which weights explain a selection, and which of them are not identified.

    Raises
    ------
    BadInputError
        No such run, selection or candidate; nothing that can be judged; a model whose choices are
        not of points alone; a folder that may not be written.
    """
    from tisites.report.reveal.document import scenario_text
    from tisites.report.reveal.figure import draw_preferences
    from tisites.study.reveal.reveal import refuse_models
    from tisites.study.reveal.reveal import reveal as asked

    files = (*TABLES, Path(PICTURE).stem, Path(SCENARIO).stem)
    if request.out is not None:
        may_write(request.out, NAME, files)
    if isinstance(request.selection, str):
        refuse_no_list(request.selection)
    if request.noise is not None and request.noise < 0.0:
        what = Text("des points manquants ne sont pas négatifs", "points left are not negative")
        remedy = Text("écrire par exemple --noise 20", "write for example --noise 20")
        raise bad_input(what, remedy, Where("--noise", value=f"{request.noise:g}"))
    source = studied(request.source, listener)
    case = source.answered.case
    refuse_models(case)
    folder = request.out or Path("studies") / f"reveal-{source.name}"
    may_write(folder, NAME, files)
    name, ids, by_place = _sites(request.selection, case)
    study = asked(
        case, name, ids, by_place=by_place, noise=request.noise, intervals=request.intervals,
        told=lambda words: listener.phase(str(words)),
    )  # fmt: skip

    def draw(fresh: Path) -> None:
        draw_preferences(study, fresh / PICTURE)
        if request.scenario:
            text = scenario_text(study)
            (fresh / SCENARIO).write_text(text, encoding="utf-8", newline="\n")

    end = End.INTERRUPTED if study.incomplete else End.DONE
    return Answer(study, reveal_document(study), folder, end, draw)


def _sites(selection: str | tuple[str, ...] | Studied, case: Case) -> tuple[str, pd.Index, bool]:
    """Return the name of a selection, its sites, and whether they are known by commune alone."""
    if isinstance(selection, Studied):
        answered = selection.answered
        ids = answered.case.ids[answered.selected]
        _refuse_unknown(ids.tolist(), case)
        return selection.name, ids, False
    if not isinstance(selection, str):
        _refuse_unknown(selection, case)
        many = len(selection)
        return (
            str(Text(f"liste de {many} sites", f"list of {many} sites")),
            pd.Index(sorted(set(selection)), dtype=object),
            False,
        )
    if selection != LABELS_2024:
        ids = read_selection(selection, case.everyone).ids
        _refuse_unknown(ids.tolist(), case)
        return Path(selection).name, ids, False
    if case.model.labelled_2024 != "lock_in":
        what = Text(
            "les sites labellisés en 2024 ne sont pas parmi les candidats de ce résultat",
            "the sites labelled in 2024 are not among the candidates of this run",
        )
        remedy = Text(
            "partir du scénario qui les place : tisites reveal labels-2024 --data packs/france"
            " --selection labels-2024",
            "start from the scenario that places them: tisites reveal labels-2024 --data"
            " packs/france --selection labels-2024",
        )
        raise bad_input(what, remedy, Where("--selection", value=selection))
    return selection, case.everyone.index[is_labelled(case.everyone)], True


def _refuse_unknown(ids: Sequence[str], case: Case) -> None:
    """Refuse sites that are no candidates of the case that is to judge them.

    Raises
    ------
    BadInputError
        One problem a site, the first ones.
    """
    unknown = [site for site in ids if site not in case.everyone.index]
    if not unknown:
        return
    what = Text("ce site n'est pas parmi les candidats", "this site is no candidate")
    remedy = Text(
        "donner les candidats d'où vient la sélection (--data, --candidates)",
        "give the candidates that the selection comes from (--data, --candidates)",
    )
    raise BadInputError(
        [Problem(what, remedy, Where("--selection", value=str(site))) for site in unknown[:5]]
    )
