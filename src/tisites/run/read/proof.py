"""The proof of a run, checked again from its files: nothing of the solver is asked or imported."""

from __future__ import annotations

import json
import math
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from tisites.certificate.file import CERTIFICATE, read_certificate
from tisites.certificate.point import broken_rule
from tisites.certificate.verdict import verdict
from tisites.data.arrays import read_arrays
from tisites.messages.text import Text
from tisites.run.files.folder import MARK
from tisites.run.files.program_file import read_program

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.model.program import Program

#: A value within this of its bound (absolute, and relative to max(1, |value|)) is optimal; what
#: sums of the same terms in another order may differ by.
TOLERANCE, SAME = 1e-9, 1e-9
PROGRAM = "program.npz"
#: What reading a damaged file can end in.
_DAMAGED = (
    OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, EOFError, MemoryError,
    BadZipFile, zlib.error,
)  # fmt: skip
PROVEN = ("optimal", "within_gap")


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """What the files of a run prove.

    Parameters
    ----------
    holds : bool
        Whether all that the run claims was confirmed.
    fault : Text or None
        Why not.
    claim : str
        The proof that ``solution.json`` claims.
    objective, bound : float
        Recomputed: worth of the selection, and what no selection is worth more than.
    leaves, statements : int
        Boxes closed, statements recomputed.
    seconds : float
        Wall clock of the check.
    """

    holds: bool
    fault: Text | None
    claim: str
    objective: float = math.nan
    bound: float = math.inf
    leaves: int = 0
    statements: int = 0
    seconds: float = 0.0


def check_certificate(folder: Path) -> CheckedProof:
    """Check the claim of a run against ``program.npz`` and ``certificate.npz``.

    The selection must keep every rule and be worth what is told; the certificate must confirm the
    bound that is told; and both must be as near as the claim says.

    Parameters
    ----------
    folder : Path
        The run.

    Returns
    -------
    CheckedProof
        Never an exception for what the files hold: a damaged file is a fault.
    """
    began = time.monotonic()
    claim = ""
    try:
        report = json.loads((folder / MARK).read_text(encoding="utf-8"))
        claim = str(report["proof"])
        found = _checked(folder, report, claim)
    except _DAMAGED as error:
        name = error.filename if isinstance(error, OSError) and error.filename else folder
        what = Text(f"fichiers illisibles ({name} : {error})", f"unreadable ({name}: {error})")
        found = CheckedProof(False, what, claim)
    return CheckedProof(
        found.holds, found.fault, found.claim, found.objective, found.bound, found.leaves,
        found.statements, time.monotonic() - began,
    )  # fmt: skip


def _checked(folder: Path, report: dict[str, Any], claim: str) -> CheckedProof:
    program = read_program(folder / PROGRAM)
    path = folder / CERTIFICATE
    if not path.is_file():
        if claim not in PROVEN:
            return CheckedProof(True, None, claim)
        what = Text(
            f"le résultat se dit « {claim} » et n'a pas de certificat",
            f"the run claims '{claim}' and has no certificate",
        )
        return CheckedProof(False, what, claim)
    certificate = read_certificate(path)
    x = _point(program, report, read_arrays(path)["continuous"])
    broken = broken_rule(program, x)
    if broken:
        what = Text(f"la sélection enfreint {broken}", f"the selection breaks {broken}")
        return CheckedProof(False, what, claim)
    value, told = program.objective(x), float(report["objective"])
    if not abs(value - told) <= SAME * max(1.0, abs(value)):
        what = Text(
            f"la sélection vaut {value:.9g}, le résultat dit {told:.9g}",
            f"the selection is worth {value:.9g}, the run tells {told:.9g}",
        )
        return CheckedProof(False, what, claim, value)
    found = verdict(program, certificate)
    fault = _unproven(report, claim, value, found.bound) if not found.fault else Text(
        f"le certificat ne tient pas ({found.fault})", f"the certificate fails ({found.fault})"
    )  # fmt: skip
    return CheckedProof(
        fault is None, fault, claim, value, max(found.bound, value), found.leaves,
        found.statements,
    )  # fmt: skip


def _point(program: Program, report: dict[str, Any], continuous: np.ndarray) -> np.ndarray:
    """Return every column's value: chosen sites, and what the certificate tells of the others."""
    place = {str(name): k for k, name in enumerate(program.columns)}
    x = np.zeros(program.n_columns)
    x[[place[str(site)] for site in report["selected"]]] = 1.0
    others = np.flatnonzero(~program.integer)
    if continuous.shape != others.shape:
        raise ValueError("values of continuous columns are missing")
    x[others] = continuous
    return x


def _unproven(report: dict[str, Any], claim: str, value: float, bound: float) -> Text | None:
    """Say where a confirmed bound is not what the run tells of it."""
    size = max(1.0, abs(value))
    told = math.inf if report["bound"] is None else float(report["bound"])
    if not bound <= told + SAME * size:
        return Text(
            f"le certificat confirme la borne {bound:.9g}, le résultat dit {told:.9g}",
            f"the certificate confirms the bound {bound:.9g}, the run tells {told:.9g}",
        )
    if claim == "optimal" and not bound - value <= (TOLERANCE + SAME) * size:
        return Text(
            f"la borne confirmée {bound:.9g} n'atteint pas la valeur {value:.9g}",
            f"the confirmed bound {bound:.9g} does not meet the value {value:.9g}",
        )
    return None
