"""The proof of a run, checked again from its files: nothing of the solver is asked or imported."""

from __future__ import annotations

import json
import math
import time
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from tisites.certificate.file import CERTIFICATE, read_stored
from tisites.certificate.point import broken_rule
from tisites.certificate.stages import Reported, efficient_program, stages_fault
from tisites.certificate.supports import declared
from tisites.certificate.thresholds import protected_bound
from tisites.certificate.verdict import verdict
from tisites.messages.text import Text
from tisites.run.files.folder import MARK
from tisites.run.files.program_file import read_program

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.certificate.file import Stored
    from tisites.certificate.supports import Declared
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
        Whether all that the run claims was confirmed by certificates.
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
    uncertified : bool
        Whether the run says itself that its proof has no certificate: nothing contradicts it,
        and nothing confirms it.
    """

    holds: bool
    fault: Text | None
    claim: str
    objective: float = math.nan
    bound: float = math.inf
    leaves: int = 0
    statements: int = 0
    seconds: float = 0.0
    uncertified: bool = False


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
    return replace(found, seconds=time.monotonic() - began)


def _checked(folder: Path, report: dict[str, Any], claim: str) -> CheckedProof:
    program = read_program(folder / PROGRAM)
    path = folder / CERTIFICATE
    certified = bool(report.get("certified", False))
    if not path.is_file():
        if claim not in PROVEN:
            return CheckedProof(True, None, claim)
        if not certified:
            return CheckedProof(False, None, claim, uncertified=True)
        what = Text(
            f"le résultat se dit « {claim} », certifié, et n'a pas de certificat",
            f"the run claims '{claim}', certified, and has no certificate",
        )
        return CheckedProof(False, what, claim)
    stored = read_stored(path)
    x = _point(program, report, stored.continuous)
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
    found = verdict(program, stored.answer)
    said, bound = found.fault, found.bound
    if not said and certified:
        said, bound = _rests_on(program, report, stored, bound)
    fault = _unproven(report, claim, value, bound) if not said else Text(
        f"le certificat ne tient pas ({said})", f"the certificate fails ({said})"
    )  # fmt: skip
    doubtful = fault is None and claim in PROVEN and not certified
    return CheckedProof(
        fault is None and not doubtful, fault, claim, value, max(bound, value),
        *_counted(stored), uncertified=doubtful,
    )  # fmt: skip


def _counted(stored: Stored) -> tuple[int, int]:
    """Return how many boxes and statements the certificates of a run have."""
    every = [stored.answer]
    if (rest := stored.supports) is not None:
        every += [] if rest.efficient is None else [rest.efficient]
        every += [one for stage in rest.stages for one in stage.certificates]
        every += [] if rest.thresholds is None else rest.thresholds.certificates
    return sum(one.leaves for one in every), sum(int(one.worth.size) for one in every)


def _rests_on(
    program: Program, report: dict[str, Any], stored: Stored, bound: float
) -> tuple[str, float]:
    """Replay what an answer rests on; return what is wrong, and the bound that is confirmed."""
    supports = stored.supports
    robust = report.get("robust")
    if robust is not None:
        if supports is None or supports.thresholds is None:
            return "the thresholds of the protection have no certificate", math.inf
        rule = report["model"]["robust"]
        gamma, threshold = float(rule["gamma"]), float(robust["threshold"])
        if gamma != float(robust["gamma"]):
            return "not the protection that the model declares", math.inf
        return protected_bound(program, supports.thresholds, gamma, threshold)
    measures = declared(report["model"].get("equity") or {})
    if not measures:
        return "", bound
    if supports is None:
        return "the measures of equity have no certificate", math.inf
    equity = report["equity"]
    told = [
        Reported(str(s["name"]), math.nan if s["value"] is None else float(s["value"]),
             bool(s["proven"]))
        for s in equity["stages"]
    ]  # fmt: skip
    fault = stages_fault(program, measures, told, supports)
    return fault or _efficient_fault(program, measures, equity, stored), bound


def _efficient_fault(
    program: Program, measures: tuple[Declared, ...], equity: dict[str, Any], stored: Stored
) -> str:
    """Say where the efficient value is not what the run tells, or what its rows keep of it."""
    supports = stored.supports
    assert supports is not None
    keeping = [m for m in measures if m.keep_value is not None]
    certified = bool(equity.get("efficient_certified", False))
    if not certified:
        return "the efficient value that is kept has no certificate" if keeping else ""
    plain = efficient_program(program, measures)
    if plain is None or supports.efficient is None:
        return "the efficient value has no certificate"
    x, told = supports.efficient_x, float(equity["efficient_value"])
    if x.shape != (program.n_columns,) or (broken := broken_rule(plain, x)):
        return f"the efficient selection breaks {broken if x.shape else 'its size'}"
    size = max(1.0, abs(told))
    if not abs(plain.objective(x) - told) <= SAME * size:
        return f"the efficient selection is worth {plain.objective(x):.9g}, not {told:.9g}"
    found = verdict(plain, supports.efficient)
    if found.fault or not found.bound <= float(equity["efficient_bound"]) + SAME * size:
        return f"the efficient value: {found.fault or found.bound}"
    for m in keeping:
        assert m.keep_value is not None
        low = float(program.row_lower[program.row_labels.index(m.kept_value_row)])
        if not abs(low - m.keep_value * told) <= SAME * size:
            return f"{m.name} does not keep the share of the efficient value that it declares"
    return ""


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
