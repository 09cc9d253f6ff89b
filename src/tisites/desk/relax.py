"""What clashes in a scenario, and the least to concede: the verb ``relax``."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import BadInputError, Problem, Unmet, Where
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text, language
from tisites.report.media.files import may_write
from tisites.report.relax import MARK, NAME, TABLES, relax_document
from tisites.run.prepare.request import Request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.messages.progress import Listener
    from tisites.run.prepare.prepared import Prepared
    from tisites.study.relax.answer import RelaxAnswer


@dataclass(frozen=True, slots=True)
class RelaxRequest:
    """What is asked of a relaxation.

    Parameters
    ----------
    request : Request
        The scenario.
    priorities : tuple of str
        Weights of constraints, ``NAME=2``: twice as dear to move; ``NAME=inf``: kept.
    seconds : float, optional
        About how long the study may take; 20 s otherwise. Past it, what is known is told.
    out : Path, optional
        Folder of the files; ``studies/relax-…`` otherwise.
    """

    request: Request = field(default_factory=Request)
    priorities: tuple[str, ...] = ()
    seconds: float | None = None
    out: Path | None = None


@verb
def relax(asked: RelaxRequest, listener: Listener) -> Answer[RelaxAnswer]:
    """Tell what clashes in a scenario and the least to concede; feasible or not, it is an answer.

    Raises
    ------
    BadInputError
        With all that is wrong in the input; a folder that may not be written.
    """
    from tisites.data.fingerprint import fingerprint, versions
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.read.case import case_of
    from tisites.study.precheck.precheck import precheck
    from tisites.study.relax.answer import SECONDS
    from tisites.study.relax.answer import relax as relaxed

    if asked.out is not None:
        may_write(asked.out, NAME, TABLES, MARK)
    keep = OnDisk()
    known = survey(asked.request, Stopwatch(listener), keep=keep)
    if any(not isinstance(problem, Unmet) for problem in known.problems):
        raise BadInputError(known.problems)
    prepared = compiled(replace(known, problems=()), keep)
    weights = weights_of(asked.priorities, prepared)
    case = case_of(prepared)
    head = {
        "scenario": case.name,
        "model": case.model.model_dump(mode="json"),
        "lang": language(),
        "pack": prepared.territory.pack.sha256,
        "candidates": prepared.candidates.sha256,
        "priorities": {name: str(weight) for name, weight in weights.items()},
        "versions": versions(),
    }
    key = fingerprint(head)
    folder = asked.out or Path("studies") / f"relax-{case.name}-{key[:8]}"
    may_write(folder, NAME, TABLES, MARK)
    findings = precheck(case)
    found = relaxed(case, weights, seconds=asked.seconds or SECONDS, told=listener.phase)
    data = {"key": key, **head, "verb": "relax"}
    document = relax_document(case, found, findings, known.problems, data, prepared.sites)
    return Answer(found, document, folder, End.INTERRUPTED if found.interrupted else End.DONE)


def weights_of(asked: Sequence[str], prepared: Prepared) -> dict[str, float]:
    """Read ``NAME=2``; a comma counts as a point, ``inf`` keeps a constraint.

    Raises
    ------
    BadInputError
        Unknown names, with the nearest; weights that are no positive number.
    """
    known = ["choose", "labelled_2024", *sorted(prepared.model.constraint)]
    found: dict[str, float] = {}
    problems = []
    for one in asked:
        name, _, figure = one.partition("=")
        try:
            weight = float(figure.replace(",", "."))
        except ValueError:
            weight = math.nan
        if name not in known:
            close = difflib.get_close_matches(name, known, 1, 0.4)
            what = Text("cette contrainte n'existe pas", "this constraint does not exist")
            remedy = (
                Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
                if close
                else Text(f"choisir parmi {', '.join(known)}", f"choose from {', '.join(known)}")
            )
            problems.append(Problem(what, remedy, Where("--priority", value=one)))
        elif not weight > 0:
            what = Text("un poids positif est attendu", "a positive weight is expected")
            remedy = Text(f"écrire par exemple {name}=2", f"write for example {name}=2")
            problems.append(Problem(what, remedy, Where("--priority", value=one)))
        else:
            found[name] = weight
    if problems:
        raise BadInputError(problems)
    return found
