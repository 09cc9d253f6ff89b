"""What ``relax`` does: compile, look before solving, find the clash and the least to concede."""

from __future__ import annotations

import difflib
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.console import Progress, make_console
from tisites.messages.errors import BadInputError, Problem, Unmet, Where
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text, language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request

WRITTEN = ("relax.", "study.json")


def relax_verb(
    request: Request, priorities: Sequence[str], seconds: float | None, out: Path | None
) -> int:
    """Tell what clashes in a scenario and the least to concede; 0 whether it is feasible or not."""
    from tisites.report.explain.files import MARK
    from tisites.report.relax_words import print_relax, relax_sentences, write_relax
    from tisites.run.files.fingerprint import fingerprint, versions
    from tisites.run.files.folder import ready, staged
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.read.case import case_of
    from tisites.study.precheck.precheck import precheck
    from tisites.study.relax.answer import relax

    if out is not None:
        ready(out, MARK, WRITTEN)
    progress = Progress()
    try:
        known = survey(request, Stopwatch(progress))
        if any(not isinstance(problem, Unmet) for problem in known.problems):
            raise BadInputError(known.problems)
        prepared = compiled(replace(known, problems=()))
        weights = _weights(priorities, prepared)
        case = case_of(prepared)
        findings = precheck(case)
        found = relax(case, weights, seconds=seconds, told=progress.phase)
    finally:
        progress.clear()
    blocks = relax_sentences(case, found, findings, known.problems)
    shown = Text(f"Scénario « {case.name} »", f"Scenario '{case.name}'")
    head = {
        "scenario": case.name, "model": case.model.model_dump(mode="json"), "lang": language(),
        "pack": prepared.territory.pack.sha256, "candidates": prepared.candidates.sha256,
        "priorities": {name: str(weight) for name, weight in weights.items()},
        "versions": versions(),
    }  # fmt: skip
    key = fingerprint(head)
    study = {
        "key": key, **head, "verb": "relax",
        "synthetic": case.synthetic, "feasible": found.feasible,
        "conflict": found.conflict, "concessions": found.relaxation.concessions,
        "cost": found.relaxation.cost, "proof": found.relaxation.proof.value,
        "value": found.value, "selected": found.selected,
        "alone": [
            {"dial": dial, "proof": one.proof.value, "concessions": one.concessions}
            for dial, one in found.alone
        ],
        "sentences": dict(blocks),
    }  # fmt: skip
    folder = out or Path("studies") / f"relax-{case.name}-{key[:8]}"
    with staged(folder, MARK, WRITTEN) as fresh:
        write_relax(case, str(shown), blocks, study, fresh)
    console = make_console()
    print_relax(case, str(shown), blocks, console)
    console.print(str(Text(f"Résultat dans {folder}", f"Result in {folder}")), markup=False)
    return 0


def _weights(asked: Sequence[str], prepared: Prepared) -> dict[str, float]:
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
