"""What a run claims, computed again from its program and its selection alone.

A seal tells that the files are those that were sealed, and anyone can seal; this tells whether
what they say holds. Nothing of the solver is believed or run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.candidates.consolidate import reason_family
from tisites.certificate.file import CERTIFICATE
from tisites.data.pack import contents_sha256
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text
from tisites.model.tolerances import PROOF_GAP
from tisites.run.read.activity import Activity, activities
from tisites.run.read.claims import Claims, claims_of
from tisites.run.read.fit import fitted
from tisites.run.read.proof import check_certificate
from tisites.run.read.tables import table_faults
from tisites.solver.check import broken_rules
from tisites.solver.form import StopReason
from tisites.solver.proof import proof_of
from tisites.solver.solution import Limits, Proof, Solution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tisites.model.program import Program
    from tisites.run.read.stored import StoredRun

#: Two figures closer than this (relative to the larger, at least 1) are one; the second where
#: columns that are no sites had to be set again.
SAME, SAME_SET_AGAIN = 1e-9, 1e-6
_STRENGTH = {Proof.FEASIBLE: 0, Proof.WITHIN_GAP: 1, Proof.OPTIMAL: 2}
#: What nothing in a run can confirm: told as exported.
AS_EXPORTED = (
    Text("durées, solveur et versions", "durations, solver and versions"),
    Text("chiffres de la recherche", "figures of the search"),
    Text("ce que décide chaque règle", "what each rule decides"),
    Text(
        "sites prêts par année, sites des outre-mer",
        "sites ready by year, overseas sites",
    ),
    Text("carte (map.png) et colonnes de détail des tableaux", "map and detail of the tables"),
    Text(
        "indices eux-mêmes (evidence.parquet) et mots des feuilles Excel",
        "evidence itself (evidence.parquet) and words of the Excel sheets",
    ),
)


@dataclass(frozen=True, slots=True)
class RecomputedAnswer:
    """The selection put into the program: every column, its value, what each row comes to."""

    x: np.ndarray
    columns: np.ndarray
    value: float
    activities: np.ndarray
    exact: bool


def recomputed(run: StoredRun) -> list[Text]:
    """Return every claim of a run that does not hold; empty if all that can be computed does.

    Objective, rows, counts, service, proof against bound, gap and value, the scores from the
    values and weights, the selection in every table, the hash of the pack from its layers; and the
    bound from the certificate, where there is one.
    """
    try:
        return list(_faults(run))
    except BadInputError as error:
        return [Text(p.what.fr, p.what.en) for p in error.problems]
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        return [Text(f"contenu inattendu ({error})", f"unexpected contents ({error})")]


def refuse_unfounded(run: StoredRun, remedy: Text) -> None:
    """Refuse a run of which a claim does not hold.

    Raises
    ------
    BadInputError
        One problem a claim.
    """
    faults = recomputed(run)
    if faults:
        listed = faults[:8]
        fr = " ; ".join(fault.fr for fault in listed)
        en = "; ".join(fault.en for fault in listed)
        what = Text(f"ce résultat ne se recalcule pas : {fr}", f"this run does not recompute: {en}")
        raise bad_input(what, remedy, Where(str(run.folder)))


def _faults(run: StoredRun) -> Iterator[Text]:
    claims = claims_of(run.report)
    if not isinstance(claims, Claims):
        listed = " ; ".join(claims[:5])
        yield Text(f"solution.json : {listed}", f"solution.json: {listed}")
        return
    program = run.program
    places = {site: k for k, site in enumerate(program.columns.tolist()) if program.integer[k]}
    ids = claims.selected
    strange = [site for site in ids if site not in places]
    if strange or ids != sorted(set(ids)):
        listed = ", ".join(strange[:5]) or "?"
        yield Text(
            f"sélection : sites répétés, en désordre ou hors du programme ({listed})",
            f"selection: sites repeated, out of order or not in the program ({listed})",
        )
        return
    answer = _answer(program, np.array([places[site] for site in ids], dtype=np.int64))
    broken = broken_rules(program, answer.x)
    if broken:
        listed = " ; ".join(broken[:3])
        yield Text(f"contraintes violées : {listed}", f"rules broken: {listed}")
    yield from _figures(claims, answer)
    yield from _rows(claims, program, answer)
    yield from _service(claims, program, answer)
    yield from _provenance(claims)
    yield from _counts(claims, run)
    yield from table_faults(run, frozenset(ids))
    if claims.certified or (run.folder / CERTIFICATE).is_file():
        proof = check_certificate(run.folder)
        if proof.fault is not None:
            yield proof.fault


def _answer(program: Program, columns: np.ndarray) -> RecomputedAnswer:
    x = np.zeros(program.n_columns)
    x[columns] = 1.0
    exact = bool(program.integer.all())
    if not exact:
        x = fitted(program, x)
    return RecomputedAnswer(x, np.sort(columns), program.objective(x), program.matrix @ x, exact)


def _figures(claims: Claims, answer: RecomputedAnswer) -> Iterator[Text]:
    """Objective, bound, gap, proof: each from the others."""
    value, told = answer.value, claims.objective
    near = SAME if answer.exact else SAME_SET_AGAIN
    if not _close(value, told, near):
        yield _differ("objectif", "objective", told, value)
    bound = math.inf if claims.bound is None else claims.bound
    size = max(1.0, abs(told))
    if bound < told - PROOF_GAP * size:
        yield Text(
            f"borne {bound:.9g} sous l'objectif {told:.9g}",
            f"bound {bound:.9g} below the objective {told:.9g}",
        )
    gap = max(0.0, (bound - told) / size)
    stated = math.inf if claims.gap is None else claims.gap
    if not (gap == stated or abs(gap - stated) <= SAME):
        yield _differ("écart", "gap", stated, gap)
    allowed = claims.identity.get("gap_rel", 0.0)
    allowed = float(allowed) if isinstance(allowed, int | float) else 0.0
    proven = proof_of(told, bound, StopReason.LIMIT, Limits(gap_rel=allowed))
    if _STRENGTH[Proof(claims.proof)] > _STRENGTH[proven]:
        yield Text(
            f"« {claims.proof} » annoncé, mais objectif et borne ne disent que « {proven} »",
            f"'{claims.proof}' is claimed, but objective and bound only say '{proven}'",
        )


def _rows(claims: Claims, program: Program, answer: RecomputedAnswer) -> Iterator[Text]:
    solution = Solution(
        Proof(claims.proof), answer.columns, answer.x, answer.value, math.inf, answer.activities, ""
    )
    rows = activities(program, solution)
    if len(rows) != len(claims.constraints):
        yield _differ("nombre de contraintes", "number of rows", len(claims.constraints), len(rows))
        return
    # a row that counts more than sites may stand at several activities for one selection
    loose = np.zeros(len(rows), dtype=bool)
    if not answer.exact:
        free = program.matrix[:, np.flatnonzero(~program.integer)]
        loose[: program.n_rows] = np.diff(free.tocsr().indptr) > 0
    for row, told, open_ in zip(rows, claims.constraints, loose.tolist(), strict=True):
        fields = Activity.__slots__
        off = [
            name
            for name in fields
            if not _same(getattr(row, name), getattr(told, name))
            and not (open_ and name in ("activity", "binding"))
        ]
        if off:
            name = off[0]
            yield _differ(
                f"{row.name}, {name}", f"{row.name}, {name}", getattr(told, name),
                getattr(row, name),
            )  # fmt: skip


def _service(claims: Claims, program: Program, answer: RecomputedAnswer) -> Iterator[Text]:
    if program.access is None:
        if claims.access is not None:
            yield Text("desserte annoncée sans objet", "service claimed where there is none")
        return
    points = program.access.served(answer.columns)
    told = (claims.access or {}).get("points", math.nan)
    if not _close(points, told, SAME):
        yield _differ("desserte", "service", told, points)


def _provenance(claims: Claims) -> Iterator[Text]:
    """The pack's hash from its layers; the word *synthetic* from the inputs'."""
    layers = ((one.name.rpartition("/")[2], one.sha256, one.synthetic) for one in claims.inputs[1:])
    if contents_sha256(layers) != claims.identity.get("pack"):
        yield Text(
            "les couches citées ne sont pas celles du paquet", "the layers cited are not the pack's"
        )
    synthetic = any(one.synthetic for one in claims.inputs)
    if synthetic != claims.synthetic or bool(claims.notice) != synthetic:
        yield Text("mention « synthétique » fausse", "wrong 'synthetic' notice")
    if claims.identity.get("versions") != claims.versions:
        yield Text("versions contradictoires", "versions at odds")


def _counts(claims: Claims, run: StoredRun) -> Iterator[Text]:
    everyone = run.everyone
    families = everyone.loc[~everyone["eligible"].astype(bool), "reason"].map(reason_family)
    found: dict[str, Any] = {
        "n_candidates": len(everyone),
        "n_eligible": int(everyone["eligible"].sum()),
        "exclusions": {str(k): int(v) for k, v in families.value_counts().items()},
    }
    for name, value in found.items():
        if getattr(claims, name) != value:
            yield _differ(name, name, getattr(claims, name), value)
    chosen, asked = len(claims.selected), run.model.choose
    if chosen > asked or (chosen < asked and not run.model.choose_at_most):
        yield _differ("nombre de sites", "number of sites", len(claims.selected), run.model.choose)


def _same(found: Any, told: Any) -> bool:
    if isinstance(found, bool | str):
        return bool(found == told)
    if not math.isfinite(found):
        return told is None
    return told is not None and _close(found, told, SAME)


def _close(one: float, two: float, near: float) -> bool:
    return abs(one - two) <= near * max(1.0, abs(one), abs(two))


def _differ(fr: str, en: str, told: Any, found: Any) -> Text:
    one, two = (f"{v:.12g}" if isinstance(v, float) else str(v)[:120] for v in (told, found))
    return Text(f"{fr} : {one} annoncé, {two} recalculé", f"{en}: {one} claimed, {two} recomputed")
