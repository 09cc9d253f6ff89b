"""Tables that a French Excel opens with a double click: semicolons, decimal commas, a BOM."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.usage.verify import VERDICTS
from tisites.candidates.usage.verify import verdict as verdict_of
from tisites.criteria.site_context import CONTEXT
from tisites.messages.spreadsheet_text import for_spreadsheet
from tisites.messages.text import Text, language
from tisites.report.overseas import overseas_sheet
from tisites.report.rules.table import rules_sheet
from tisites.run.answer.write import SYNTHETIC
from tisites.run.prepare.everyone import candidate_table

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Survey

SELECTION, CANDIDATES = "selection_excel.csv", "candidates_excel.csv"
RULES = "rules_excel.csv"
OVERSEAS = "overseas_excel.csv"
_HEADINGS = {
    "number": Text("n°", "no."),
    "site_id": Text("identifiant", "id"),
    "name": Text("nom", "name"),
    "commune": Text("commune", "commune"),
    "dep_nom": Text("département", "département"),
    "reg_nom": Text("région", "région"),
    "epci_nom": Text("intercommunalité", "intercommunality"),
    "surface_ha": Text("surface (ha)", "surface (ha)"),
    "site_type": Text("type", "type"),
    "status": Text("statut", "status"),
    "selected": Text("retenu", "selected"),
    "eligible": Text("éligible", "eligible"),
    "reason_text": Text("motif d'exclusion", "reason left out"),
    "score": Text("score (sur 100)", "score (of 100)"),
    "score_low": Text("score bas", "low score"),
    "score_high": Text("score haut", "high score"),
    "verdict": Text("verdict", "verdict"),
    "owner": Text("propriétaire (type)", "owner (type)"),
    "drought_zone": Text("zone d'alerte probable", "probable alert zone"),
    "programmes": Text("programmes de la commune", "programmes of the commune"),
    "notes": Text("constats", "findings"),
    "reliability": Text("fiabilité (0 à 1)", "reliability (0 to 1)"),
}
_SCORES = ("score", "score_low", "score_high", "reliability")


def write_excel_tables(outcome: Outcome, folder: Path) -> None:
    """Write the chosen sites with their points by criterion, and everyone with its reason.

    Headings are in the current language; numbers follow it too (decimal comma in French).
    """
    selection, candidates = outcome.selection(), outcome.candidates().set_index("site_id")
    place = ["name", "commune", "dep_nom", "reg_nom", "epci_nom", "surface_ha"]
    chosen = candidates.loc[selection["id"], [*place, *_SCORES, *CONTEXT]].reset_index()
    chosen.insert(0, "number", range(1, len(chosen) + 1))
    criteria = outcome.prepared.model.score
    for name, criterion in criteria.items():
        label = Text(criterion.label, criterion.label_en or criterion.label)
        chosen[str(label)] = selection[f"contribution_{name}"].to_numpy()
    columns = [*place, "site_type", "status", "selected", "eligible", "reason_text", *_SCORES,
               *CONTEXT]  # fmt: skip
    everyone = candidates[columns].reset_index()
    for column in ("selected", "eligible"):
        yes, no = (str(Text("oui", "yes")), str(Text("non", "no")))
        everyone[column] = everyone[column].map({True: yes, False: no})
    tables = [(SELECTION, chosen), (CANDIDATES, everyone)]
    if outcome.rules is not None:
        tables.append((RULES, rules_sheet(outcome.rules, outcome.prepared.model)))
    if outcome.overseas is not None and len(outcome.overseas.table):
        tables.append((OVERSEAS, overseas_sheet(outcome.overseas)))
    for name, table in tables:
        if outcome.prepared.synthetic:
            table["notice"] = SYNTHETIC
        _write(table, folder / name)


def write_check_sheet(known: Survey, folder: Path) -> None:
    """Write every candidate with its verdict, the reason of it and what is to be verified.

    The verdict is that of eligibility: a site that may be chosen, though something of it is to be
    verified first, one that competes only once something is verified, or one that is left out.
    Nothing was solved.
    """
    table = candidate_table(known).set_index("site_id")
    told: dict[str, list[str]] = {}
    for finding in known.findings:
        if finding.severity != "info" and finding.subject in table.index:
            told.setdefault(finding.subject, []).append(str(finding.message))
    notes = pd.Series({site: " ; ".join(dict.fromkeys(said)) for site, said in told.items()})
    eligible = table["eligible"].to_numpy(dtype=bool)
    noted = table.index.isin(notes.index)
    words = (
        Text("écarté", "left out"), Text("éligible", "eligible"),
        Text("éligible, à vérifier", "eligible, to verify"), VERDICTS["to_verify"],
    )  # fmt: skip
    verdict = np.array([str(word) for word in words], dtype=object)
    doubtful = (table["reason"].fillna("").map(verdict_of) == "to_verify").to_numpy(dtype=bool)
    table["verdict"] = verdict[np.where(eligible, 1 + noted, 3 * doubtful)]
    table["notes"] = notes.reindex(table.index).fillna("").to_numpy() if len(notes) else ""
    columns = ["verdict", "reason_text", "notes", "name", "commune", "dep_nom", "reg_nom",
               "epci_nom", "surface_ha", "site_type", "status", *_SCORES]  # fmt: skip
    everyone = table[columns].reset_index()
    if known.synthetic:
        everyone["notice"] = SYNTHETIC
    _write(everyone, folder / CANDIDATES)


def _write(table: pd.DataFrame, path: Path) -> None:
    french = language() == "fr"
    named = table.rename(columns={key: str(text) for key, text in _HEADINGS.items()})
    text = for_spreadsheet(named).to_csv(
        index=False,
        sep=";" if french else ",",
        decimal="," if french else ".",
        float_format="%.2f",
        lineterminator="\r\n",
    )
    path.write_bytes(f"\ufeff{text}".encode())  # at once: row by row it takes as long as writing
