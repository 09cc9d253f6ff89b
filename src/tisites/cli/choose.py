"""Verbs that choose sites, or say what would be chosen: ``run``, ``check``, ``dossier``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.declare import Given, Typed, argument, flag, option, verb
from tisites.cli.listing import OF_LIST, list_options, read_as_listed, with_reading
from tisites.cli.options import (
    CANDIDATES,
    DATA,
    EVIDENCE,
    MODEL,
    SOLVER,
    TOLERANT,
    limit,
    out,
    scenario,
)
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.run.prepare.request import Request

FORCE = "--force", "Résoudre même si ce résultat est connu", "Solve even if this run is known"
GAINS = "--incentives", "Dire qui gagnerait à taire une donnée", "Tell who would gain by silence"


def _asked(where: Given, *, check: bool) -> tuple[Given, ...]:
    """Return what a verb takes that asks for sites: what to read, how to solve, where to write."""
    return (
        scenario(), MODEL, DATA, CANDIDATES, TOLERANT, EVIDENCE, where, SOLVER,
        limit("Limite de la résolution (s)", "Solve limit (s)"),
        option("--gap", "Écart relatif accepté (0 : preuve)", "Relative gap accepted", float, 0.0,
               least=0),
        flag(*FORCE, hidden=check), flag(*GAINS, hidden=not check), *OF_LIST,
    )  # fmt: skip


def _request(o: Typed) -> Request:
    from tisites.run.prepare.request import Request

    return Request(
        o.scenario, o.model, o.data, o.candidates, o.tolerant, o.solver, o.time_limit, o.gap,
        o.evidence,
    )  # fmt: skip


@verb(
    "run", "Choisir les sites, écrire le résultat.", "Choose sites, write.",
    *_asked(out(Text("runs/<empreinte>", "runs/<hash>")), check=False),
)  # fmt: skip
def run(o: Typed) -> int:
    """Choose."""
    from tisites.cli.present import present
    from tisites.desk.known import run
    from tisites.desk.run import SolveRequest

    def answer(request: Request) -> int:
        return present(run, SolveRequest(request, o.out, o.force))

    return read_as_listed(_request(o), list_options(o), answer)


@verb(
    "check", "Tout vérifier, sauf résoudre.", "Check all, do not solve.",
    *_asked(
        option("--out", "Dossier où écrire la liste (sinon : rien d'écrit)", "Folder for the list",
               Path),
        check=True,
    ),
)  # fmt: skip
def check(o: Typed) -> int:
    """Check; a check never reads an older run."""
    from tisites.cli.present import present
    from tisites.desk.check import CheckRequest, check, silence

    def answer(request: Request) -> int:
        if o.incentives:
            return present(silence, request)
        return present(check, CheckRequest(request, o.out))

    return read_as_listed(_request(o), list_options(o), answer)


@verb(
    "dossier",
    "Dire ce que deviennent vos sites dans la sélection nationale.",
    "Tell what becomes of your sites in the national selection.",
    argument("path", "Votre liste de sites : tableur, CSV, couche SIG",
             "Your list: sheet, CSV, GIS layer", Path, metavar="LISTE"),
    option("--scenario", "Scénario : nom livré ou fichier .toml", "Scenario", default="reference"),
    MODEL, DATA,
    flag("--local", "Vos sites entre eux seuls, sans les planchers nationaux",
         "Your sites among themselves alone, without the national floors"),
    flag("--fiches", "Une fiche par site de votre liste", "A sheet a site of yours"),
    out("studies/dossier-…"), *OF_LIST,
)  # fmt: skip
def dossier(o: Typed) -> int:
    """Tell what becomes of a list."""
    from tisites.cli.present import present
    from tisites.desk.dossier import DossierRequest, dossier
    from tisites.run.prepare.request import Request

    listed = with_reading(Request(o.scenario, o.model, o.data, o.path), list_options(o))
    return present(dossier, DossierRequest(
        o.path, o.scenario, o.model, o.data, o.local, o.out, listed.reading, o.fiches,
    ))  # fmt: skip
