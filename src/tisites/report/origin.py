"""Where a run comes from and what of it was checked, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.certificate.file import CERTIFICATE
from tisites.messages.errors import BadInputError
from tisites.messages.text import Text
from tisites.run.files.signature import signature_of
from tisites.run.read.recompute import AS_EXPORTED
from tisites.run.store.audit_log import AuditLog, hashes_of

if TYPE_CHECKING:
    from tisites.run.read.stored import StoredRun
    from tisites.run.store.store import Store


def origin_words(run: StoredRun, store: Store) -> list[str]:
    """Say who signed a run, or that nobody did, or that a signature does not hold."""
    lines = AuditLog(store.root, run.hash).lines()
    try:
        found = signature_of(run.folder, run.hash, hashes_of(lines))
    except (BadInputError, ValueError, KeyError, TypeError) as error:
        what = error.problems[0].what if isinstance(error, BadInputError) else error
        return [str(Text(f"SIGNATURE NON VALABLE : {what}", f"SIGNATURE DOES NOT HOLD: {what}"))]
    if found is None:
        return [
            str(
                Text(
                    "non signé : les fichiers sont ceux du sceau, que chacun peut refaire ;"
                    " rien ne dit qui l'a fait",
                    "not signed: the files are those of the seal, which anyone can make again;"
                    " nothing tells who made it",
                )
            )
        ]
    told = [
        str(
            Text(
                f"signé par {found.author}, empreinte {found.fingerprint}",
                f"signed by {found.author}, fingerprint {found.fingerprint}",
            )
        )
    ]
    later = len(lines) - found.overrides
    if later:
        told.append(
            str(
                Text(
                    f"corrections à la main d'après la signature : {later}",
                    f"overrides by hand since the signature: {later}",
                )
            )
        )
    return told


def deep_words(run: StoredRun) -> list[str]:
    """Say what was computed again of a run that holds, and what is told as exported."""
    as_told = " ; ".join(str(text) for text in AS_EXPORTED)
    lines = [
        Text(
            "recalculé : objectif, contraintes, effectifs, scores, sélection dans chaque tableau",
            "recomputed: objective, rows, counts, scores, selection in each table",
        ),
        Text(
            f"tel qu'exporté, non recalculé : {as_told}",
            f"as exported, not recomputed: {as_told}",
        ),
        _proof_words(run),
    ]
    certified = bool(run.report.get("certified", False))
    beside = run.report.get("robust") is not None or run.report.get("equity") is not None
    if beside and not certified:
        lines.append(
            Text(
                "mesures d'équité et protection : telles qu'exportées",
                "measures of equity and protection: as exported",
            )
        )
    return [str(line) for line in lines]


def _proof_words(run: StoredRun) -> Text:
    claim = run.report["proof"]
    if (run.folder / CERTIFICATE).is_file() and run.report.get("certified", False):
        return Text(
            f"preuve (« {claim} ») : refaite depuis son certificat, sans solveur",
            f"proof ('{claim}'): checked again from its certificate, without a solver",
        )
    return Text(
        f"preuve (« {claim} ») : SANS CERTIFICAT, telle qu'exportée, non revérifiée",
        f"proof ('{claim}'): NO CERTIFICATE, as exported, not rechecked",
    )
