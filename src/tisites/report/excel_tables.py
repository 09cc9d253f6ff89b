"""Tables that a French Excel opens with a double click: semicolons, decimal commas, a BOM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.spreadsheet_text import for_spreadsheet
from tisites.messages.text import Text, language
from tisites.report.rules.table import rules_sheet
from tisites.run.answer.write import SYNTHETIC

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tisites.run.answer.outcome import Outcome

SELECTION, CANDIDATES = "selection_excel.csv", "candidates_excel.csv"
RULES = "rules_excel.csv"
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
    "reliability": Text("fiabilité (0 à 1)", "reliability (0 to 1)"),
}
_SCORES = ("score", "score_low", "score_high", "reliability")


def write_excel_tables(outcome: Outcome, folder: Path) -> None:
    """Write the chosen sites with their points by criterion, and everyone with its reason.

    Headings are in the current language; numbers follow it too (decimal comma in French).
    """
    selection, candidates = outcome.selection(), outcome.candidates().set_index("site_id")
    place = ["name", "commune", "dep_nom", "reg_nom", "epci_nom", "surface_ha"]
    chosen = candidates.loc[selection["id"], [*place, *_SCORES]].reset_index()
    chosen.insert(0, "number", range(1, len(chosen) + 1))
    criteria = outcome.prepared.model.score
    for name, criterion in criteria.items():
        label = Text(criterion.label, criterion.label_en or criterion.label)
        chosen[str(label)] = selection[f"contribution_{name}"].to_numpy()
    columns = [*place, "site_type", "status", "selected", "eligible", "reason_text", *_SCORES]
    everyone = candidates[columns].reset_index()
    for column in ("selected", "eligible"):
        yes, no = (str(Text("oui", "yes")), str(Text("non", "no")))
        everyone[column] = everyone[column].map({True: yes, False: no})
    tables = [(SELECTION, chosen), (CANDIDATES, everyone)]
    if outcome.rules is not None:
        tables.append((RULES, rules_sheet(outcome.rules, outcome.prepared.model)))
    for name, table in tables:
        if outcome.prepared.synthetic:
            table["notice"] = SYNTHETIC
        _write(table, folder / name)


def _write(table: pd.DataFrame, path: Path) -> None:
    french = language() == "fr"
    named = table.rename(columns={key: str(text) for key, text in _HEADINGS.items()})
    for_spreadsheet(named).to_csv(
        path,
        index=False,
        sep=";" if french else ",",
        decimal="," if french else ".",
        float_format="%.2f",
        encoding="utf-8-sig",
        lineterminator="\r\n",
    )
