"""How a selection is shared between territories: the verb ``equity``."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from tisites.criteria.cuts import Counted, Per, Territorial
from tisites.desk.answer import Answer, verb
from tisites.desk.sources import Studied
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text
from tisites.run.prepare.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.messages.progress import Listener
    from tisites.model.benefit import Benefit
    from tisites.run.selection.selection import Selection
    from tisites.study.equity.equity import Equity

_CHOICES = {"by": get_args(Territorial), "benefit": get_args(Counted), "per": get_args(Per)}
#: What planners say for the names that options take.
_SAID = {
    "inhabitants": "population",
    "habitants": "population",
    "emplois": "jobs",
    "surface": "hectares",
    "ha": "hectares",
    "regions": "region",
    "densite": "density",
    "densité": "density",
    "intercommunalite": "epci",
    "outre-mer": "overseas",
    "territoire": "territory",
}


@dataclass(frozen=True, slots=True)
class EquityRequest:
    """What is asked of a measure of equity.

    Parameters
    ----------
    selection : str or Studied
        A run (folder, hash, ``last``), a file of ids, or ``labels-2024``; or a case with its
        answer, in memory.
    by, benefit, per : str
        The cut of the country, what is counted, per what.
    worst : float
        Share of the worst-served territories, for their mean.
    run : str, optional
        Run whose candidates and territories a list is judged by.
    judge : Request
        What a list is judged by, without a run.
    out : Path, optional
        Folder of the files; ``studies/equity-…`` otherwise.
    """

    selection: str | Studied = "last"
    by: str = "region"
    benefit: str = "sites"
    per: str = "population"
    worst: float = 0.2
    run: str | None = None
    judge: Request = field(default_factory=Request)
    out: Path | None = None


@verb
def equity(asked: EquityRequest, listener: Listener) -> Answer[Equity]:
    """Measure the territorial equity of a selection.

    Raises
    ------
    BadInputError
        Words that no option takes; an unknown selection; a folder that may not be written.
    """
    refuse_options(asked)  # before what takes seconds to load
    from tisites.model.benefit import Benefit
    from tisites.report.equity.document import FILES, NAME, equity_document
    from tisites.report.media.files import may_write
    from tisites.study.equity.equity import equity_of

    benefit = Benefit.model_validate({key: getattr(asked, key) for key in _CHOICES})
    if asked.out is not None:
        may_write(asked.out, NAME, FILES)
    selection, bases, synthetic = _selected(asked, listener)
    folder = asked.out or Path("studies") / _study_name(selection.name, benefit)
    may_write(folder, NAME, FILES)
    found = equity_of(selection, bases, benefit, worst=asked.worst, synthetic=synthetic)
    document, draw = equity_document(found)
    return Answer(found, document, folder, draw=draw)


def refuse_options(asked: EquityRequest) -> None:
    """Refuse words that no option takes, all at once, with the nearest right word.

    Raises
    ------
    BadInputError
        One problem a wrong option.
    """
    problems = [
        _wrong(key, getattr(asked, key), known)
        for key, known in _CHOICES.items()
        if getattr(asked, key) not in known
    ]
    if not 0.0 < asked.worst <= 1.0:
        what = Text("la part la moins servie doit être entre 0 et 1", "worst must lie in ]0, 1]")
        remedy = Text("écrire par exemple --worst 0.2", "write for example --worst 0.2")
        problems.append(Problem(what, remedy, Where("--worst", value=f"{asked.worst:g}")))
    if problems:
        raise BadInputError(problems)


def _wrong(key: str, value: str, known: tuple[str, ...]) -> Problem:
    said = _SAID.get(value.casefold(), value.casefold())
    close = [said] if said in known else difflib.get_close_matches(said, known, 1, 0.5)
    listed = ", ".join(known)
    remedy = (
        Text(
            f"vouliez-vous « {close[0]} » ? (valeurs possibles : {listed})",
            f"did you mean '{close[0]}'? (possible values: {listed})",
        )
        if close
        else Text(f"choisir parmi {listed}", f"choose from {listed}")
    )
    return Problem(Text("valeur inconnue", "unknown value"), remedy, Where(f"--{key}", value=value))


def _selected(
    asked: EquityRequest, listener: Listener
) -> tuple[Selection, Mapping[str, pd.DataFrame], bool]:
    """Return the selection and the territories it is judged by."""
    from tisites.messages.progress import Stopwatch
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import survey
    from tisites.run.read.case import surveyed
    from tisites.run.read.stored import open_run
    from tisites.run.selection.selection import (
        Selection,
        is_run,
        read_selection,
        refuse_no_list,
    )
    from tisites.run.store.reference import resolve_run

    what, run, judge = asked.selection, asked.run, asked.judge
    if isinstance(what, Studied):
        case = what.answered.case
        ids = case.ids[what.answered.selected]
        chosen = Selection(what.name, ids, case.everyone.loc[ids], title=case.model.titled)
        return chosen, case.bases, case.synthetic
    refuse_no_list(what)
    own = is_run(what)
    _refuse_twice(asked, what, own=own)
    if own or run:
        stored = open_run(resolve_run(run or what))
        if any("reg" not in table.columns for table in stored.bases.values()) or not stored.bases:
            raise bad_input(
                Text(
                    "ce résultat a été écrit avant que les territoires y soient gardés",
                    "this run was written before territories were kept in it",
                ),
                Text("relancer tisites run", "run tisites run again"),
                Where(str(stored.folder)),
            )
        selection = read_selection(what, stored.everyone)
        if own:  # "last" names another run tomorrow
            selection = replace(selection, name=stored.folder.name, title=stored.model.titled)
        return selection, stored.bases, bool(stored.report["synthetic"])
    known = survey(judge, Stopwatch(listener), keep=OnDisk())
    everyone, bases = surveyed(known)
    return read_selection(what, everyone, known.territory), bases, known.synthetic


def _refuse_twice(asked: EquityRequest, what: str, *, own: bool) -> None:
    """Refuse data beside a run, which has its own, and a run that judges what is in a pack."""
    from tisites.run.selection.labels import LABELS_2024

    run, judge = asked.run, asked.judge
    if own and (run or judge.pack or judge.candidates or judge.tolerant):
        raise bad_input(
            Text("un résultat porte déjà ses données", "a run has its own data already"),
            Text(
                "retirer --run, --data, --candidates et --tolerant",
                "drop --run, --data, --candidates and --tolerant",
            ),
            Where(value=what),
        )
    if run and what == LABELS_2024:
        raise bad_input(
            Text(
                "les sites labellisés sont dans le paquet, pas dans un résultat",
                "the labelled sites are in the pack, not in a run",
            ),
            Text("donner --data au lieu de --run", "give --data in place of --run"),
            Where("--run", value=run),
        )


def _study_name(what: str, benefit: Benefit) -> str:
    """Name a study by its selection and what is measured, fit for any file system."""
    stem = Path(what).stem if Path(what).suffix else Path(what).name
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in stem) or "run"
    return f"equity-{plain}-{benefit.by}-{benefit.benefit}-per-{benefit.per}"
